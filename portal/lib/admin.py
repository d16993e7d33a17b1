"""What every page of the desk does: counts with a bound, shows refusals in the form, answers 404.

The deeds behind a form may refuse. Their refusal is an error of the form, shown with everything
that was typed; nothing of a refused save or deletion stays in the database.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import PROTECT, ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.lib.ownlists import OwnListMixin

MOST_COUNTED = 5_000
"""Rows a list counts and pages through; who looks further back filters or searches."""

NAMED_HOLDERS = 5
"""Things named when something cannot be deleted because they need it."""


class Refused(Exception):
    """A deed refused; `error` says why, in the words of whoever asked for it."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """Turn a ValidationError, and `errors` of other kinds, into a refusal."""
    try:
        yield
    except ValidationError as error:
        raise Refused(error) from error
    except errors as error:
        raise Refused(ValidationError(str(error))) from error


class BoundedPaginator(Paginator):
    """Pages through the first rows without counting all of them."""

    most = MOST_COUNTED

    @cached_property
    def count(self) -> int:
        """The number of rows, or MOST_COUNTED where there are more."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[: self.most].count()


class MomentInput(forms.DateTimeInput):
    """A day and a time of day in one field, with the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment typed to the minute; one kept to the second is not changed by being shown."""

    widget = MomentInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another minute was typed."""
        if isinstance(initial, datetime):
            local = localtime(initial) if is_aware(initial) else initial
            initial = local.replace(second=0, microsecond=0)
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DeskForm(forms.ModelForm):
    """A form that knows who fills it in, and can be told why its deed was refused."""

    user: Any = None
    refusal: ValidationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def full_clean(self) -> None:
        super().full_clean()
        if self.refusal is not None and self.is_bound:
            self._say(self.refusal)

    def _say(self, refusal: ValidationError) -> None:
        """Put each message at its field, or above the form where it has none here."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            for error in errors:
                self.add_error(name if name in self.fields else None, error)


class DeskAdmin(OwnListMixin):
    """The admin of a table, as the desk wants all of them."""

    form = DeskForm
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    searched_among = 0
    """So many of the newest rows are searched where words have no index; 0 means all."""
    formfield_overrides = {
        models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
        models.DateField: {"form_class": forms.DateField, "widget": DayInput},
    }

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.Form]:
        """The form of this request: who fills it in, and what its deed said the last time."""
        form = super().get_form(request, obj, **kwargs)  # a class of its own at each call
        form.user = request.user
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a refusal in the form; what it had begun to save is rolled back."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            request.refusal = refused.error  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look for words among the newest rows where there may be a great many."""
        if search_term and self.searched_among:
            newest = self.model._base_manager.order_by("-pk").values("pk")[: self.searched_among]
            queryset = queryset.filter(pk__in=newest)
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Head a list with what it lists."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> NoReturn:
        """Answer 404 for what is not there, or not for this user; stock Django goes home."""
        raise Http404(f"No {opts.object_name} {object_id} here.")

    # Deleting -----------------------------------------------------------------------------

    def erase(self, request: HttpRequest, obj: Any) -> None:
        """Delete one row; raises Refused. Whoever has a deed for it calls that instead."""
        refuse_while_held(obj, self.holder_name)
        with refusing(ProtectedError):
            obj.delete()

    def holder_name(self, holder: Any) -> str:
        """What people know a row by that needs another one."""
        return str(holder)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.erase(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.erase(request, obj)

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Delete, or go back to the form with the reason why not."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refused:
            messages.error(request, " ".join(refused.error.messages))
            return redirect(self.address_of("change", quote(object_id)))

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Name what is to be deleted; gathering all that hangs on it could take minutes."""
        names = [str(obj) for obj in objs]
        count = ngettext("%d row", "%d rows", len(names)) % len(names)
        return names, {count: len(names)}, set(), []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The stock deletion of many becomes one that is whole or not at all."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            _stock, name, description = actions["delete_selected"]
            actions["delete_selected"] = (delete_together, name, description)
        return actions


def delete_together(
    modeladmin: DeskAdmin, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """Delete all that was chosen, or say which one stands in the way and delete none."""
    try:
        with transaction.atomic():
            return delete_selected(modeladmin, request, queryset)
    except Refused as refused:
        messages.error(request, " ".join([_("Nothing was deleted."), *refused.error.messages]))
        return None


delete_together.allowed_permissions = ("delete",)  # type: ignore[attr-defined]


def refuse_while_held(obj: Any, name_of: Callable[[Any], str] = str) -> None:
    """Raise Refused while rows that may not lose this one point at it.

    Asking the database to delete it would gather every such row, of which there may be many.
    """
    holders = list(dict.fromkeys(name_of(holder) for holder in _holders(obj)))
    if holders:
        named = ", ".join(holders[:NAMED_HOLDERS]) + (" …" if len(holders) > NAMED_HOLDERS else "")
        text = _("“%(name)s” cannot be deleted, it is still needed by: %(holders)s.")
        raise Refused(ValidationError(text % {"name": obj, "holders": named}))


def _holders(obj: Any) -> Iterator[Any]:
    for relation in obj._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: obj})
            yield from rows[: NAMED_HOLDERS + 1]


class OnlyRowAdmin(DeskAdmin):
    """The admin of a table that has one row: its list is the form of that row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Go to the row, which is made where nobody has saved it yet."""
        row = self.model._default_manager.first()
        if row is None:
            row = self.model()
            row.save()
        return redirect(self.address_of("change", row.pk))
