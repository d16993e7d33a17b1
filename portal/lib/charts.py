"""Small charts as plain shapes: a template writes them as SVG attributes, without style or script.

Coordinates run to the right and down, as in SVG, with the base line at the bottom.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BARS_HEIGHT = 90
BAR_STEP = 10
SPARK_WIDTH, SPARK_HEIGHT = 100, 40

#: The tallest shape stays this far from the upper edge, so that no line is cut there.
HEADROOM = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One upright bar; `is_behind` is the wider one of what it is compared with."""

    x: int
    y: int
    width: int
    height: int
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beside each other, with the size of the box they stand in."""

    width: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through a few values, and the area under it, as the `d` of two paths."""

    line: str
    area: str


def bars(front: Sequence[int], behind: Sequence[int]) -> Bars:
    """Stand narrow bars before wide ones; both are drawn to the same scale."""
    most = max((*front, *behind), default=0)
    shapes = []
    for number in range(max(len(front), len(behind))):
        for values, inset, width in ((behind, 1, 8), (front, 3, 4)):
            tall = _scaled(values[number], most, BARS_HEIGHT) if number < len(values) else 0
            if tall:
                left = number * BAR_STEP + inset
                shapes.append(Bar(left, BARS_HEIGHT - tall, width, tall, values is behind))
    steps = max(len(front), len(behind))
    return Bars(steps * BAR_STEP, BARS_HEIGHT, tuple(shapes))


def spark(values: Sequence[int]) -> Spark:
    """Draw a line through at least two values."""
    most = max(values, default=0)
    step = SPARK_WIDTH / max(1, len(values) - 1)
    points = [
        f"{round(number * step)} {SPARK_HEIGHT - _scaled(value, most, SPARK_HEIGHT)}"
        for number, value in enumerate(values)
    ]
    way = " L".join(points)
    return Spark(f"M{way}", f"M0 {SPARK_HEIGHT} L{way} L{SPARK_WIDTH} {SPARK_HEIGHT}Z")


def _scaled(value: int, most: int, height: int) -> int:
    """Answer the height of a value; what is more than nothing is seen."""
    return max(1, round(value / most * (height - HEADROOM))) if value else 0
