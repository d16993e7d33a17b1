"""Deeds on sections: a change of place moves the addresses and lists of a whole branch."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from news.caching import SECTIONS, sections_changed
from news.models import Article, Category
from news.placements import place_all
from news.signals import category_changed
from news.tree import CategoryTree
from portal.lib.caching import cached
from portal.site import redirects
from portal.site.models import Redirect

TREE_SECONDS = 3600
"""A backstop only: every change of a section makes the tree stale at once."""


def tree() -> CategoryTree:
    """The whole tree of sections, one query when the cache is cold."""
    return cached("category-tree", read_tree, generations=(SECTIONS,), ttl=TREE_SECONDS)


def read_tree() -> CategoryTree:
    """The tree as the database has it, for deeds that must not trust a cache."""
    return CategoryTree(Category.objects.all())


@transaction.atomic
def save_category(category: Category) -> Category:
    """Save a section; when its address changed, bring its branch along and leave redirects.

    Raises ValidationError for circles, branches too deep and addresses already taken.
    """
    category.clean()
    before = Category.objects.filter(pk=category.pk).first()
    _follow_parent(category)
    category.save()
    if before is not None and before.path != category.path:
        _move_branch(category, old_path=before.path)
    if before is not None and before.parent_id != category.parent_id:
        place_all(_stories_below(category))
    sections_changed()
    category_changed.send(
        Category, category=category, is_shown_anew=_is_shown_anew(before, category)
    )
    return category


def _is_shown_anew(before: Category | None, category: Category) -> bool:
    """Whether the stories of the branch may be of another kind: news, opinion, pictures."""
    if before is None:
        return False
    is_moved = before.parent_id != category.parent_id
    return is_moved or before.front_layout != category.front_layout


@transaction.atomic
def delete_category(category: Category) -> None:
    """Delete an empty section. Raises ValidationError while stories or sections are in it."""
    if category.children.exists() or category.articles.exists():
        raise ValidationError(
            _("%s still holds stories or sections. Move them first.") % category.name
        )
    category.delete()
    sections_changed()


def _follow_parent(category: Category) -> None:
    parent = category.parent
    category.path = f"{parent.path}/{category.slug}" if parent else category.slug
    category.depth = parent.depth + 1 if parent else 1


def _move_branch(category: Category, *, old_path: str) -> None:
    redirects.moved(address_of(old_path), address_of(category.path), Redirect.Kind.SECTION)
    for child in category.children.all():
        child.parent = category
        old_child_path = child.path
        _follow_parent(child)
        child.save(update_fields=["path", "depth"])
        _move_branch(child, old_path=old_child_path)


def address_of(path: str) -> str:
    """The address of the section of that path, as redirects keep it."""
    return f"/section/{path}/"


def _stories_below(category: Category):
    below = read_tree().descendant_ids(category.pk)
    return Article.objects.filter(category__in=below) | Article.objects.filter(
        extra_categories__in=below
    )
