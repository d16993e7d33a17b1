"""Clocks on what is kept of people: after so long a field is emptied, and a row proves that it was.

A clock is declared where its rows are known, and the module imported when its app is ready::

    clock("networks", _("Networks of comments"), rows=_old, kept=_days, blank={"network": ""})

Whoever asks what is still kept reads the proofs: each says up to when nothing is left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.lib.models import Purge
from portal.lib.schedule import periodic
from portal.lib.tasks import task

BATCH = 500
"""Rows changed by one statement: readers who write meanwhile wait for no more than these."""

MOST_COUNTED = 1_000
PROOFS_KEPT = timedelta(days=3 * 366)
"""Longer than any question of a court or an authority about a purge comes late."""


@dataclass(frozen=True)
class Clock:
    """One kind of data: `rows(until)` still hold it though they are older than `until`.

    `kept()` is how long it may be kept. The fields of `blank` are emptied; where there are none,
    the rows are deleted.
    """

    name: str
    label: Any
    rows: Callable[[datetime], QuerySet[Any]]
    kept: Callable[[], timedelta]
    blank: Mapping[str, str] = field(default_factory=dict)


_clocks: dict[str, Clock] = {}


def clock(
    name: str,
    label: Any,
    *,
    rows: Callable[[datetime], QuerySet[Any]],
    kept: Callable[[], timedelta],
    blank: Mapping[str, str] | None = None,
) -> Clock:
    """Declare a clock; declared again under its name, it replaces the former."""
    _clocks[name] = Clock(name, label, rows, kept, blank or {})
    return _clocks[name]


def clocks() -> list[Clock]:
    """All clocks, by name."""
    return [_clocks[name] for name in sorted(_clocks)]


def label_of(name: str) -> Any:
    """What people read for a clock; its name, where it is declared no more."""
    return _clocks[name].label if name in _clocks else name


@periodic(every=timedelta(days=1))
@task
def purge_daily() -> int:
    """Let every clock run out; return how many rows lost something."""
    return sum(proof.count for proof in purge(timezone.now()))


def purge(now: datetime) -> list[Purge]:
    """Empty what has outlived its clock, batch by batch, and keep a proof of each.

    Bears being done twice or broken off: what is empty already is not met again.
    """
    Purge.objects.filter(at__lt=now - PROOFS_KEPT).delete()
    return [_let_run_out(one, now) for one in clocks()]


def _let_run_out(one: Clock, now: datetime) -> Purge:
    until = now - one.kept()
    count, first = 0, None
    while keys := list(one.rows(until).order_by().values_list("pk", flat=True)[:BATCH]):
        if keys[0] == first:  # It met this one before: nothing goes, which the proof tells.
            break
        first = keys[0]
        count += len(keys)
        _empty(one, keys)
    left = one.rows(until).order_by()[:MOST_COUNTED].count()
    return Purge.objects.create(clock=one.name, at=now, until=until, count=count, left=left)


def _empty(one: Clock, keys: list[Any]) -> None:
    rows = one.rows(timezone.now()).model._base_manager.filter(pk__in=keys)
    if one.blank:
        rows.update(**one.blank)
    else:
        rows.delete()
