"""Pictures people send us become rows of the library, with their first renditions."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news import renditions
from news.caching import stories_changed
from news.imaging import Metadata, Picture, PictureError, open_picture
from news.models import AILabel, Image
from news.uploads.limits import delete_unused, most_bytes, too_heavy
from portal.lib import files
from portal.lib.text import clean_line, safe_filename

#: Candidates read for one upload, and pictures named as looking like it.
MOST_COMPARED = 500
NEAR_SHOWN = 4

#: Years between which a camera is believed; the first photograph is of 1826.
FIRST_YEAR, LAST_YEAR = 1826, 2200

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


def keep_image(
    picture: Picture,
    *,
    name: str = "",
    by: Any | None = None,
    may_lack_credit: bool = False,
    **facts: Any,
) -> Image:
    """Do as `add_image` for a picture already opened.

    One that comes with a draft may lack its credit: the story cannot be published before it has.
    """
    known = known_image(picture)
    if known is not None:
        return known
    image = _described(picture, name, facts)
    image.uploader = by
    image.look, image.looked_into_at = picture.look, timezone.now()
    image.full_clean(exclude=["file", *(["credit"] if may_lack_credit else [])])
    drawn = renditions.draw(image, renditions.first_cuts(image), picture)
    original = _original_name(image, picture)
    cuts = [renditions.rendition_name(image.checksum, cut) for cut, _data in drawn]
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


def near_images(picture: Picture) -> list[Image]:
    """Answer pictures of the library that look like this one. Raises PictureError."""
    candidates = Image.objects.looking_like(picture.look)[:MOST_COMPARED]
    near = [image for image in candidates if image.is_near(picture.look)]
    return sorted(near, key=lambda image: ((image.look or 0) ^ picture.look).bit_count())[
        :NEAR_SHOWN
    ]


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
    image.taken_at = image.taken_at or taken_at(picture.metadata)
    return image


def taken_at(metadata: Metadata) -> datetime | None:
    """When the picture was taken, if its file says so; a camera's clock without zone is ours."""
    taken = metadata.taken
    if taken is None or not FIRST_YEAR <= taken.year <= LAST_YEAR:
        return None
    return taken if timezone.is_aware(taken) else timezone.make_aware(taken)


def look_into(image: Image) -> bool:
    """Ask the file of a picture once for its look, its time, its maker and its keywords.

    What the desk has written stays. Answers whether the file could be read; it is asked no more
    either way.
    """
    image.looked_into_at = timezone.now()
    asked = ["looked_into_at"]
    try:
        with image.file.open("rb") as stored:
            picture = open_picture(stored.read())
        image.look = picture.look
    except (OSError, PictureError):
        image.save(update_fields=asked)
        return False
    said = _said_by(picture.metadata)
    for field in ("creator", "keywords"):
        setattr(image, field, getattr(image, field) or said[field][: _longest(field)])
    image.taken_at = image.taken_at or taken_at(picture.metadata)
    looks = ["look_1", "look_2", "look_3", "look_4"]
    image.save(update_fields=[*asked, *looks, "creator", "keywords", "taken_at"])
    return True


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
        "creator": clean_line(metadata.byline),
        "keywords": clean_line(", ".join(metadata.keywords)),
        "ai_label": AI_SOURCES.get(metadata.source_type, AILabel.NONE),
    }


def _checksum(picture: Picture) -> str:
    return hashlib.sha256(picture.data).hexdigest()


def _original_name(image: Image, picture: Picture) -> str:
    return f"images/originals/{image.checksum[:2]}/{image.checksum[:32]}.{picture.extension}"


def describe_image(image: Image) -> Image:
    """Save what is said of a picture of the library; another focal point or crop cuts it anew.

    Raises ValidationError, and as `renditions.make` does.
    """
    image.full_clean(exclude=["file"])
    before = Image.objects.get(pk=image.pk)
    image.save()
    if _cut(before) != _cut(image):
        renditions.refit(image)
    stories_changed()
    return image


def replace_file(image: Image, picture: Picture) -> Image:
    """Put another file under a picture: every use shows it, the old file and its cuts go.

    What is said of the picture stays. Raises ValidationError where another picture of the
    library is this file, and as `keep_image` does.
    """
    checksum = _checksum(picture)
    twin = Image.objects.with_checksum(checksum).exclude(pk=image.pk).first()
    if twin is not None:
        raise ValidationError(_("The library has this file already: %s.") % twin)
    if checksum == image.checksum:
        return image
    old = {image.file.name, *image.renditions.values_list("file", flat=True)}
    old -= _shared_with_others(image)
    image.checksum, image.format = checksum, picture.format.lower()
    image.width, image.height, image.size = picture.width, picture.height, len(picture.data)
    image.look = picture.look
    drawn = renditions.draw(image, renditions.first_cuts(image), picture)
    original = _original_name(image, picture)
    cuts = [renditions.rendition_name(checksum, cut) for cut, _data in drawn]
    with files.all_or_nothing([original, *cuts]):
        image.file = files.write(original, picture.data)
        rows = renditions.write(image, drawn)
        with transaction.atomic():
            image.save()
            image.renditions.exclude(checksum=checksum).delete()
            renditions.keep(rows)
    renditions.refit(image)
    transaction.on_commit(lambda: files.delete(old))
    return image


def _shared_with_others(image: Image) -> set[str]:
    """Files that another upload of the same bytes needs yet."""
    twins = Image.objects.with_checksum(image.checksum).exclude(pk=image.pk)
    if not twins.exists():
        return set()
    return {
        *twins.values_list("file", flat=True),
        *image.renditions.values_list("file", flat=True),
    }


def _cut(image: Image) -> tuple[int, int, str]:
    return image.focal_x, image.focal_y, image.crops


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
