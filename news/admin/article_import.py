"""Taking stories in from a table: hand it in, look at what each row would do, take it in."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import intake, taking_in
from news.admin import sheets
from news.admin.fields import SectionField
from news.models import Intake, IntakeRow
from news.permissions import sections_to_write_in
from portal.lib.ownlists import OwnListMixin
from portal.lib.text import clean_line

ON_A_PAGE = 50
"""Rows tried out for one page: as many as can be read before they are agreed to."""

Outcome = IntakeRow.Outcome


class TableForm(forms.Form):
    """A table, and the section of new stories that name none."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json"}),
        help_text=gettext_lazy("CSV, Excel (.xlsx) or JSON, as the export writes them."),
    )
    category = SectionField(
        label=gettext_lazy("Section of new stories"),
        required=False,
        help_text=gettext_lazy("For rows without a number that name no section."),
    )

    def __init__(self, *args: Any, user: Any) -> None:
        super().__init__(*args, label_suffix="")
        allowed = {row.pk for row in sections_to_write_in(user)}
        self.fields["category"].allow(allowed)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Read the table; a file that is too heavy is not even read."""
        file = self.cleaned_data["file"]
        data = file.read(sheets.MOST_BYTES + 1)
        try:
            self.table = sheets.read(data, file.name or "")
        except sheets.SheetError as error:
            raise ValidationError(str(error)) from error
        return file


class ImportMixin(OwnListMixin):
    """A list of stories that takes in tables."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before those of the rows."""
        guard = self.admin_site.admin_view
        return [
            path("import/", guard(self.import_page), name="news_article_import"),
            path("import/<int:pk>/", guard(self.intake_page), name="news_article_intake"),
            *super().get_urls(),
        ]

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Take a file, and go on to what it would do."""
        self._require_change(request)
        form = TableForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            name = clean_line(PurePath(form.cleaned_data["file"].name or "?").name)
            kept = intake.hand_in(
                name,
                form.table.rows,
                by=request.user,
                category=form.cleaned_data["category"],
                left_out=form.table.left_out,
            )
            return redirect(self.address_of("intake", kept.pk))
        return self._page(
            request,
            "admin/news/article/import.html",
            _("Import"),
            form=form,
            columns=["number", "version", *sheets.READ],
            most=sheets.MOST_ROWS,
        )

    def intake_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the rows would do, and take them in; what became of them."""
        self._require_change(request)
        kept = get_object_or_404(Intake, pk=pk, by=request.user)
        if request.method == "POST":
            if "stop" in request.POST:
                taking_in.stop(kept)
            else:
                taking_in.order(kept)
            return redirect(self.address_of("intake", pk))
        counts = dict(kept.rows.order_by().values_list("outcome").annotate(Count("pk")))
        waiting, total = counts.get(Outcome.WAITING, 0), sum(counts.values())
        is_at_work = bool(kept.ordered_at and waiting)
        return self._page(
            request,
            "admin/news/article/intake.html",
            _("Import: %s") % kept.name,
            intake=kept,
            counts=[(label, counts[name]) for name, label in Outcome.choices if name in counts],
            waiting=waiting,
            has_begun=Outcome.MADE in counts or Outcome.CHANGED in counts,
            is_at_work=is_at_work,
            is_silent=is_at_work and taking_in.is_silent(kept),
            done=total - waiting,
            total=total,
            **({} if is_at_work else self._rows(request, kept)),
        )

    def _rows(self, request: HttpRequest, kept: Intake) -> dict[str, Any]:
        told = kept.rows.exclude(outcome=Outcome.SAME).order_by("line").select_related("article")
        page = Paginator(told, ON_A_PAGE).get_page(request.GET.get("page"))
        return {"page": page, "lines": intake.try_out(list(page), by=request.user)}

    def _require_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
