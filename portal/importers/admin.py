"""What imports did, to be read: runs with their reports, and what became of each record."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.importers import wording
from portal.importers.models import ImportedRecord, ImportRun
from portal.importers.report import OF_SOME_RUNS, OUTCOMES
from portal.lib.admin import DeskAdmin

SHOWN_LINES = 50
"""Lines of one kind on the page; all of them are in the download."""


class _ReadOnly(DeskAdmin, admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(_ReadOnly):
    """The runs, the latest first; a run's page is its report."""

    list_display = ["pk", "site", "began_at", "ended_at", "undone_at"]
    list_select_related = ["site"]
    fields = ["site", "began_at", "ended_at", "undone_at", "told"]
    readonly_fields = ["told"]

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.download)
        own = path("<int:pk>/report.json", download, name="importers_importrun_report")
        return [own, *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole report as data."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun, pk=pk)
        response = JsonResponse(run.report, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="import-{pk}.json"'
        return response

    @admin.display(description=_("report"))
    def told(self, run: ImportRun) -> SafeString:
        report = run.report
        records = reverse("admin:importers_importedrecord_changelist")
        kinds = report.get("kinds", {})
        met = {name for counts in kinds.values() for name in counts}
        outcomes = [*OUTCOMES, *(name for name in OF_SOME_RUNS if name in met)]
        rows = [
            {
                "kind": wording.kind(kind),
                "url": f"{records}?{urlencode({'run__id__exact': run.pk, 'kind': kind})}",
                "numbers": [counts.get(name, 0) for name in outcomes],
            }
            for kind, counts in kinds.items()
        ]
        notes = [
            (
                wording.heading(subject),
                [wording.line(line) for line in lines[:SHOWN_LINES]],
                max(0, len(lines) - SHOWN_LINES),
            )
            for subject, lines in report.get("notes", {}).items()
        ]
        return render_to_string(
            "admin/importers/_report.html",
            {
                "json_url": reverse("admin:importers_importrun_report", args=[run.pk]),
                "outcomes": [wording.outcome(name) for name in outcomes],
                "rows": rows,
                "skipped": [
                    (
                        wording.kind(kind),
                        [(wording.reason(why), number) for why, number in reasons.items()],
                    )
                    for kind, reasons in report.get("skipped", {}).items()
                ],
                "deferred": [
                    (wording.deferred(kind), number)
                    for kind, number in report.get("not_yet_brought", {}).items()
                ],
                "notes": notes,
            },
        )


@admin.register(ImportedRecord)
class ImportedRecordAdmin(_ReadOnly):
    """Each record of an old site, with a link to what it became."""

    list_display = ["foreign_id", "kind", "became", "run"]
    list_select_related = ["run", "content_type"]
    list_display_links = None
    search_fields = ["=foreign_id"]
    ordering = ["-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in ("run__id__exact", "kind") or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=_("became"))
    def became(self, record: ImportedRecord) -> SafeString | str:
        kind = record.content_type
        try:
            url = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[record.object_id])
        except NoReverseMatch:
            return f"{kind.name} {record.object_id}"
        return format_html('<a href="{}">{} {}</a>', url, kind.name, record.object_id)
