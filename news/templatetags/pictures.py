"""`{% picture image "card" %}`: a picture of the library in one of the places of the design."""

from typing import Any

from django import template

from news import renditions
from news.models import Image

register = template.Library()

CAPTIONED = {"article_lead", "gallery"}
"""Places with words under the picture, which should not stand under nothing."""


@register.inclusion_tag("news/_picture.html")
def picture(image: Image | None, use: str, *, alt: str = "", eager: bool = False) -> dict[str, Any]:
    """Show a picture in a place named in `renditions.USES`; nothing where there is none.

    `alt` stays empty beside a title that says it all. `eager` marks the picture a reader sees
    first: it is fetched at once, all others when they come near.
    """
    shown = renditions.picture(image, use)
    gap = shown is None and image is not None and use in CAPTIONED and is_gone(image)
    return {"shown": shown, "alt": alt, "eager": eager, "is_gone": gap}


@register.filter
def is_gone(image: Image) -> bool:
    """Whether its place is kept with its caption, though its files are gone."""
    return not image.has_expired and renditions.is_missing(image)


@register.filter
def enlarged(image: Image) -> str:
    """Answer the address of the largest whole picture, for the lightbox; "" without one."""
    return renditions.large(image) or ""
