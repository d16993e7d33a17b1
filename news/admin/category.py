"""Sections at the desk: a tree in its order, with the people who look after each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from news import categories, merging
from news.admin.desk import NewsAdmin
from news.admin.fields import INDENT
from news.admin.merging import MergingMixin
from news.models import Category, CategoryEditor
from news.permissions import RIGHTS, granted_sections, may_manage
from portal.lib.admin import DeskForm, refuse_while_held, refusing


class CategoryForm(DeskForm):
    """A section; where it may stand is checked by the row itself."""

    class Meta:
        model = Category
        fields = "__all__"


class EditorForm(forms.ModelForm):
    """Somebody's rights in a section."""

    class Meta:
        model = CategoryEditor
        fields = ["user", *RIGHTS]
        labels = {"user": _("user")}


class EditorInline(admin.TabularInline):
    """Who may publish or manage here and below, beyond their role."""

    model = CategoryEditor
    form = EditorForm
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Category)
class CategoryAdmin(MergingMixin, NewsAdmin):
    """The whole tree on one page, each section below its parent."""

    list_display = ["indented_name", "path", "position", "is_open", "in_navigation", "layout"]
    list_display_links = ["indented_name"]
    list_filter = ["is_open", "in_navigation", "front_layout", "comment_policy"]
    search_fields = ["name_zh", "name_en", "path"]
    list_per_page = 500
    sortable_by: list[str] = []
    form = CategoryForm
    fieldsets = [
        (
            None,
            {"fields": [("name_zh", "name_en"), ("slug", "parent"), ("position", "pigment")]},
        ),
        (_("What readers see"), {"fields": ["description_zh", "description_en", "cover"]}),
        (
            _("Lists and front"),
            {
                "fields": [
                    "is_open",
                    "in_navigation",
                    "allows_publishing",
                    "shows_summary",
                    ("front_layout", "page_size"),
                    ("comment_policy", "comments_close_after"),
                    "jump_url",
                ]
            },
        ),
        (
            _("Search and sharing"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("seo_title_zh", "seo_title_en"),
                    ("seo_description_zh", "seo_description_en"),
                ],
            },
        ),
    ]
    inlines = [EditorInline]
    merge_deed = staticmethod(merging.merge_sections)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """All sections, or those that somebody without the role may manage."""
        rows = super().get_queryset(request)
        if super().has_view_permission(request):
            return rows
        return rows.filter(pk__in=granted_sections(request.user, "may_manage"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return super().has_view_permission(request, obj) or self._manages(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return super().has_change_permission(request, obj) or self._manages(request, obj)

    def _manages(self, request: HttpRequest, category: Category | None) -> bool:
        if category is None:
            return bool(granted_sections(request.user, "may_manage"))
        return may_manage(request.user, category)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Put the rows in the order of the tree, which no column holds."""
        changelist = super().get_changelist_instance(request)
        places = {pk: place for place, pk in enumerate(_tree_order())}
        rows = sorted(changelist.result_list, key=lambda row: places.get(row.pk, 0))
        changelist.result_list = rows
        return changelist

    @admin.display(description=_("name"))
    def indented_name(self, category: Category) -> SafeString:
        return format_html("{}{}", INDENT * (category.depth - 1), category.name)

    @admin.display(description=_("block on the front page"))
    def layout(self, category: Category) -> str:
        return category.get_front_layout_display()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with refusing():
            categories.save_category(obj)

    def erase(self, request: HttpRequest, obj: Category) -> None:
        refuse_while_held(obj, self.holder_name)
        with refusing():
            categories.delete_category(obj)


def _tree_order() -> list[int]:
    return [category.pk for category in categories.read_tree().in_order()]
