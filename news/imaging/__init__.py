"""The picture engine: bytes in, data out, no database; alone in importing Pillow.

`open_picture()` answers a `Picture` for bytes that are safe to keep and refuses all others with
a `PictureError` whose message says what to do. A picture tells its size as seen, reads what
camera and agency wrote into it, and is cut into renditions.
"""

from .crops import OWN, RATIOS, Box, Cut, crop_box
from .encoding import Notice
from .metadata import Metadata, Wording
from .opening import MAX_PIXELS, MAX_SIDE, open_picture
from .picture import FORMATS, Picture, PictureError

__all__ = [
    "FORMATS",
    "MAX_PIXELS",
    "MAX_SIDE",
    "OWN",
    "RATIOS",
    "Box",
    "Cut",
    "Metadata",
    "Notice",
    "Picture",
    "PictureError",
    "Wording",
    "crop_box",
    "open_picture",
]
