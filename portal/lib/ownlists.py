"""Doors of every list of the desk: saved views above it, and the columns each user chose.

A view is kept with the list's own parameters alone. An order is kept by the names of columns,
for their numbers are other ones to who chose other columns.
"""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib import savedviews
from portal.lib.models import SavedView

PASSING = ("p", "all", "e", "_facets", "_popup", "_to_field")
"""Parameters that say where in a list one stands, not what it shows."""

MOST_PLACES = 99


@dataclass(frozen=True)
class Tab:
    """A saved view as the bar shows it."""

    view: SavedView
    query: str
    is_current: bool
    may_forget: bool


class DeskChangeList(ChangeList):
    """A list that reads the numbers of its page along an index, then the rows of these alone."""

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[Any]:
        """By the column chosen, then by the number in the same direction, as its index has them.

        The list's own order, which Django puts between the two, no index could follow.
        """
        ordering = super().get_ordering(request, queryset.order_by())
        if ordering == ["-pk"]:
            return super().get_ordering(request, queryset)
        if ordering[-1] == "-pk" and not str(ordering[0]).startswith("-"):
            ordering[-1] = "pk"
        return ordering

    def get_results(self, request: HttpRequest) -> None:
        """Sorting whole rows, a database would carry all their texts about."""
        super().get_results(request)
        numbers = list(self.result_list.values_list("pk", flat=True))
        rows = self.root_queryset.filter(pk__in=numbers)
        if not rows.query.select_related:
            rows = self.apply_select_related(rows)
        self.result_list = rows.order_by(*self.queryset.query.order_by)


class ViewForm(forms.Form):
    """The name of a view, and whether it is for all."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(
        label=gettext_lazy("for everybody"),
        required=False,
        help_text=gettext_lazy("Colleagues see it above their list too."),
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)


class ColumnsForm(forms.Form):
    """For each column whether it is shown, and at which place."""

    def __init__(self, *args: Any, offered: dict[str, str], chosen: list[str]) -> None:
        super().__init__(*args)
        self.offered = offered
        for name, label in offered.items():
            place = chosen.index(name) + 1 if name in chosen else None
            self.fields[f"show-{name}"] = forms.BooleanField(
                label=label, required=False, initial=place is not None
            )
            self.fields[f"place-{name}"] = forms.IntegerField(
                label=_("Place of %s") % label,
                required=False,
                min_value=1,
                max_value=MOST_PLACES,
                initial=place,
            )

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """Each column's two fields side by side."""
        for name in self.offered:
            yield self[f"show-{name}"], self[f"place-{name}"]

    def columns(self) -> list[str]:
        """The columns to show in the order asked for."""
        data = self.cleaned_data
        shown = [name for name in self.offered if data[f"show-{name}"]]
        return sorted(shown, key=lambda name: data[f"place-{name}"] or MOST_PLACES)


