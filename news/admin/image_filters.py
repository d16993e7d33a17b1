"""The filters of the image library, in its list and in the picker."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin.article_list import YesNoFilter
from news.models import Collection, ImageUse, Slot

ENDS_SOON = timedelta(days=30)

LARGE, SMALL = 1600, 960
"""Widths in pixels: the widest cut that pages use, and the least that fills a phone."""

MOST_COLLECTIONS = 200
"""Named in the filter; those beyond are found in their own list."""


class AltFilter(YesNoFilter):
    title = gettext_lazy("alternative text")
    parameter_name = "alt"
    condition = ~Q(alt_zh="") | ~Q(alt_en="")


class RightsFilter(admin.SimpleListFilter):
    title = gettext_lazy("rights")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("ended", _("Ended")),
            ("soon", _("End within 30 days")),
            ("ending", _("End one day")),
            ("open", _("Without end")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        conditions = {
            "ended": Q(rights_end__lt=today),
            "soon": Q(rights_end__gte=today, rights_end__lte=today + ENDS_SOON),
            "ending": Q(rights_end__gte=today),
            "open": Q(rights_end__isnull=True),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class UploaderFilter(admin.SimpleListFilter):
    title = gettext_lazy("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Uploaded by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(uploader=request.user.pk) if self.value() == "1" else queryset


class CollectionFilter(admin.SimpleListFilter):
    title = gettext_lazy("collection")
    parameter_name = "collection"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = Collection.objects.values_list("pk", "name")[:MOST_COLLECTIONS]
        return [(str(pk), name) for pk, name in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = dict(self.lookup_choices).get(self.value() or "")
        return queryset.filter(collections=int(self.value() or 0)) if chosen else queryset


class UsedFilter(YesNoFilter):
    title = gettext_lazy("used")
    parameter_name = "used"
    condition = Exists(ImageUse.objects.filter(image=OuterRef("pk"))) | Exists(
        Slot.objects.filter(image=OuterRef("pk"))
    )


class CreditFilter(YesNoFilter):
    title = gettext_lazy("credit")
    parameter_name = "credited"
    condition = ~Q(credit="")


class ConditionFilter(admin.SimpleListFilter):
    """One of several named conditions."""

    def conditions(self) -> dict[str, tuple[Any, Q]]:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, name) for key, (name, _condition) in self.conditions().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        _name, condition = self.conditions().get(self.value() or "", ("", Q()))
        return queryset.filter(condition)


class OrientationFilter(ConditionFilter):
    title = gettext_lazy("orientation")
    parameter_name = "form"

    def conditions(self) -> dict[str, tuple[Any, Q]]:
        return {
            "wide": (_("Wide"), Q(width__gt=F("height"))),
            "tall": (_("Tall"), Q(width__lt=F("height"))),
            "square": (_("Square"), Q(width=F("height"))),
        }


class WidthFilter(ConditionFilter):
    title = gettext_lazy("width")
    parameter_name = "size"

    def conditions(self) -> dict[str, tuple[Any, Q]]:
        return {
            "large": (_("%d pixels and more") % LARGE, Q(width__gte=LARGE)),
            "medium": (_("%d pixels and more") % SMALL, Q(width__gte=SMALL)),
            "small": (_("Less than %d pixels") % SMALL, Q(width__lt=SMALL)),
        }


class TakenFilter(ConditionFilter):
    title = gettext_lazy("taken")
    parameter_name = "taken"

    def conditions(self) -> dict[str, tuple[Any, Q]]:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        return {
            "today": (_("Today"), Q(taken_at__gte=today)),
            "week": (_("This week"), Q(taken_at__gte=monday)),
            "year": (_("This year"), Q(taken_at__gte=today.replace(month=1, day=1))),
            "unknown": (_("Unknown"), Q(taken_at__isnull=True)),
        }


IMAGE_FILTERS: list[Any] = [
    CollectionFilter,
    UploaderFilter,
    TakenFilter,
    UsedFilter,
    AltFilter,
    CreditFilter,
    RightsFilter,
    OrientationFilter,
    WidthFilter,
    "ai_label",
    "created_at",
]

PICKER_FILTERS: list[type[admin.SimpleListFilter]] = [
    kind for kind in IMAGE_FILTERS if not isinstance(kind, str)
]
"""Those that the picker offers too."""
