"""Taking the list of stories out as a file."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.admin import sheets
from news.models import Article
from portal.lib.admin import MOST_COUNTED
from portal.lib.ownlists import OwnListMixin

PORTION = 500
"""Stories fetched at a time."""


class ExportForm(forms.Form):
    """What kind of file, and which columns."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[(kind, label) for kind, (label, _format) in sheets.FORMATS.items()],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any) -> None:
        super().__init__(*args, label_suffix="")
        names = sheets.columns_for(user)
        columns: Any = self.fields["columns"]
        columns.choices = [(name, sheets.COLUMNS[name]) for name in names]
        columns.initial = names


class SheetsMixin(OwnListMixin):
    """A list of stories that can be taken out as it is narrowed."""

    def get_urls(self) -> list[URLPattern]:
        """Put the page before those of the rows."""
        guard = self.admin_site.admin_view
        return [
            path("export/", guard(self.export_page), name="news_article_export"),
            *super().get_urls(),
        ]

    def export_page(self, request: HttpRequest) -> HttpResponse:
        """Ask for kind and columns, then send the file."""
        self._require_view(request)
        try:
            changelist = self.get_changelist_instance(request)
        except (IncorrectLookupParameters, SuspiciousOperation):
            messages.error(request, _("This list cannot be shown that way."))
            return redirect(self.address_of("changelist"))
        form = ExportForm(request.POST or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            return self._file(changelist, **form.cleaned_data)
        return self._page(
            request,
            "admin/news/article/export.html",
            _("Export"),
            form=form,
            count=changelist.result_count,
            is_cut=changelist.result_count >= MOST_COUNTED,
            query=request.GET.urlencode(),
        )

    def _file(self, changelist: Any, kind: str, columns: list[str]) -> HttpResponse:
        ids = list(changelist.queryset.values_list("pk", flat=True)[:MOST_COUNTED])
        name = f"stories-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
        return HttpResponse(
            sheets.written(self._in_portions(changelist.root_queryset, ids), columns, kind),
            content_type=sheets.content_type(kind),
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )

    def _in_portions(self, rows: Any, ids: list[int]) -> Iterator[Article]:
        """The stories in the order of the list, without their texts."""
        needed = rows.select_related(None).select_related("publisher", "stats", "source")
        needed = needed.defer("body").prefetch_related("article_bylines__byline", "tagged__tag")
        for start in range(0, len(ids), PORTION):
            portion = ids[start : start + PORTION]
            found = {story.pk: story for story in needed.filter(pk__in=portion)}
            yield from (found[pk] for pk in portion if pk in found)
