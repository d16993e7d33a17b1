"""The fronts at the desk: versions, and what stands in their slots."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news import renditions
from news.admin.desk import NewsAdmin, RowForm, RowsFormSet, SortableInline
from news.models import Article, FrontPage, FrontVersion, Slot
from portal.lib.admin import DeskForm


@admin.register(FrontPage)
class FrontPageAdmin(NewsAdmin):
    """Which fronts are set by hand; the rest are made by rule."""

    list_display = ["__str__", "language", "category"]
    list_filter = ["language"]
    list_select_related = ["category"]
    search_fields = ["category__name_zh", "category__name_en"]
    fields = ["language", "category"]


class SlotForm(RowForm):
    class Meta:
        model = Slot
        fields = ["area", "category", "article", "title", "image", "starts_at", "ends_at"]
        fields += ["position"]


class SlotRows(RowsFormSet):
    """Slots whose stories' titles are read once for all of them."""

    @cached_property
    def titles(self) -> dict[int, str]:
        ids = [slot.article_id for slot in self.queryset]
        return {row.pk: str(row) for row in Article.objects.filter(pk__in=ids).defer("body")}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "article" in form.fields:
            form.fields["article"].widget.names = self.titles  # type: ignore[attr-defined]


class SlotInline(SortableInline):
    model = Slot
    form = SlotForm
    formset = SlotRows


class VersionForm(DeskForm):
    class Meta:
        model = FrontVersion
        fields = ["front_page", "publish_at"]


@admin.register(FrontVersion)
class FrontVersionAdmin(NewsAdmin):
    """Arrangements, the newest first; the newest whose time has come is what readers see."""

    list_display = ["front", "number", "publish_at", "by", "created_at"]
    list_filter = ["front_page__language"]
    list_select_related = ["front_page__category", "by"]
    search_fields = ["=number", "front_page__category__name_zh"]
    ordering = ["-created_at", "-pk"]
    form = VersionForm
    fields = ["front_page", "publish_at"]
    inlines = [SlotInline]

    @admin.display(description=_("front page"))
    def front(self, version: FrontVersion) -> str:
        return str(version.front_page)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "front_page":
            kwargs["queryset"] = FrontPage.objects.select_related("category")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Number a new version, and keep who made it."""
        if not change:
            numbers = FrontVersion.objects.filter(front_page=obj.front_page)
            obj.number = (numbers.aggregate(last=Max("number"))["last"] or 0) + 1
            obj.by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        renditions.order_for_front(form.instance)
