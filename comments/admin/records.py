"""The lists behind the queue: sanctions, and the log of decisions; read here, changed by deeds."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import ladder
from comments.models import Decision, Sanction
from portal.lib.admin import DeskAdmin
from portal.lib.http import no_store

MOST_EXPORTED = 5_000
"""Rows of one file; who needs more narrows by time."""


class ReadOnlyAdmin(DeskAdmin):
    """A table that is written by deeds alone."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.moderate_comment")


@admin.register(Sanction)
class SanctionAdmin(ReadOnlyAdmin):
    """Who stands under what, and until when."""

    list_display = ["kind", "whom", "reason", "at", "until", "by", "state"]
    list_filter = ["kind", "subject"]
    list_select_related = ["member", "by", "lifted_by"]
    search_fields = ["reason", "member__username_key"]
    searched_among = 20_000
    actions = ["lift"]

    @admin.display(description=gettext_lazy("whom"))
    def whom(self, sanction: Sanction) -> str:
        if sanction.member is not None:
            return f"{sanction.get_subject_display()}: {sanction.member.display_name}"
        is_plain = sanction.subject in (Sanction.Subject.NETWORK, Sanction.Subject.DOMAIN)
        return f"{sanction.get_subject_display()}: {sanction.key if is_plain else '…'}"

    @admin.display(description=gettext_lazy("state"))
    def state(self, sanction: Sanction) -> str:
        if sanction.lifted_at:
            return _("lifted by %s") % (sanction.lifted_by or "–")
        return _("holds") if ladder.stands(sanction, timezone.now()) else _("over")

    @admin.action(description=gettext_lazy("Lift"), permissions=["moderate"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> None:
        count = len(ladder.lift(queryset, by=request.user))
        messages.success(request, ngettext("%d lifted.", "%d lifted.", count) % count)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """The log: who decided what on which comment, when and why. Rows are only ever added."""

    list_display = ["at", "comment_pk", "before", "after", "reason", "ground", "decider", "note"]
    list_filter = ["after", "is_automatic", "reason", "ground", "at"]
    list_select_related = ["by"]
    search_fields = ["=comment__id", "by__username_key"]
    searched_among = 20_000
    actions = ["export"]

    @admin.display(description=gettext_lazy("comment"))
    def comment_pk(self, decision: Decision) -> int:
        return decision.comment_id

    @admin.display(description=gettext_lazy("by"))
    def decider(self, decision: Decision) -> str:
        if decision.is_automatic:
            return _("by rule")
        return str(decision.by or "–")

    @admin.display(description=gettext_lazy("note"))
    def note(self, decision: Decision) -> str:
        return decision.public_note or decision.internal_note

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["moderate"])
    def export(self, request: HttpRequest, queryset: QuerySet[Decision]) -> HttpResponse:
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="decisions.csv"'
        # Spreadsheets take a file without this mark for the local code page.
        answer.write("\ufeff")
        table = csv.writer(answer)
        table.writerow(HEADS)
        for row in queryset.select_related("by")[:MOST_EXPORTED]:
            table.writerow([harmless(value) for value in _cells(row)])
        return no_store(answer)


HEADS = ("at", "comment", "before", "after", "by", "automatic", "reason", "ground",
         "public note", "internal note", "takes back")  # fmt: skip
"""Columns for machines, the same in every language."""


def harmless(value: Any) -> str:
    """Keep a spreadsheet from taking a name or a note for a formula (CWE-1236)."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _cells(row: Decision) -> tuple[Any, ...]:
    return (
        timezone.localtime(row.at).isoformat(timespec="seconds"),
        row.comment_id,
        row.before,
        row.after,
        row.by or "",
        int(row.is_automatic),
        row.reason or "",
        row.ground,
        row.public_note,
        row.internal_note,
        row.undoes_id or "",
    )
