"""Renditions: the cuts of a picture that readers see, made by deeds and never by a page.

An upload makes the JPEGs of the picture's own ratio and of 3:2 (`make_first`). A deed that
gives a picture a use (publish, cover, slot) orders what the use needs besides (`order`,
`order_for`, `order_for_front`), and the worker makes it; after a focal point moved, `refit`
does. A page gathers what exists in one query (`for_page`) and shows the best of it (`picture`,
`media_for`). Whose file is gone is noted (`note_rendition`) until `mending` finds it back.
"""

from news.renditions.making import (
    NotTheOriginalError,
    draw,
    keep,
    make,
    make_first,
    order,
    order_for,
    order_for_front,
    refit,
    rendition_name,
    warm,
    warm_later,
    write,
)
from news.renditions.missing import note_rendition
from news.renditions.showing import (
    Shown,
    Source,
    for_page,
    is_missing,
    large,
    media_for,
    picture,
)
from news.renditions.uses import USES, Crop, Use, cuts_for, first_cuts

__all__ = [
    "USES",
    "Crop",
    "NotTheOriginalError",
    "Shown",
    "Source",
    "Use",
    "cuts_for",
    "draw",
    "first_cuts",
    "for_page",
    "is_missing",
    "keep",
    "large",
    "make",
    "make_first",
    "media_for",
    "note_rendition",
    "order",
    "order_for",
    "order_for_front",
    "picture",
    "refit",
    "rendition_name",
    "warm",
    "warm_later",
    "write",
]
