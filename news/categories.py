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
    category_changed.send(Category, category=category)
    return category


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
    _redirect(old_path, category.path)
    for child in category.children.all():
        child.parent = category
        old_child_path = child.path
        _follow_parent(child)
        child.save(update_fields=["path", "depth"])
        _move_branch(child, old_path=old_child_path)


def _redirect(old_path: str, new_path: str) -> None:
    """Send the old address on, without chains and without a loop back."""
    old, new = f"/section/{old_path}/", f"/section/{new_path}/"
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(
        old_path=old, defaults={"new_path": new, "kind": Redirect.Kind.SECTION}
    )


def _stories_below(category: Category):
    below = read_tree().descendant_ids(category.pk)
    return Article.objects.filter(category__in=below) | Article.objects.filter(
        extra_categories__in=below
    )
