"""`{% picture image "card" %}`: a picture of the library in one of the places of the design."""

from typing import Any

from django import template

from news import renditions
from news.models import Image

register = template.Library()


@register.inclusion_tag("news/_picture.html")
def picture(image: Image | None, use: str, *, alt: str = "", eager: bool = False) -> dict[str, Any]:
    """Show a picture in a place named in `renditions.USES`; nothing where there is none.

    `alt` stays empty beside a title that says it all. `eager` marks the picture a reader sees
    first: it is fetched at once, all others when they come near.
    """
    return {"shown": renditions.picture(image, use), "alt": alt, "eager": eager}


@register.filter
def enlarged(image: Image) -> str:
    """Answer the address of the largest whole picture, for the lightbox; "" without one."""
    return renditions.large(image) or ""
