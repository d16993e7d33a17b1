"""What the pages of all news tables share: picking pictures and sections, rows in an order."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from news.admin.fields import ImageField, SectionField, StoryField, module
from news.caching import stories_changed
from news.models import Article, Category, Image
from portal.lib.admin import DeskAdmin

LAST = 9_999
"""The place of a row nobody gave a place."""

PICKED: dict[type[models.Model], type[forms.Field]] = {
    Image: ImageField,
    Category: SectionField,
    Article: StoryField,
}
"""Tables too long for a list of choices, or with an order of their own."""


class PickingMixin:
    """Chooses pictures, sections and stories by the desk's own fields."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Answer our field for a reference to one of these, Django's for all else."""
        kind = PICKED.get(db_field.related_model)  # type: ignore[arg-type]
        if kind is None or not isinstance(db_field, models.ForeignKey):
            return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        facts: dict[str, Any] = {"help_text": db_field.help_text} if db_field.help_text else {}
        return kind(label=capfirst(db_field.verbose_name), required=not db_field.blank, **facts)


class NewsAdmin(PickingMixin, DeskAdmin):
    """The admin of a table whose rows readers see: a change makes what they see stale."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.tell()

    def erase(self, request: HttpRequest, obj: Any) -> None:
        super().erase(request, obj)
        self.tell()

    def tell(self) -> None:
        """Make stale what was kept of these rows."""
        stories_changed()

    def holder_name(self, holder: Any) -> str:
        """Name the story or topic rather than the row that ties it to something."""
        for name in ("article", "topic"):
            if getattr(holder, f"{name}_id", None):
                return str(getattr(holder, name))
        return str(holder)


class PositionField(forms.IntegerField):
    """A row's place; a row moved is not thereby a row filled in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LAST, required=False, label=_("Place"), **kwargs)

    def clean(self, value: Any) -> int:
        place = super().clean(value)
        return LAST if place is None else place

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RowForm(forms.ModelForm):
    """A row that has a place among others."""

    position = PositionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.is_given = bool(kwargs.get("initial"))


class RowsFormSet(BaseInlineFormSet):
    """Rows in the order of the places they were given."""

    def kept(self) -> Iterator[dict[str, Any]]:
        """What the rows say that are filled in and not taken out, in their order."""
        rows = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        for row in sorted(rows, key=lambda form: form.cleaned_data.get("position", LAST)):
            yield row.cleaned_data


class SortableInline(PickingMixin, admin.StackedInline):
    """Rows moved by dragging, by buttons or, without scripts, by typing places."""

    template = "admin/sortable_inline.html"
    form = RowForm
    formset = RowsFormSet
    extra = 1
    classes: tuple[str, ...] = ()
    picks_several = False
    formfield_overrides = DeskAdmin.formfield_overrides

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[module("rows")])
