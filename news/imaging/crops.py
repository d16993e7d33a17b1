"""Where a picture is cut: the arithmetic of ratios, focal points and widths."""

from __future__ import annotations

from dataclasses import dataclass

#: The picture's own ratio: figures, galleries and the lightbox never lose an edge.
OWN = "own"

#: The ratios of the design, as pairs of whole numbers. A share card is drawn 1200 by 630.
RATIOS = {
    "3:2": (3, 2),
    "4:3": (4, 3),
    "1:1": (1, 1),
    "1.91:1": (1200, 630),
    "16:9": (16, 9),
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


def crop_box(width: int, height: int, ratio: str = OWN, focal: tuple[int, int] = (50, 50)) -> Box:
    """Answer the largest box of a ratio that keeps the focal point as near its middle as it can.

    The focal point is given in percent from the left and from the top.
    """
    if ratio == OWN:
        return Box(0, 0, width, height)
    across, down = RATIOS[ratio]
    box_width = max(1, min(width, round(height * across / down)))
    box_height = max(1, min(height, round(width * down / across)))
    return Box(
        _start(width, box_width, focal[0]),
        _start(height, box_height, focal[1]),
        box_width,
        box_height,
    )


def _start(whole: int, part: int, percent: int) -> int:
    """Answer where a part begins so that it is centred on a point but stays inside the whole."""
    return min(max(round(whole * percent / 100 - part / 2), 0), whole - part)
