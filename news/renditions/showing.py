"""Showing renditions: of those that exist, the best for each place on a page, in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.storage import default_storage

from news import body
from news.imaging import OWN, Cut
from news.models import Document, Image, Rendition
from news.renditions import missing
from news.renditions.uses import FALLBACK, FIRST_RATIOS, USES, WIDTHS, Crop
from portal.lib.dates import start_of
from portal.lib.horizon import note_change

#: The width a browser takes that understands no `srcset`, and whose shape the page keeps free.
PLAIN_WIDTH = 960

TYPES = {"jpeg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}

#: The file names of a picture's renditions by box, width and format.
Made = dict[tuple[str, int, str], str]


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a `<picture>`."""

    type: str
    srcset: str
    sizes: str
    width: int
    height: int
    media: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in its place: the `<img>` every browser reads, and better sources before it."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    sources: tuple[Source, ...] = ()


def for_page(images: Iterable[Image | None]) -> None:
    """Let pictures know their renditions, all of a page's by one query, and whether they are gone.

    Call it in the view with every picture the page shows; those that know are not asked for
    again, and a picture nobody gathered asks by itself when it is shown.
    """
    unknown = [image for image in images if image is not None and not _knows(image)]
    if not unknown:
        return
    made: dict[str, Made] = defaultdict(dict)
    rows = Rendition.objects.filter(checksum__in={image.checksum for image in unknown})
    for checksum, box, width, format_name, name in rows.values_list(
        "checksum", "box", "width", "format", "file"
    ):
        made[checksum][box, width, format_name] = name
    gone = missing.hidden()
    for image in unknown:
        image.__dict__["_renditions_made"] = made.get(image.checksum, {})
        image.__dict__["_is_missing"] = image.pk in gone


def _knows(image: Image) -> bool:
    return "_renditions_made" in image.__dict__


def _made_of(image: Image) -> Made:
    for_page([image])
    return image.__dict__["_renditions_made"]


def picture(image: Image | None, use: str) -> Shown | None:
    """Answer how a picture is shown in a place; None where there is nothing to show, or it is gone.

    A format is offered once all its widths exist; until then pages do with the JPEG of the
    crop, of 3:2 or of the picture's own ratio. Whose rights have ended is not shown.
    """
    if image is None or image.has_expired or is_missing(image):
        return None
    if image.rights_end:
        note_change(start_of(image.rights_end + timedelta(days=1)))
    wanted = USES[use]
    made = _made_of(image)
    fallback = _fallback(wanted.crop, image, made)
    if fallback is None:
        return None
    sources = _sources(wanted.phone, image, made) if wanted.phone else []
    sources += _sources(wanted.crop, image, made)
    return Shown(
        src=_address(_plain(fallback), made),
        srcset=_srcset(fallback, made),
        sizes=wanted.crop.sizes,
        width=_plain(fallback).width,
        height=_plain(fallback).height,
        sources=tuple(sources),
    )


def is_missing(image: Image) -> bool:
    """Whether its files are known to be gone, so that a page says so instead of pointing there."""
    known = image.__dict__.get("_is_missing")
    return image.pk in missing.hidden() if known is None else known


def _sources(crop: Crop, image: Image, made: Made) -> list[Source]:
    """Offer the formats of a crop that are made whole, the best first; JPEG is the `<img>`'s."""
    sources = []
    for format_name in crop.formats:
        cuts = crop.cuts_in(format_name, image)
        if format_name != FALLBACK and _are_made(cuts, made):
            shape = _plain(cuts)
            sources.append(
                Source(
                    type=TYPES[format_name],
                    srcset=_srcset(cuts, made),
                    sizes=crop.sizes,
                    width=shape.width,
                    height=shape.height,
                    media=crop.media,
                )
            )
    return sources


def _fallback(crop: Crop, image: Image, made: Made) -> list[Cut] | None:
    """Answer the JPEGs of a crop, or of the nearest one that exists."""
    widths = crop.widths if set(crop.widths) <= set(WIDTHS) else WIDTHS
    nearest = (Crop(ratio, widths=widths) for ratio in FIRST_RATIOS)
    for candidate in (crop, *nearest):
        cuts = candidate.cuts_in(FALLBACK, image)
        if _are_made(cuts, made):
            return cuts
    return None


def _are_made(cuts: list[Cut], made: Made) -> bool:
    return all(_key(cut) in made for cut in cuts)


def _key(cut: Cut) -> tuple[str, int, str]:
    return str(cut.box), cut.width, cut.format


def _plain(cuts: list[Cut]) -> Cut:
    return max((cut for cut in cuts if cut.width <= PLAIN_WIDTH), default=cuts[0], key=_width)


def _width(cut: Cut) -> int:
    return cut.width


def _srcset(cuts: list[Cut], made: Made) -> str:
    return ", ".join(f"{_address(cut, made)} {cut.width}w" for cut in cuts)


def _address(cut: Cut, made: Made) -> str:
    return default_storage.url(made[_key(cut)])


def media_for(
    html: str, address: Callable[[Document], str] = Document.get_absolute_url
) -> body.MediaShelf:
    """Answer the pictures and documents a body names, ready to be rendered.

    Two queries for pictures and one for documents, however many there are; `address` says where
    a document is fetched.
    """
    named = body.references(html)
    images = Image.objects.in_bulk(named.images) if named.images else {}
    documents = Document.objects.in_bulk(named.documents) if named.documents else {}
    for_page(images.values())
    shown = {image: picture(image, "figure") or _gap(image) for image in images.values()}
    return body.MediaShelf(
        images={image.pk: _render_image(image, how) for image, how in shown.items() if how},
        documents={
            pk: _render_document(document, address(document)) for pk, document in documents.items()
        },
    )


def _gap(image: Image) -> Shown | None:
    """Keep the place of a picture whose files are gone: its caption and credit still say much."""
    if image.has_expired or not is_missing(image):
        return None
    return Shown(src="", srcset="", sizes="", width=image.width, height=image.height)


def _render_image(image: Image, shown: Shown) -> body.RenderImage:
    return body.RenderImage(
        id=image.pk,
        src=shown.src,
        width=shown.width,
        height=shown.height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit_line,
        label=image.get_ai_label_display() if image.ai_label else "",
        srcset=shown.srcset,
        sources=tuple((source.type, source.srcset) for source in shown.sources),
        large=large(image) or "",
    )


def large(image: Image) -> str | None:
    """Answer the address of the largest whole picture, for the lightbox; none after its rights."""
    if image.has_expired or is_missing(image):
        return None
    made = _made_of(image)
    cuts = Crop(OWN).cuts_in(FALLBACK, image)
    return _address(cuts[-1], made) if _are_made(cuts, made) else None


def _render_document(document: Document, url: str) -> body.RenderDocument:
    return body.RenderDocument(
        id=document.pk,
        kind=document.kind,
        url=url,
        title=str(document),
        size=document.size,
        mime=document.mime,
    )
