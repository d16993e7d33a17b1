"""The picture engine: bytes in, data out, no database; alone in importing Pillow.

`open_picture()` answers a `Picture` for bytes that are safe to keep and refuses all others with
a `PictureError` whose message says what to do. A picture tells its size as seen, reads what
camera and agency wrote into it, and is cut into renditions.
"""

from .card import SIZE as CARD_SIZE
from .card import Card, draw_card, is_title_clipped
from .crops import (
    NARROWEST,
    OWN,
    RATIOS,
    Box,
    CropsError,
    Cut,
    Place,
    crop_box,
    merged_crops,
    parse_crops,
    write_crops,
)
from .encoding import Notice
from .fonts import faces
from .metadata import Metadata, Wording
from .opening import MAX_PIXELS, MAX_SIDE, open_picture
from .picture import FORMATS, Picture, PictureError

__all__ = [
    "CARD_SIZE",
    "FORMATS",
    "MAX_PIXELS",
    "MAX_SIDE",
    "NARROWEST",
    "OWN",
    "RATIOS",
    "Box",
    "Card",
    "CropsError",
    "Cut",
    "Metadata",
    "Notice",
    "Picture",
    "PictureError",
    "Place",
    "Wording",
    "crop_box",
    "draw_card",
    "faces",
    "is_title_clipped",
    "merged_crops",
    "open_picture",
    "parse_crops",
    "write_crops",
]
