"""More filters of the list of stories: by who signed them, by days, by kind, by what is missing.

What no index knows is sought among the stories changed last: a list answers at once or not at all.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.text import format_lazy
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from news.models import Article, ArticleByline, Byline, GalleryItem, TaggedArticle
from portal.lib.listfilters import Input, TypedFilter

LOOKED_THROUGH = 20_000
"""The stories changed last, among which is sought what no index knows."""

SIGNED = 5_000
"""The newest stories of a name: a list shows no more of them."""

BYLINES = 50
"""People of a name; who has more of them types more of it."""

FROM, UNTIL = "from", "until"


class BylineFilter(TypedFilter):
    """Stories that somebody of this name signed, in whatever part."""

    title = _("byline")
    inputs = (Input("byline", _("Name of a byline")),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.typed("byline")
        if not name:
            return queryset
        people = Byline.objects.filter(Q(name_zh__icontains=name) | Q(name_en__icontains=name))
        ids = list(people.values_list("pk", flat=True)[:BYLINES])
        signed = ArticleByline.objects.filter(byline__in=ids).order_by("-article_id")
        return queryset.filter(pk__in=signed.values("article_id")[:SIGNED])


class DaysFilter(TypedFilter):
    """Stories that appear between two days, both included; the list then is in that order."""

    title = _("day of publication")
    inputs = (Input(FROM, _("from"), "date"), Input(UNTIL, _("until"), "date"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for name in (FROM, UNTIL):
            typed = self.typed(name)
            day = _day(typed)
            if typed and day is None:
                self.fault = _("Not a day: %s") % typed
            elif day is not None:
                queryset = queryset.filter(_within(name, day))
        return queryset


class KindFilter(admin.SimpleListFilter):
    """What a story is made of."""

    title = format_lazy(_("kind (of the {count} changed last)"), count=f"{LOOKED_THROUGH:,}")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("pictures", _("With a gallery")),
            ("reprint", _("From elsewhere")),
            ("link", _("Only a link")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        gallery = GalleryItem.objects.filter(article=OuterRef("pk"))
        conditions: dict[str, Any] = {
            "pictures": Exists(gallery),
            "reprint": ~Q(original_url="") | ~Q(original_author="") | ~Q(original_title=""),
            "link": ~Q(jump_url=""),
        }
        condition = conditions.get(self.value() or "")
        return queryset if condition is None else changed_last(queryset).filter(condition)


class NeedsFilter(admin.SimpleListFilter):
    """Stories that lack something."""

    title = format_lazy(
        _("what is missing (of the {count} changed last)"), count=f"{LOOKED_THROUGH:,}"
    )
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("cover", _("Cover")),
            ("source", _("Source")),
            ("byline", _("Byline")),
            ("tags", _("Tags")),
            ("summary", _("Summary")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        signed = ArticleByline.objects.filter(article=OuterRef("pk"))
        tagged = TaggedArticle.objects.filter(content_object=OuterRef("pk"))
        conditions: dict[str, Any] = {
            "cover": Q(cover=None),
            "source": Q(source=None),
            "byline": ~Exists(signed),
            "tags": ~Exists(tagged),
            "summary": Q(summary=""),
        }
        condition = conditions.get(self.value() or "")
        return queryset if condition is None else changed_last(queryset).filter(condition)


def changed_last(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Only the stories changed last."""
    newest = Article.objects.order_by("-updated_at", "-pk").values("pk")[:LOOKED_THROUGH]
    return rows.filter(pk__in=newest)


def is_by_days(request: HttpRequest) -> bool:
    """Whether the list is narrowed to days, and so in the order of publication."""
    return any(request.GET.get(name) for name in (FROM, UNTIL))


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _within(name: str, day: date) -> Q:
    """From the day's first moment on, or up to its last."""
    if name == FROM:
        return Q(publish_at__gte=make_aware(datetime.combine(day, time.min)))
    if day == date.max:
        return Q(publish_at__isnull=False)
    return Q(publish_at__lt=make_aware(datetime.combine(day + timedelta(days=1), time.min)))
