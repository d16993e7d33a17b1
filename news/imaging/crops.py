"""Where a picture is cut: the arithmetic of ratios, focal points and widths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

#: The picture's own ratio: figures, galleries and the lightbox never lose an edge.
OWN = "own"

#: The ratios of the design, as pairs of whole numbers. A share card is 1200 by 630; where it has
#: words, its picture is the part `card`.
RATIOS = {
    "3:2": (3, 2),
    "4:3": (4, 3),
    "1:1": (1, 1),
    "1.91:1": (1200, 630),
    "16:9": (16, 9),
    "card": (470, 616),
}


@dataclass(frozen=True)
class Box:
    """A part of a picture, in pixels of the original as it is seen (after orientation)."""

    x: int
    y: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.x},{self.y},{self.width},{self.height}"

    @classmethod
    def parse(cls, text: str) -> Box:
        """Read what `str()` wrote."""
        return cls(*map(int, text.split(",")))


@dataclass(frozen=True)
class Cut:
    """An order for one rendition: a box of the picture, at a width, in a format."""

    box: Box
    width: int
    format: str

    @property
    def height(self) -> int:
        return max(1, round(self.width * self.box.height / self.box.width))


#: Left, top and width of a crop by hand, in percent of the picture; its ratio gives its height.
Place = tuple[int, int, int]

NARROWEST = 10
"""Percent: less of a picture is another picture."""


class CropsError(ValueError):
    """A text is no list of crops."""


@lru_cache(maxsize=1024)
def parse_crops(text: str) -> Mapping[str, Place]:
    """Read `3:2 10 0 80; 1:1 25 0 50`: crops by hand, by their ratio. Raises CropsError."""
    crops: dict[str, Place] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        ratio, *numbers = part.split()
        if ratio not in RATIOS or len(numbers) != 3 or not all(map(_is_percent, numbers)):
            raise CropsError(part)
        left, top, across = map(int, numbers)
        if across < NARROWEST:
            raise CropsError(part)
        crops[ratio] = left, top, across
    return crops


def write_crops(crops: Mapping[str, Place]) -> str:
    """Write crops by hand as text, in the order of the ratios."""
    return "; ".join(
        " ".join([ratio, *map(str, crops[ratio])]) for ratio in RATIOS if ratio in crops
    )


def merged_crops(general: str, special: str) -> str:
    """The crops of a picture, and over them those of one of its uses."""
    return write_crops({**parse_crops(general), **parse_crops(special)})


def _is_percent(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100


def crop_box(
    width: int, height: int, ratio: str = OWN, focal: tuple[int, int] = (50, 50), crops: str = ""
) -> Box:
    """Answer the largest box of a ratio that keeps the focal point as near its middle as it can.

    The focal point is given in percent from the left and from the top. A crop by hand of that
    ratio among `crops` goes before.
    """
    if ratio == OWN:
        return Box(0, 0, width, height)
    if place := parse_crops(crops).get(ratio):
        return _placed_box(width, height, RATIOS[ratio], place)
    across, down = RATIOS[ratio]
    box_width = max(1, min(width, round(height * across / down)))
    box_height = max(1, min(height, round(width * down / across)))
    return Box(
        _start(width, box_width, focal[0]),
        _start(height, box_height, focal[1]),
        box_width,
        box_height,
    )


def _placed_box(width: int, height: int, shape: tuple[int, int], place: Place) -> Box:
    """A crop by hand; what would reach over an edge is moved, or made smaller, to lie inside."""
    across, down = shape
    box_width = min(width * place[2] / 100, height * across / down)
    size = max(1, round(box_width)), max(1, min(height, round(box_width * down / across)))
    return Box(
        min(round(width * place[0] / 100), width - size[0]),
        min(round(height * place[1] / 100), height - size[1]),
        *size,
    )


def _start(whole: int, part: int, percent: int) -> int:
    """Answer where a part begins so that it is centred on a point but stays inside the whole."""
    return min(max(round(whole * percent / 100 - part / 2), 0), whole - part)
