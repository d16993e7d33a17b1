"""The gate: what a stranger sends is found in order, byte by byte, before it is decoded.

Nothing is kept of what is refused. The coded rows themselves are read later, once, by
`Picture.cut()`, which refuses in the same way where they are damaged.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from .endings import END_OF
from .picture import FORMATS, Picture, PictureError, orientation_of, refuse_damaged

#: No press camera makes more; a picture of 50 million pixels takes 150 MB to decode.
MAX_PIXELS = 50_000_000
MAX_SIDE = 30_000

#: Pages, scripts and documents that try to pass as a picture show themselves near the start.
_FOREIGN = (b"%pdf-", b"<?php", b"<html", b"<!doctype", b"<script")
_FOREIGN_WITHIN = 1024

#: What cameras hang on behind a JPEG: further pictures (depth, gain map), a film, their notes.
_SECOND_PICTURE, _FILM, _CAMERA_NOTES = b"\xff\xd8\xff", b"ftyp", b"SEFT"

_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def open_picture(data: bytes, *, max_bytes: int | None = None) -> Picture:
    """Answer the picture these bytes hold; what a camera hung on behind it is left out.

    Raises PictureError for everything that is not a sound JPEG, PNG, WebP, AVIF or GIF of
    at most `max_bytes`, MAX_PIXELS and MAX_SIDE, and nothing but that. Of a moving picture
    the first frame counts.
    """
    _check_weight(data, max_bytes)
    _check_start(data)
    image = _identified(data)
    _check_dimensions(*image.size)
    _check_chunks(data)
    format_name = "JPEG" if image.format == "MPO" else str(image.format)
    return Picture(
        data=_without_appendix(data, format_name),
        format=format_name,
        coded_size=image.size,
        orientation=orientation_of(image),
    )


def _check_weight(data: bytes, max_bytes: int | None) -> None:
    if not data:
        raise PictureError(_("This file is empty. Choose the picture again."))
    if max_bytes is not None and len(data) > max_bytes:
        raise PictureError(
            _(
                "This picture weighs %(weight)s and at most %(limit)s are taken. "
                "Save it smaller or with more compression."
            )
            % {"weight": filesizeformat(len(data)), "limit": filesizeformat(max_bytes)}
        )


def _check_start(data: bytes) -> None:
    start = data[:_FOREIGN_WITHIN].lower()
    if b"<svg" in start:
        raise PictureError(
            _("SVG drawings can carry scripts and are not taken. Export the drawing as PNG.")
        )
    if start[4:12] in _HEIC_BRANDS:
        raise PictureError(
            _("HEIC pictures are not taken, most browsers cannot show them. Save it as JPEG.")
        )
    if any(sign in start for sign in _FOREIGN):
        raise PictureError(_not_a_picture())


def _identified(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(_too_large()) from error
    except UnidentifiedImageError as error:
        raise PictureError(_not_a_picture()) from error
    except Exception as error:  # Readers of strangers' bytes raise nearly anything.
        refuse_damaged(error)


def _check_dimensions(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise PictureError(_too_large())


def _check_chunks(data: bytes) -> None:
    """Let Pillow check sums and structure (PNG has sums); it spoils its image in doing so."""
    try:
        Image.open(BytesIO(data), formats=tuple(FORMATS)).verify()
    except Exception as error:  # It raises nearly anything, too.
        refuse_damaged(error)


def _without_appendix(data: bytes, format_name: str) -> bytes:
    try:
        end = END_OF[format_name](data)
    except (IndexError, ValueError) as error:
        refuse_damaged(error)
    if end > len(data):
        refuse_damaged()
    rest = data[end:].lstrip(b"\0")
    if rest and not (format_name == "JPEG" and _is_of_a_camera(rest)):
        raise PictureError(
            _(
                "Something else is hidden behind this picture. "
                "Open it in an image editor, save it anew and send that."
            )
        )
    return data[:end]


def _is_of_a_camera(rest: bytes) -> bool:
    return (
        rest.startswith(_SECOND_PICTURE)
        or _FILM in rest[:8]
        or rest.rstrip(b"\0").endswith(_CAMERA_NOTES)
    )


def _not_a_picture() -> str:
    return _("This file is not a picture we can read. JPEG, PNG, WebP, AVIF and GIF are taken.")


def _too_large() -> str:
    return _(
        "This picture is too large: at most %(millions)s million pixels and %(side)s on a side "
        "are taken. Scale it down and send it again."
    ) % {"millions": MAX_PIXELS // 1_000_000, "side": MAX_SIDE}
