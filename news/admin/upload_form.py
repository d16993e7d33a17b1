"""Forms that take files: everything is looked at before anything is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.imaging import Picture, PictureError
from news.models import Document, Image
from news.uploads import (
    DocumentError,
    add_document,
    keep_image,
    known_image,
    near_images,
    open_upload,
)
from portal.lib.admin import DayInput

MOST_FILES = 40


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; the value is the list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        files = [super(FilesField, self).clean(file, initial) for file in data or [None]]
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most %d files at once.") % MOST_FILES)
        return files


@dataclass(frozen=True)
class Kept:
    """What became of an upload: the rows that are new, and those the library had already."""

    new: list[Any]
    known: list[Any]
    near: list[tuple[Any, list[Any]]] = field(default_factory=list)
    """What is new and yet looks like others, with those."""

    @property
    def first(self) -> Any:
        return [*self.new, *self.known][0]


class ImageUploadForm(forms.ModelForm):
    """Pictures, with what is said of all of them; the rest is read from the files."""

    files = FilesField(
        label=gettext_lazy("Picture files"),
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or GIF; several at once if you like."),
    )
    credit = forms.CharField(
        label=gettext_lazy("Credit"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Read from the files where empty."),
    )

    class Meta:
        model = Image
        fields = ["credit", "credit_en", "caption_zh", "caption_en", "alt_zh", "alt_en"]
        fields += ["rights_holder", "licence", "rights_end", "ai_label"]
        widgets = {
            "caption_zh": forms.Textarea({"rows": 2}),
            "caption_en": forms.Textarea({"rows": 2}),
            "rights_end": DayInput(),
        }

    field_order = ["files", *Meta.fields]

    def clean_files(self) -> list[tuple[str, Picture]]:
        """Answer names and pictures; a file that is none is named, and then none is kept."""
        return _each(self.cleaned_data["files"], open_upload, PictureError)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("credit"):
            without = [
                name
                for name, picture in cleaned.get("files", [])
                if not picture.metadata.credit_line.strip() and known_image(picture) is None
            ]
            if without:
                text = _("No credit is written in %s. Type it here and choose the files again.")
                self.add_error("credit", text % ", ".join(without))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the row alone: it is made of the file, and checked when it is kept."""
        return {field.name for field in Image._meta.get_fields()}

    def keep(self, *, by: Any) -> Kept:
        """Take the pictures into the library. Raises ValidationError."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        new, known, alike = [], [], []
        for name, picture in self.cleaned_data["files"]:
            present = known_image(picture)
            if present is None:
                near = near_images(picture)
                new.append(keep_image(picture, name=name, by=by, **facts))
                alike += [(new[-1], near)] if near else []
            else:
                known.append(present)
        return Kept(new, known, alike)

    def near(self) -> list[Image]:
        """Answer what the library has that looks like these pictures, but for the very same."""
        pictures = [picture for _name, picture in self.cleaned_data["files"]]
        fresh = [picture for picture in pictures if known_image(picture) is None]
        return list(dict.fromkeys(image for picture in fresh for image in near_images(picture)))


class DocumentUploadForm(forms.Form):
    """Documents, and audio and video of our own."""

    files = FilesField(label=gettext_lazy("Files"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The name of the file where empty."),
    )

    def keep(self, *, by: Any) -> Kept:
        """Take the files in, whole or not at all. Raises ValidationError."""
        newest = Document.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        title = self.cleaned_data["title"]
        try:
            kept = _each(
                self.cleaned_data["files"],
                lambda file: add_document(file, by=by, title=title),
                DocumentError,
            )
        except ValidationError as refused:
            raise ValidationError({"files": refused.error_list}) from refused
        rows = [row for _name, row in kept]
        return Kept(
            new=[row for row in rows if row.pk > newest],
            known=[row for row in rows if row.pk <= newest],
        )


def _each(
    files: list[File], take: Callable[[File], Any], refused: type[Exception]
) -> list[tuple[str, Any]]:
    """Take every file; raises ValidationError that names each that is refused and says why."""
    taken, errors = [], []
    for file in files:
        try:
            taken.append((file.name or "", take(file)))
        except refused as error:
            errors.append(ValidationError("%(name)s: %(why)s", params=_why(file, error)))
    if errors:
        raise ValidationError(errors)
    return taken


def _why(file: File, error: Exception) -> dict[str, str]:
    return {"name": file.name or "?", "why": str(error)}
