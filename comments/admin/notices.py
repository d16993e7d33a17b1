"""Notices of unlawful content at the desk: the open ones first, each decided on its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from comments import notices
from comments.models import LegalNotice
from portal.lib.admin import DeskAdmin, DeskForm, refusing

Outcome = LegalNotice.Outcome


class DecisionForm(DeskForm):
    """The outcome, with a note to who gave the notice."""

    decision = forms.ChoiceField(
        label=_("outcome"),
        choices=[
            (Outcome.UPHELD, _("Upheld: the comment is taken off the page")),
            (Outcome.DISMISSED, _("Dismissed: it stays")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = LegalNotice
        fields = ("note",)


@admin.register(LegalNotice)
class LegalNoticeAdmin(DeskAdmin):
    """What people hold to be unlawful."""

    list_display = ["receipt", "outcome", "law", "address", "at", "decided_by"]
    list_filter = ["outcome"]
    list_select_related = ["decided_by"]
    search_fields = ["=receipt"]
    form = DecisionForm
    readonly_fields = [
        "receipt",
        "address",
        "said",
        "law",
        "explanation",
        "name",
        "email",
        "at",
        "outcome",
        "decided_by",
        "decided_at",
    ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is not None and obj.is_open and self.has_change_permission(request, obj):
            return [*self.readonly_fields[:8], "decision", "note"]
        return [*self.readonly_fields, "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalNotice]:
        waits = Case(When(outcome=Outcome.OPEN, then=Value(0)), default=Value(1))
        rows = super().get_queryset(request).select_related("comment__author")
        return rows.order_by(waits, "-at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_open = obj is None or obj.is_open
        return is_open and request.user.has_perm("comments.moderate_comment")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        upheld = form.cleaned_data["decision"] == Outcome.UPHELD
        with refusing():
            notices.settle(obj, upheld=upheld, by=request.user, note=form.cleaned_data["note"])

    @admin.display(description=_("address"))
    def address(self, notice: LegalNotice) -> str:
        return format_html('<a href="{}" rel="noreferrer">{}</a>', notice.url, notice.url)

    @admin.display(description=_("text"))
    def said(self, notice: LegalNotice) -> str:
        return f"{notice.comment.writer}: {notice.comment.body}" if notice.comment else "–"
