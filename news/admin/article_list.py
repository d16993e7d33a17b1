"""The list of stories: its filters, its columns' looks and its search."""

from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from news.admin.fields import section_choices
from news.categories import tree
from news.models import LANGUAGES, Article
from news.search import find_anywhere, parse
from news.standing import STANDINGS, in_standing, standing_of

LOOKS = {
    "draft": "mu",
    "review": "az",
    "scheduled": "warn",
    "live": "ok on",
    "ended": "mu",
    "withdrawn": "bad",
    "archived": "mu",
    "binned": "mu",
}
"""The class of a state's badge."""


def badge(article: Article) -> SafeString:
    """The standing as a small label."""
    standing = standing_of(article)
    return format_html('<span class="tag {}">{}</span>', LOOKS[standing], STANDINGS[standing])


def conversion_badge(article: Article) -> SafeString | str:
    """A label on stories whose Traditional version nobody has read."""
    if article.language != "zh-hans" or article.is_traditional_checked:
        return ""
    return format_html('<span class="tag warn">{}</span>', _("Traditional: automatic"))


def search(rows: QuerySet[Article], typed: str) -> QuerySet[Article]:
    """Keep the story of that number, and the newest in any state that hold every word."""
    if not typed:
        return rows
    query = parse(typed)
    ids = find_anywhere(query, [code for code, _name in LANGUAGES]) if query else []
    wanted = Q(pk__in=ids)
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        wanted |= Q(pk=int(typed))
    return rows.filter(wanted)


def with_columns(rows: QuerySet[Article], columns: Collection[Any]) -> QuerySet[Article]:
    """Fetch what further columns show, if they are among those of the list."""
    if "source" in columns:
        rows = rows.select_related("publisher", "stats", "source")
    if "credits" in columns:
        rows = rows.prefetch_related("article_bylines__byline")
    return rows.prefetch_related("tagged__tag") if "tag_names" in columns else rows


class StandingFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STANDINGS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        standing = self.value()
        return in_standing(queryset, standing) if standing in STANDINGS else queryset


class SectionFilter(admin.SimpleListFilter):
    """A section with all below it."""

    title = _("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in section_choices()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        if not (chosen.isdigit() and int(chosen) in tree().by_id):
            return queryset
        return queryset.filter(category__in=tree().descendant_ids(int(chosen)))


class YesNoFilter(admin.SimpleListFilter):
    """Rows with something, or without it; `condition` says what it is to have it."""

    condition: Q

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(self.condition)
        return queryset.exclude(self.condition) if self.value() == "no" else queryset


class CoverFilter(YesNoFilter):
    title = _("has a cover")
    parameter_name = "cover"
    condition = Q(cover__isnull=False)


class TraditionalFilter(YesNoFilter):
    """Chinese stories whose conversion nobody has read."""

    title = _("Traditional not checked")
    parameter_name = "unchecked"
    condition = Q(language="zh-hans", is_traditional_checked=False)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The others are few among many: finding them would take a walk through all."""
        return [("yes", _("Yes"))]


class MineFilter(admin.SimpleListFilter):
    """The stories that bear one's own name as publisher."""

    title = _("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(publisher=request.user.pk) if self.value() == "1" else queryset
