"""The site itself at the desk: settings, flat pages, redirects, breaking notices.

These tables stand on the ground floor, which knows no grammar of texts; their pages are the
shell's, which does.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from news.admin.body import BodyAdminMixin, BodyField
from portal import pages
from portal.lib.admin import DeskAdmin, DeskForm, OnlyRowAdmin, refusing
from portal.lib.http import no_store
from portal.site import redirects
from portal.site.models import Notice, Page, Redirect, SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(OnlyRowAdmin):
    """One row: no list, nothing to add or delete."""

    fieldsets = [
        (
            None,
            {"fields": [("name_zh", "name_en"), ("slogan_zh", "slogan_en"), "pigment", "mourning"]},
        ),
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
                    ("comment_policy", "comment_profile"),
                    ("comments_close_after", "comment_links"),
                    ("holds_first_comments", "comments_trusted_after"),
                    "allows_guest_comments",
                    "allows_guest_reactions",
                    "shows_reactors",
                    "shows_traditional",
                    "shows_english",
                    "traditional_terms",
                ]
            },
        ),
        (
            _("Privacy"),
            {
                "fields": [
                    ("comment_networks_kept", "report_networks_kept"),
                    ("preview_networks_kept", "session_networks_kept"),
                ]
            },
        ),
        (
            _("Publishing"),
            {"fields": ["requires_picture_texts", "review_stages", "binds_sign_offs"]},
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


PREVIEWED = {"zh-hans": "简体中文", "en": "English"}
"""The languages a page is written in; Traditional is converted from the first."""


class PageForm(DeskForm):
    """A flat page; both texts pass the one sanitiser."""

    body_zh = BodyField(label=_("Text (Chinese)"))
    body_en = BodyField(label=_("Text (English)"))

    class Meta:
        model = Page
        fields = "__all__"


@admin.register(Page)
class PageAdmin(BodyAdminMixin, DeskAdmin):
    list_display = [
        "title_zh",
        "title_en",
        "slug",
        "place",
        "position",
        "is_published",
        "updated_at",
    ]
    list_filter = ["is_published", "place"]
    search_fields = ["title_zh", "title_en", "slug"]
    form = PageForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("title_zh", "title_en"),
                    ("slug", "place", "position"),
                    ("is_published", "allows_comments"),
                    "preview",
                ]
            },
        ),
        (_("Text"), {"fields": ["body_zh", "body_en"]}),
        (_("Search engines"), {"fields": [("description_zh", "description_en")]}),
    ]
    readonly_fields = ["preview"]

    def get_urls(self) -> list[Any]:
        address = path("<int:pk>/preview/<str:language>/", self.show, name="site_page_preview")
        return [address, *super().get_urls()]

    @admin.display(description=_("preview"))
    def preview(self, page: Page) -> SafeString | str:
        """The ways to the page as it is saved, published or not."""
        if page.pk is None:
            return gettext("Once it is saved.")
        links = [
            (reverse("admin:site_page_preview", args=[page.pk, code]), name)
            for code, name in PREVIEWED.items()
            if page.is_in(code)
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def show(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The page as readers will see it, for those who may see its row."""
        page = get_object_or_404(Page, pk=pk)
        if language not in PREVIEWED or not page.is_in(language):
            raise Http404("The page is not in this language.")
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        with override(language):
            response = render(request, "portal/page.html", pages.context_of(page))
        no_store(response)
        return response


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

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        with refusing():
            redirects.save_redirect(obj)


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