class OwnListMixin(admin.ModelAdmin):
    """A list that keeps views and columns; `further_columns` are those nobody sees unasked."""

    further_columns: tuple[str, ...] = ()

    def address_of(self, door: str, *args: Any) -> str:
        """The address of one of this table's pages: "changelist", "change" ..."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{door}"
        return reverse(f"{self.admin_site.name}:{name}", args=args)

    @property
    def list_name(self) -> str:
        """What the list is called where views and columns are kept."""
        return self.opts.label_lower

    def get_urls(self) -> list[URLPattern]:
        """Put the pages of views and columns before those of the rows."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        guard = self.admin_site.admin_view
        return [
            path("views/", guard(self.views_page), name=f"{name}_views"),
            path("views/new/", guard(self.view_page), name=f"{name}_view_new"),
            path("views/<int:pk>/delete/", guard(self.forget_view), name=f"{name}_view_delete"),
            path("columns/", guard(self.columns_page), name=f"{name}_columns"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskChangeList

    # Columns -----------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns as this user chose them; the first, which leads to the row, always stays."""
        standard: list[Any] = list(super().get_list_display(request))
        if not hasattr(request, "chosen_columns"):
            request.chosen_columns = savedviews.columns_of(request.user, self.list_name)  # type: ignore[attr-defined]
        chosen = request.chosen_columns  # type: ignore[attr-defined]
        if chosen is None:
            return standard
        offered = {*standard, *self.further_columns}
        return [standard[0], *(n for n in chosen if n in offered and n != standard[0])]

    def columns_page(self, request: HttpRequest) -> HttpResponse:
        """Choose the columns of one's own list."""
        self._require_view(request)
        if "reset" in request.POST:
            savedviews.choose_columns(self.list_name, None, by=request.user)
            return self._to_list(request)
        standard: list[Any] = list(super().get_list_display(request))[1:]
        offered = {
            name: capfirst(str(label_for_field(name, self.model, self)))
            for name in (*standard, *self.further_columns)
        }
        chosen = self.get_list_display(request)[1:]
        form = ColumnsForm(request.POST or None, offered=offered, chosen=chosen)
        if request.method == "POST" and form.is_valid():
            savedviews.choose_columns(self.list_name, form.columns(), by=request.user)
            return self._to_list(request)
        return self._page(request, "admin/list_columns.html", _("Columns"), form=form)

    # Views -------------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the views above the list."""
        response = super().changelist_view(request, extra_context)
        data = getattr(response, "context_data", None) or {}
        if "cl" in data and not data["cl"].is_popup:
            data["tabs"] = list(self._tabs(request, data["cl"].list_display))
            data["list_query"] = _written(_lasting(request.GET))
            data["views_url"] = self.address_of("views")
            data["view_new_url"] = self.address_of("view_new")
            data["columns_url"] = self.address_of("columns")
        return response

    def views_page(self, request: HttpRequest) -> HttpResponse:
        """All views of this list, to be deleted where they are not wanted."""
        self._require_view(request)
        tabs = list(self._tabs(request, self._columns_with_box(request)))
        return self._page(request, "admin/list_views.html", _("Saved views"), tabs=tabs)

    def view_page(self, request: HttpRequest) -> HttpResponse:
        """Keep the list as it stands under a name."""
        self._require_view(request)
        initial = {"query": request.GET.urlencode()}
        form = ViewForm(request.POST or None, initial=initial, label_suffix="")
        if request.method == "POST" and form.is_valid():
            try:
                view = self._keep(request, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The view “%s” is saved.") % view)
                query = _numbered(view.query, self._columns_with_box(request))
                return redirect(f"{self.address_of('changelist')}?{query}")
        return self._page(request, "admin/list_view.html", _("Save this view"), form=form)

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete a view; only by a button."""
        self._require_view(request)
        if request.method == "POST":
            view = get_object_or_404(SavedView, pk=pk, list_name=self.list_name)
            savedviews.forget(view, by=request.user)
            messages.success(request, _("The view “%s” is deleted.") % view)
        return redirect(self.address_of("views"))

    def _keep(self, request: HttpRequest, data: dict[str, Any]) -> SavedView:
        query = self.checked_query(request, data["query"])
        return savedviews.keep(
            self.list_name, data["name"], query, by=request.user, is_shared=data["is_shared"]
        )

    def checked_query(self, request: HttpRequest, typed: str) -> str:
        """The query of a view of this list, its order by names. Raises ValidationError."""
        refusal = ValidationError(_("This list cannot be shown that way."))
        asked = copy.copy(request)
        try:
            asked.GET = _lasting(QueryDict(typed))  # type: ignore[assignment]
            changelist = self.get_changelist_instance(asked)
        except (IncorrectLookupParameters, SuspiciousOperation, ValueError) as error:
            raise refusal from error
        known = {SEARCH_VAR, ORDER_VAR}
        for spec in changelist.filter_specs:
            known.update(spec.expected_parameters())  # type: ignore[arg-type]
        if not set(asked.GET) <= known:
            raise refusal
        return _named(_written(asked.GET), changelist.list_display)

    def _tabs(self, request: HttpRequest, columns: Iterable[str]) -> Iterator[Tab]:
        current = _written(_lasting(request.GET))
        for view in savedviews.seen_by(request.user, self.list_name):
            query = _numbered(view.query, columns)
            may = savedviews.may_forget(view, request.user)
            yield Tab(view, query, query == current, may)

    # What the pages share ------------------------------------------------------------------

    def _columns_with_box(self, request: HttpRequest) -> list[str]:
        box = ["action_checkbox"] if self.get_actions(request) else []
        return [*box, *self.get_list_display(request)]

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _to_list(self, request: HttpRequest) -> HttpResponse:
        """Back to the list as it was narrowed when its columns were chosen."""
        return redirect(f"{self.address_of('changelist')}?{_written(_lasting(request.GET))}")

    def _page(self, request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "list_url": self.address_of("changelist"),
            **more,
        }
        return TemplateResponse(request, template, context)


def _lasting(given: QueryDict) -> QueryDict:
    """The parameters that say what a list shows."""
    kept = given.copy()
    for name in PASSING:
        kept.pop(name, None)
    return kept


def _written(given: QueryDict) -> str:
    """One way of writing a query, so that equal ones are the same text."""
    return urlencode(sorted((name, value) for name, values in given.lists() for value in values))


def _named(query: str, columns: Iterable[Any]) -> str:
    """Write the order by the names of columns."""
    names = dict(enumerate(map(str, columns)))

    def name(part: str) -> str:
        sign, number = ("-", part[1:]) if part.startswith("-") else ("", part)
        column = names.get(int(number)) if number.isascii() and number.isdigit() else None
        return f"{sign}{column}" if column else ""

    return _with_order(query, name)


def _numbered(query: str, columns: Iterable[str]) -> str:
    """Write the order by the numbers the columns have in this user's list."""
    numbers = {str(name): number for number, name in enumerate(columns)}

    def number(part: str) -> str:
        sign, name = ("-", part[1:]) if part.startswith("-") else ("", part)
        return f"{sign}{numbers[name]}" if name in numbers else ""

    return _with_order(query, number)


def _with_order(query: str, change: Any) -> str:
    given = QueryDict(query, mutable=True)
    if ORDER_VAR in given:
        parts = [change(part) for part in str(given[ORDER_VAR]).split(".")]
        given[ORDER_VAR] = ".".join(part for part in parts if part)
        if not given[ORDER_VAR]:
            del given[ORDER_VAR]
    return _written(given)
