"""Pictures people send us become rows of the library, with their first renditions."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import File
from django.db import transaction

from news import renditions
from news.caching import stories_changed
from news.imaging import Metadata, Picture, PictureError, open_picture
from news.models import AILabel, Image
from news.uploads.limits import delete_unused, most_bytes, too_heavy
from portal.lib import files
from portal.lib.text import clean_line, safe_filename

#: The words of IPTC's digital source types that a reader must be told of.
AI_SOURCES = {
    "trainedAlgorithmicMedia": AILabel.GENERATED,
    "compositeWithTrainedAlgorithmicMedia": AILabel.ASSISTED,
    "compositeSynthetic": AILabel.ASSISTED,
}


def add_image(upload: File, *, by: Any | None = None, **facts: Any) -> Image:
    """Take a picture into the library, with its first renditions.

    `facts` are fields of Image (credit, caption_zh, focal_x ...); what they leave empty is
    taken from the file's own metadata. Raises PictureError for what is no sound picture,
    ValidationError where no credit is given or found.
    """
    return keep_image(_read(upload), name=upload.name or "", by=by, **facts)


def open_upload(upload: File) -> Picture:
    """Answer the picture somebody sent, for a form that looks at all of it before it keeps it.

    Raises PictureError, and `keep_image` will not.
    """
    picture = _read(upload)
    picture.check_rows()
    return picture


def _read(upload: File) -> Picture:
    if upload.size > most_bytes():
        raise PictureError(too_heavy(upload.size))
    upload.seek(0)
    return open_picture(upload.read())


def keep_image(picture: Picture, *, name: str = "", by: Any | None = None, **facts: Any) -> Image:
    """Do as `add_image` for a picture already opened."""
    known = known_image(picture)
    if known is not None:
        return known
    image = _described(picture, name, facts)
    image.uploader = by
    image.full_clean(exclude=["file"])
    drawn = renditions.draw(image, renditions.first_cuts(image), picture)
    original = _original_name(image, picture)
    cuts = [renditions.rendition_name(image.checksum, cut) for cut, _ in drawn]
    with files.all_or_nothing([original, *cuts]):
        image.file = files.write(original, picture.data)
        rows = renditions.write(image, drawn)
        with transaction.atomic():
            image.save()
            renditions.keep(rows)
    return image


def known_image(picture: Picture) -> Image | None:
    """Answer the picture of the library that has these very bytes."""
    return Image.objects.with_checksum(_checksum(picture)).order_by("pk").first()


def _described(picture: Picture, name: str, facts: dict[str, Any]) -> Image:
    """Build the row of a picture out of what people say of it, then out of what its file says."""
    image = Image(
        checksum=_checksum(picture),
        original_name=safe_filename(name) if name else "",
        format=picture.format.lower(),
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        **facts,
    )
    for field, text in _said_by(picture.metadata).items():
        if text and not getattr(image, field):
            setattr(image, field, text[: _longest(field)])
    return image


def _longest(field: str) -> int | None:
    return getattr(Image._meta.get_field(field), "max_length", None)


def _said_by(metadata: Metadata) -> dict[str, str]:
    caption = metadata.caption or metadata.title
    return {
        "alt_zh": clean_line(metadata.alt.zh),
        "alt_en": clean_line(metadata.alt.en),
        "caption_zh": caption.zh,
        "caption_en": caption.en,
        "credit": clean_line(metadata.credit_line),
        "rights_holder": clean_line(metadata.rights),
        "licence": clean_line(metadata.licence),
        "ai_label": AI_SOURCES.get(metadata.source_type, AILabel.NONE),
    }


def _checksum(picture: Picture) -> str:
    return hashlib.sha256(picture.data).hexdigest()


def _original_name(image: Image, picture: Picture) -> str:
    return f"images/originals/{image.checksum[:2]}/{image.checksum[:32]}.{picture.extension}"


def describe_image(image: Image) -> Image:
    """Save what is said of a picture of the library; a focal point that moved cuts it anew.

    Raises ValidationError, and as `renditions.make` does.
    """
    image.full_clean(exclude=["file"])
    before = Image.objects.get(pk=image.pk)
    image.save()
    if (before.focal_x, before.focal_y) != (image.focal_x, image.focal_y):
        renditions.refit(image)
    stories_changed()
    return image


@transaction.atomic
def delete_image(image: Image) -> None:
    """Delete a picture with its renditions and files. Raises StillUsedError."""
    names = {image.file.name, *image.renditions.values_list("file", flat=True)}
    twins = Image.objects.with_checksum(image.checksum).exclude(pk=image.pk)
    if twin := twins.first():  # Two uploads of one file in the same moment; both keep its files.
        image.renditions.update(image=twin)
        names = {image.file.name} - set(twins.values_list("file", flat=True))
    delete_unused(image)
    transaction.on_commit(lambda: files.delete(names))
