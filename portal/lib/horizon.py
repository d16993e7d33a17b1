"""How long what is being made stays true if nobody touches a thing.

Whoever renders a part that time alone will change says when, by `note_change`; whoever keeps the
whole asks, by `noting`, for the first of those moments. So the two need not know each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

NEVER = float("inf")


@dataclass
class Horizon:
    """The first moment noted so far, in seconds since 1970."""

    at: float = NEVER


_open: ContextVar[Horizon | None] = ContextVar("horizon", default=None)


def note_change(*moments: datetime | None) -> None:
    """Say when time alone will next change what is being made; None is never."""
    note_changes(moments)


def note_changes(moments: Iterable[datetime | None]) -> None:
    """Say several such moments, of which the first counts."""
    note_seconds(min((at.timestamp() for at in moments if at is not None), default=NEVER))


def note_seconds(at: float) -> None:
    """Say such a moment in seconds since 1970."""
    horizon = _open.get()
    if horizon is not None and at < horizon.at:
        horizon.at = at


@contextmanager
def noting() -> Iterator[Horizon]:
    """Gather what is noted within; whoever gathers around it hears of it too."""
    horizon = Horizon()
    token = _open.set(horizon)
    try:
        yield horizon
    finally:
        _open.reset(token)
        note_seconds(horizon.at)
