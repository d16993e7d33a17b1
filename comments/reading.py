"""One page of a discussion, in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from comments.models import EVERYBODY, Comment, Thread
from comments.tree import Node, grow

PAGE_SIZE = 20
"""Roots a page; the design's "show 20 more"."""

PICKS, NEWEST, OLDEST, AGREED = "best", "new", "old", "hot"
SORTS = (PICKS, NEWEST, AGREED, OLDEST)
"""The first is the page's own, without a word in the address."""

ORDERS = {
    PICKS: ("-is_picked", "-created_at", "-pk"),
    NEWEST: ("-created_at", "-pk"),
    OLDEST: ("created_at", "pk"),
    AGREED: ("-agree_count", "-created_at", "-pk"),
}
"""Each has an index of its own on the roots of a thread."""


@dataclass(frozen=True)
class ThreadPage:
    """Some of a thread's comments, and where one is in it."""

    nodes: list[Node]
    number: int
    page_count: int
    sort: str

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.page_count else None

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None


def read_page(thread: Thread | None, *, sort: str = PICKS, number: int = 1) -> ThreadPage | None:
    """The page `number` of the thread, counted from 1; None where there is no such page.

    Four queries. The first three read indexes alone, however long the discussion is; rows are
    fetched for what is shown.
    """
    if thread is None:
        return ThreadPage([], 1, 1, sort) if number == 1 else None
    roots = _standing(thread)
    page_count = max(1, -(-roots.count() // PAGE_SIZE))
    if number > page_count:
        return None
    ordered = roots.order_by(*ORDERS[sort]).values_list("pk", flat=True)
    keys = list(ordered[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    found = _with_replies(keys) if keys else []
    by_key = {comment.pk: comment for comment in found}
    replies = [comment for comment in found if comment.root_id is not None]
    return ThreadPage(grow([by_key[key] for key in keys], replies), number, page_count, sort)


def _with_replies(keys: list[int]) -> list[Comment]:
    """Roots and what stands below them, the oldest first; one query of three parts.

    Each part has an index that leads to its rows. As one condition with OR, or in an order, SQLite
    walks through all comments there are.
    """
    rows = Comment.objects.select_related("author").order_by()
    below = rows.filter(root__in=keys)
    parts = rows.filter(pk__in=keys).union(below.visible_to(EVERYBODY), below.missed(), all=True)
    return sorted(parts, key=lambda row: (row.created_at, row.pk))


def page_number_of(comment: Comment, *, sort: str = PICKS) -> int:
    """On which page of its thread the comment stands."""
    root = comment.root or comment
    before = _standing(root.thread).filter(_ahead_of(root, ORDERS[sort]))
    return before.count() // PAGE_SIZE + 1


def _ahead_of(root: Comment, order: tuple[str, ...]) -> Q:
    """What comes before the root in an order of several fields."""
    ahead, alike = Q(pk__in=[]), Q()
    for key in order:
        name = key.removeprefix("-")
        value = getattr(root, name)
        if not isinstance(value, bool):
            is_ahead = Q(**{f"{name}__{'gt' if key != name else 'lt'}": value})
        else:
            is_ahead = Q(pk__in=[]) if value else Q(**{name: True})
        ahead |= alike & is_ahead
        alike &= Q(**{name: value})
    return ahead


def _standing(thread: Thread) -> QuerySet[Comment]:
    """Roots on the page: published ones, and a line for others that carry published replies.

    Those others are few; asked for apart, they leave the roots to be read from one index.
    """
    kept = list(thread.comments.answered().order_by().values_list("pk", flat=True))
    return thread.comments.roots().visible_to(EVERYBODY) | thread.comments.roots().filter(
        pk__in=kept
    )
