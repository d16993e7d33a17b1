"""The site itself at the desk: settings, flat pages, redirects, breaking notices.

These tables stand on the ground floor, which knows no grammar of texts; their pages are the
shell's, which does.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from news.admin.body import BodyAdminMixin, BodyField
from portal.lib.admin import DeskAdmin, DeskForm, OnlyRowAdmin
from portal.site.models import Notice, Page, Redirect, SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(OnlyRowAdmin):
    """One row: no list, nothing to add or delete."""

    fieldsets = [
        (None, {"fields": [("name_zh", "name_en"), ("slogan_zh", "slogan_en"), "pigment"]}),
        (
            _("Logo"),
            {
                "fields": [
                    ("logo_bracket_zh", "logo_text_zh"),
                    ("logo_bracket_en", "logo_text_en"),
                ]
            },
        ),
        (
            _("Readers"),
            {
                "fields": [
                    "comment_policy",
                    "allows_guest_comments",
                    "allows_guest_reactions",
                    "shows_reactors",
                    "shows_traditional",
                    "shows_english",
                ]
            },
        ),
        (
            _("Footer"),
            {
                "fields": [
                    ("copyright_zh", "copyright_en"),
                    ("icp_number", "police_number", "news_licence"),
                    ("report_line_zh", "report_line_en"),
                    "contact_email",
                ]
            },
        ),
        (
            _("Elsewhere"),
            {"fields": [("wechat_account", "weibo_url"), ("douyin_url", "toutiao_url")]},
        ),
    ]


class PageForm(DeskForm):
    """A flat page; both texts pass the one sanitiser."""

    body_zh = BodyField(label=_("Text (Chinese)"))
    body_en = BodyField(label=_("Text (English)"))

    class Meta:
        model = Page
        fields = "__all__"


@admin.register(Page)
class PageAdmin(BodyAdminMixin, DeskAdmin):
    list_display = ["title_zh", "title_en", "slug", "position", "is_published", "updated_at"]
    list_filter = ["is_published"]
    search_fields = ["title_zh", "title_en", "slug"]
    form = PageForm
    fieldsets = [
        (None, {"fields": [("title_zh", "title_en"), ("slug", "position"), "is_published"]}),
        (_("Text"), {"fields": ["body_zh", "body_en"]}),
    ]


class RedirectForm(DeskForm):
    """An old path and where it leads; checked here in words rather than by the database."""

    class Meta:
        model = Redirect
        fields = ["old_path", "new_path", "kind"]

    def clean_old_path(self) -> str:
        path = self.cleaned_data["old_path"]
        if not path.startswith("/"):
            raise ValidationError(_("A path begins with a slash."))
        return path

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("old_path") and cleaned["old_path"] == cleaned.get("new_path"):
            self.add_error("new_path", _("This leads to itself."))
        return cleaned


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    list_display = ["old_path", "new_path", "kind", "created_at"]
    list_filter = ["kind"]
    search_fields = ["old_path", "new_path"]
    sortable_by = ("old_path",)
    form = RedirectForm


class NoticeForm(DeskForm):
    class Meta:
        model = Notice
        fields = "__all__"
        widgets = {"url": forms.TextInput({"class": "vTextField"})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("A notice ends after it has begun."))
        return cleaned


@admin.register(Notice)
class NoticeAdmin(DeskAdmin):
    list_display = ["text_zh", "is_urgent", "starts_at", "ends_at"]
    list_filter = ["is_urgent", "starts_at"]
    search_fields = ["text_zh", "text_en"]
    form = NoticeForm
    fieldsets = [
        (None, {"fields": ["text_zh", "text_en", "url", "is_urgent"]}),
        (_("Time"), {"fields": [("starts_at", "ends_at")]}),
    ]
