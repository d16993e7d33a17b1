"""The list of stories: its filters, its columns' looks and its bounded search."""

from typing import Any

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from news.admin.fields import section_choices
from news.categories import tree
from news.models import Article
from news.standing import STANDINGS, in_standing, standing_of

NEWEST_SEARCHED = 50_000
"""Stories whose titles are searched: a title has no index, and nobody waits for ten years' news."""

MOST_WORDS = 6

LOOKS = {
    "draft": "mu",
    "review": "az",
    "scheduled": "warn",
    "live": "ok on",
    "ended": "mu",
    "withdrawn": "bad",
    "binned": "mu",
}
"""The class of a state's badge."""


def badge(article: Article) -> SafeString:
    """The standing as a small label."""
    standing = standing_of(article)
    return format_html('<span class="tag {}">{}</span>', LOOKS[standing], STANDINGS[standing])


def search(rows: QuerySet[Article], typed: str) -> QuerySet[Article]:
    """Keep the story of that number, and newer ones with every word in title or kicker."""
    words = typed.split()[:MOST_WORDS]
    if not words:
        return rows
    newest = Article.objects.aggregate(pk=Max("pk"))["pk"] or 0
    wanted = Q(pk__gt=newest - NEWEST_SEARCHED)
    for word in words:
        wanted &= Q(title__icontains=word) | Q(kicker__icontains=word)
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        wanted |= Q(pk=int(typed))
    return rows.filter(wanted)


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


class MineFilter(admin.SimpleListFilter):
    """The stories that bear one's own name as publisher."""

    title = _("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(publisher=request.user.pk) if self.value() == "1" else queryset
