"""The pages around the board: a card's own words, sections and layouts, versions, the preview."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from news import frontpage
from news.admin.board.deeds import natural
from news.admin.desk import PositionField
from news.admin.fields import ImageField
from news.filters import Filters
from news.frontpage import Front, Stand, Words
from news.models import Category, FrontPage, FrontVersion, Slot
from news.rail import rail, rail_at
from news.views.home import show_home
from news.views.section import show_section
from portal.lib.admin import MomentField


class RefusableForm(forms.Form):
    """A form whose deed may refuse; what was typed stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def refuse(self, refusal: ValidationError) -> None:
        """Put each message at its field, or above the form where it has none here."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class WordsForm(RefusableForm):
    """What a place says in a story's stead, and when it shows it."""

    title = forms.CharField(
        label=_("Title here"),
        max_length=200,
        required=False,
        help_text=_("Empty: the story's own title."),
    )
    image = ImageField(label=_("Image here"), required=False)
    starts_at = MomentField(label=_("From"), required=False)
    ends_at = MomentField(
        label=_("Until"),
        required=False,
        help_text=_("From then on the place is filled by rule."),
    )

    def words(self) -> Words:
        return Words(**self.cleaned_data)

    @classmethod
    def of(cls, slot: Slot) -> WordsForm:
        names = ("title", "image", "starts_at", "ends_at")
        return cls(initial={name: getattr(slot, name) for name in names})


class BlockForm(RefusableForm):
    """A section's block: its layout and its place among the blocks."""

    section = forms.IntegerField(widget=forms.HiddenInput)
    layout = forms.ChoiceField(label=_("Layout"), choices=Category.FrontLayout)
    position = PositionField()

    @property
    def name(self) -> str:
        return str(self.initial.get("name", ""))


class BlocksFormSet(forms.BaseFormSet):
    def said(self) -> list[tuple[int, str]]:
        """The sections and layouts in the order of the places typed."""
        filled = [row for row in self.cleaned_data if row]
        rows = sorted(filled, key=lambda row: row["position"])
        return [(row["section"], row["layout"]) for row in rows]


Blocks = forms.formset_factory(BlockForm, formset=BlocksFormSet, extra=0)


def blocks_form(version: FrontVersion | None, data: Any = None) -> BlocksFormSet:
    """The sections that may have a block, in the order of a version."""
    said = frontpage.blocks_of(frontpage.said_of(version))
    initial = [
        {"section": section.pk, "layout": layout, "position": number, "name": section.name}
        for number, (section, layout) in enumerate(said, 1)
    ]
    formset: BlocksFormSet = Blocks(data, initial=initial, prefix="blocks")
    return formset


def slot_on_board(page: FrontPage, story: int) -> tuple[Slot, Stand]:
    """The place of a story in the version on the board. Raises Http404."""
    version = frontpage.on_the_board(page)
    if version is None:
        raise Http404("nothing is arranged")
    slots = version.slots.select_related("article", "image", "category")
    return get_object_or_404(slots, article__pk=natural(str(story))), Stand.of(version)


def preview(request: HttpRequest, page: FrontPage) -> HttpResponse:
    """The page itself as a version makes it, now or at the minute asked for; for no one else."""
    at = _moment(request)
    version = _version(request, page)
    shown = frontpage.preview(page, version, by=request.user, at=at)
    request.GET = QueryDict()
    with translation.override(page.language), timezone.override(None):
        request.path = request.path_info = _address_of(page)
        response = _page_of(request, page, shown, at)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _address_of(page: FrontPage) -> str:
    """Where readers find it: the page names itself and its other languages by that."""
    return page.category.get_absolute_url() if page.category else reverse("news:home")


def _page_of(request: HttpRequest, page: FrontPage, shown: Front, at: Any) -> HttpResponse:
    if page.category is None:
        beside = rail_at(page.language, at) if at else rail(page.language)
        return show_home(request, shown, beside)
    return show_section(request, page.category, shown if shown.is_by_hand else None, Filters())


def _moment(request: HttpRequest) -> Any:
    """The minute asked for; one that makes no sense is no minute. Raises Http404."""
    try:
        return MomentField(required=False).clean(request.GET.get("at", ""))
    except ValidationError as error:
        raise Http404("no such minute") from error


def _version(request: HttpRequest, page: FrontPage) -> FrontVersion | None:
    """The version asked for by its number, or the one on the board. Raises Http404."""
    number = request.GET.get("version", "")
    if not number:
        return frontpage.on_the_board(page)
    return get_object_or_404(page.versions, number=natural(number))
