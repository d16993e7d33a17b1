"""Two of a kind become one: sections, tags, authors, sources. The old address leads to the new."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _

from news.caching import sections_changed, stories_changed
from news.categories import address_of, delete_category, read_tree, save_category
from news.models import (
    Article,
    ArticleByline,
    Byline,
    Category,
    CategoryEditor,
    Source,
    Tag,
    TaggedArticle,
)
from news.naming import path_of
from news.placements import place_all
from news.signals import category_changed
from portal.site import redirects
from portal.site.models import Redirect

MERGED = Redirect.Kind.MERGED

Credit = Byline | Source | Tag

PORTION = 500
"""Stories placed anew at a time; SQLite takes only so many ids in one query."""


@transaction.atomic
def merge(others: Iterable[Credit], *, into: Credit) -> None:
    """Give all that hangs on `others` to `into`, of the same kind, and delete them."""
    for other in others:
        if other.pk == into.pk:
            continue
        old_path = path_of(other)
        _drop_doubles(other, into)
        _hand_over(other, into)
        other.delete()
        redirects.moved(old_path, path_of(into), MERGED)
    into.save()  # It has other stories now: whoever watches such rows hears of it.
    stories_changed()


@transaction.atomic
def merge_sections(others: Iterable[Category], *, into: Category) -> None:
    """Give the stories, sections and editors of `others` to `into`, and delete them.

    Raises ValidationError where `into` stands below one of them, or an address would be taken.
    """
    for other in others:
        if other.pk != into.pk:
            _merge_section(Category.objects.get(pk=other.pk), Category.objects.get(pk=into.pk))
    sections_changed()
    category_changed.send(Category, category=into)


def _merge_section(other: Category, into: Category) -> None:
    if into.pk in read_tree().descendant_ids(other.pk):
        raise ValidationError(
            _("%(into)s stands below %(other)s. Move it out first.")
            % {"into": into.name, "other": other.name}
        )
    for child in other.children.all():
        child.parent = into
        save_category(child)
    stories = list(
        Article.objects.filter(Q(category=other) | Q(extra_categories=other))
        .distinct()
        .values_list("pk", flat=True)
    )
    Article.objects.filter(category=other).update(category=into)
    _move_extras(other, into)
    known = CategoryEditor.objects.filter(category=into).values("user")
    CategoryEditor.objects.filter(category=other).exclude(user__in=known).update(category=into)
    for start in range(0, len(stories), PORTION):
        place_all(Article.objects.filter(pk__in=stories[start : start + PORTION]))
    old_path = address_of(other.path)
    delete_category(other)
    redirects.moved(old_path, address_of(into.path), MERGED)


def _move_extras(other: Category, into: Category) -> None:
    """Further sections of stories, where `into` is not theirs already."""
    extras = Article.extra_categories.through.objects
    already = extras.filter(category=into).values("article")
    rows = extras.filter(category=other)
    rows.filter(article__in=already).delete()
    extras.filter(category=other, article__category=into).delete()
    extras.filter(category=other).update(category=into)


def _drop_doubles(other: Any, into: Any) -> None:
    """Take out what `into` has already, and what only one of them can have."""
    if isinstance(other, Tag):
        tagged = TaggedArticle.objects.filter(tag=into).values("content_object")
        TaggedArticle.objects.filter(tag=other, content_object__in=tagged).delete()
    elif isinstance(other, Byline):
        twice = ArticleByline.objects.filter(
            byline=into, article=OuterRef("article"), role=OuterRef("role")
        )
        ArticleByline.objects.filter(Exists(twice), byline=other).delete()
        user, other.user = other.user, None
        other.save(update_fields=["user"])
        if user is not None and into.user is None:
            into.user = user


def _hand_over(other: Model, into: Model) -> None:
    for relation in other._meta.related_objects:
        if relation.one_to_many:
            rows: Any = relation.related_model
            name = relation.field.name
            rows._base_manager.filter(**{name: other}).update(**{name: into})
