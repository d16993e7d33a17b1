"""The sections as a tree: rows in, answers out, no database."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from portal.site.models import Pigment

if TYPE_CHECKING:
    from news.models import Category


class CategoryTree:
    """All sections, in the order editors gave them; small enough to be held whole."""

    def __init__(self, categories: Iterable["Category"]) -> None:
        self.by_id: dict[int, Category] = {category.pk: category for category in categories}

    @cached_property
    def by_path(self) -> dict[str, "Category"]:
        return {category.path: category for category in self.by_id.values()}

    @cached_property
    def _children(self) -> dict[int | None, list["Category"]]:
        children: dict[int | None, list[Category]] = defaultdict(list)
        for category in sorted(self.by_id.values(), key=lambda c: (c.position, c.pk)):
            children[category.parent_id].append(category)
        return dict(children)

    def children(self, category_id: int | None) -> list["Category"]:
        """The open sections right below; None asks for the top ones."""
        return [child for child in self._children.get(category_id, []) if child.is_open]

    def siblings(self, category_id: int) -> list["Category"]:
        """The open sections beside this one, itself left out."""
        parent_id = self.by_id[category_id].parent_id
        return [child for child in self.children(parent_id) if child.pk != category_id]

    def lineage(self, category_id: int) -> list["Category"]:
        """From the top section down to this one."""
        lineage: list[Category] = []
        step: int | None = category_id
        while step is not None:
            category = self.by_id[step]
            lineage.insert(0, category)
            step = category.parent_id
        return lineage

    def descendant_ids(self, category_id: int) -> list[int]:
        """This section and all below it, open or closed."""
        ids = [category_id]
        for child in self._children.get(category_id, []):
            ids += self.descendant_ids(child.pk)
        return ids

    def in_order(self) -> list["Category"]:
        """Every section, each followed by what is below it."""
        ids = [pk for top in self._children.get(None, []) for pk in self.descendant_ids(top.pk)]
        return [self.by_id[pk] for pk in ids]

    def navigation(self) -> list["Category"]:
        """The top sections that the masthead shows."""
        return [top for top in self.children(None) if top.in_navigation]

    def is_open(self, category_id: int) -> bool:
        """Open itself, with all above it."""
        return all(category.is_open for category in self.lineage(category_id))

    def pigment(self, category_id: int) -> str:
        """Its own colour, or the nearest one above."""
        return self._nearest(category_id, "pigment") or Pigment.AZURITE

    def comment_policy(self, category_id: int, default: str) -> str:
        """Its own policy, or the nearest one above, or `default` (the site's)."""
        return self._nearest(category_id, "comment_policy") or default

    def comments_close_after(self, category_id: int, default: int) -> int:
        """For how many days stories of a section are discussed; 0 is for ever."""
        return next(
            (
                category.comments_close_after
                for category in reversed(self.lineage(category_id))
                if category.comments_close_after is not None
            ),
            default,
        )

    def _nearest(self, category_id: int, field: str) -> str:
        values = (getattr(category, field) for category in reversed(self.lineage(category_id)))
        return next((value for value in values if value), "")
