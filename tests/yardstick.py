"""What a deed costs the processor, whatever else the machine is busy with.

A shared machine runs at half its speed for minutes on end. So a yardstick is laid before and after
the deed, and its seconds are given as they would be at the speed the limits were set at.
"""

import time
from collections.abc import Callable
from statistics import median

FULL_SPEED = 0.012
"""Seconds the yardstick takes on that machine while nobody slows it down."""


def cost(deed: Callable[[], object], *, rounds: int = 12) -> float:
    """The middle of the processor seconds of several rounds, at full speed."""
    return median(_cost(deed) for _round in range(rounds))


def _cost(deed: Callable[[], object]) -> float:
    before = _yardstick()
    spent = _seconds(deed)
    return spent * min(1.0, FULL_SPEED / min(before, _yardstick()))


def _yardstick() -> float:
    return _seconds(_some_work)


def _some_work() -> None:
    kept: dict[str, list[object]] = {}
    for number in range(40_000):
        kept[str(number % 1000)] = [number, kept.get(str(number // 2))]


def _seconds(deed: Callable[[], object]) -> float:
    began = time.process_time()
    deed()
    return time.process_time() - began
