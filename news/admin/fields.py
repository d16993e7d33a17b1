"""Fields of the desk's forms: sections as a tree, tags as text, pictures and stories by picking.

Each is a plain input that works by itself; the modules in `static/news/admin/` build on it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Media, Script
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from news.categories import tree
from news.imaging import NARROWEST, RATIOS, CropsError, parse_crops, write_crops
from news.models import Article, Category, Image
from news.models.image import LONGEST_CROPS
from portal.lib.text import split_tags

INDENT = "\u3000"
MOST_STORIES = 60
LONGEST_TAG = 100

CROP_NAMES = {
    "3:2": _("Lead and card 3:2"),
    "4:3": _("Row 4:3"),
    "1:1": _("Square 1:1"),
    "1.91:1": _("Shared link 1.91:1"),
    "16:9": _("Wide 16:9"),
    "card": _("Share card"),
}
CROP_FIELDS = (("left", _("left (%)")), ("top", _("top (%)")), ("across", _("width (%)")))


def module(name: str) -> Script:
    """One of the desk's scripts, as a module."""
    return Script(f"news/admin/{name}.js", type="module")


def section_choices(allowed: set[int] | None = None) -> list[tuple[int, str]]:
    """The sections in their order, each as far in as it stands deep; None allows all."""
    return [
        (category.pk, INDENT * (category.depth - 1) + category.name)
        for category in tree().in_order()
        if allowed is None or category.pk in allowed
    ]


class SectionField(forms.TypedChoiceField):
    """A section, chosen from the tree; the value is the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[], coerce=_section, empty_value=None, **kwargs)
        self.allow()

    def allow(self, allowed: set[int] | None = None) -> None:
        """Offer these sections only; None offers all."""
        self.choices = lambda: [("", "---------"), *section_choices(allowed)]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Category) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class SectionsField(forms.TypedMultipleChoiceField):
    """Several sections; the value is a list of ids."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=section_choices, coerce=int, required=False, **kwargs)

    def prepare_value(self, value: Any) -> list[Any]:
        return [getattr(one, "pk", one) for one in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {str(pk) for pk in self.prepare_value(initial)} != {str(pk) for pk in data or []}


def _section(value: str) -> Category:
    return tree().by_id[int(value)]


class TagsField(forms.CharField):
    """Tags typed as a line, parted as Chinese parts them; the value is the list of names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = split_tags(super().clean(value))
        if any(len(name) > LONGEST_TAG for name in names):
            text = ngettext_lazy(
                "A tag has at most %d character.", "A tag has at most %d characters.", LONGEST_TAG
            )
            raise ValidationError(text % LONGEST_TAG)
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        return split_tags(initial or "") != split_tags(data or "")


class ImageInput(forms.TextInput):
    """A picture's number; the script shows the picture and opens the library."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "size": 8} | (attrs or {}))

    @property
    def media(self) -> Media:
        return Media(css={"all": ["news/admin/library.css"]}, js=[module("images")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        address = reverse("admin:news_image_picker")
        return super().get_context(name, value, (attrs or {}) | {"data-image-picker": address})


class ImageField(forms.ModelChoiceField):
    """A picture of the library, by its number."""

    widget = ImageInput
    default_error_messages = {"invalid_choice": _("There is no such picture in the library.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("The number of a picture in the image library."))
        super().__init__(queryset=Image.objects.all(), **kwargs)


class CropsInput(forms.Widget):
    """Crops by hand as plain numbers, a row for each ratio; the script draws them as frames."""

    template_name = "admin/news/crops.html"

    @property
    def media(self) -> Media:
        return Media(css={"all": ["news/admin/crops.css"]}, js=[module("crops")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["rows"] = list(self._rows(name, value))
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Render with the site's own templates, which the renderer of forms does not know."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def _rows(self, name: str, value: Any) -> Iterable[dict[str, Any]]:
        try:
            crops = parse_crops(value or "")
        except CropsError:
            crops = {}
        for number, ratio in enumerate(RATIOS):
            place = crops.get(ratio, ("", "", ""))
            across, down = RATIOS[ratio]
            yield {
                "ratio": ratio,
                "label": CROP_NAMES[ratio],
                "across": across,
                "down": down,
                "fields": [
                    {"name": f"{name}-{number}-{key}", "label": label, "value": typed}
                    for (key, label), typed in zip(CROP_FIELDS, place, strict=True)
                ],
            }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The numbers as one text; a ratio with none of them typed is left to the focal point."""
        if name in data:
            return data[name]
        parts = []
        for number, ratio in enumerate(RATIOS):
            typed = [data.get(f"{name}-{number}-{key}", "").strip() for key, _label in CROP_FIELDS]
            if any(typed):
                parts.append(" ".join([ratio, *(one or "?" for one in typed)]))
        return "; ".join(parts)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-0-left" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class CropsField(forms.CharField):
    """Crops by hand of a picture, as `news.imaging.parse_crops` reads them."""

    widget = CropsInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_CROPS, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return write_crops(parse_crops(text))
        except CropsError as error:
            raise ValidationError(
                _("A crop wants left, top and width, each from 0 to 100, the width at least %d: %s")
                % (NARROWEST, error)
            ) from error


class StoriesInput(forms.TextInput):
    """Numbers of stories, parted by commas; the script lists their titles and searches."""

    def __init__(self, *, most: int = MOST_STORIES, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.most = most
        self.names: Mapping[int, str] = {}

    @property
    def media(self) -> Media:
        return Media(js=[module("stories")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        search = reverse("admin:autocomplete")
        more = {
            "data-stories": f"{search}?app_label=news&model_name=relatedarticle&field_name=related",
            "data-most": self.most,
            "data-names": json.dumps(self.names, ensure_ascii=False),
        }
        return super().get_context(name, value, (attrs or {}) | more)


class StoriesField(forms.CharField):
    """Stories in an order, as their numbers; the value is the list of ids that exist."""

    def __init__(self, *, most: int = MOST_STORIES, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("help_text", _("Numbers of stories, parted by commas."))
        kwargs.setdefault("required", False)
        super().__init__(widget=StoriesInput(most=most), **kwargs)

    def show(self, rows: Iterable[Article]) -> None:
        """Let the input know what these stories are called."""
        self.widget.names = {row.pk: str(row) for row in rows}

    def prepare_value(self, value: Any) -> Any:
        return ",".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        ids = numbers_in(super().clean(self.prepare_value(value) or ""))
        if len(ids) > self.most:
            raise ValidationError(_("These are too many stories."))
        known = set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if missing := [str(pk) for pk in ids if pk not in known]:
            raise ValidationError(
                _("There is no story with the number %(missing)s."),
                params={"missing": ", ".join(missing)},
            )
        return ids

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class StoryField(StoriesField):
    """One story by its number; the value is the row, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("The number of a story."))
        super().__init__(most=1, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Article):
            return str(value.pk)
        return super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        ids = super().clean(value)
        return Article.objects.get(pk=ids[0]) if ids else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != (data or "")


def numbers_in(text: str) -> list[int]:
    """The numbers of a line, each once. Raises ValidationError for anything else."""
    pieces: Iterable[str] = (piece.strip() for piece in text.replace("，", ",").split(","))
    found = [piece for piece in pieces if piece]
    if not all(piece.isascii() and piece.isdigit() and len(piece) <= 18 for piece in found):
        raise ValidationError(_("Numbers are wanted here, parted by commas."))
    return list(dict.fromkeys(map(int, found)))
