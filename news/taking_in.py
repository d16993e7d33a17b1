"""A table that was looked at is taken in: a short one at once, a long one by the worker.

Each row has a transaction of its own, in which what became of it is written down as well. Whoever
stops it, is killed over it or is sent to it twice leaves each row taken in whole or waiting.
"""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from news import intake
from news.cells import Known
from news.models import Intake, IntakeRow
from portal.lib.tasks import retry, task

AT_ONCE = 100
"""Rows that a request takes in itself: some seconds, in which one may look at the page."""

REQUEST_SECONDS = 8.0
TURN_SECONDS = 20.0
"""How long the worker stays with one table while other work may wait."""

PORTION = 25
"""Rows between two signs of life; what their cells name is asked for together."""

SILENT_AFTER = timedelta(minutes=5)
"""A worker that died is noticed and replaced sooner; after so long somebody has to look."""


def order(table: Intake) -> None:
    """Have what waits of a table taken in, by whoever handed it in.

    One that is being taken in is left to whoever does so, unless they have long been silent.
    """
    now = timezone.now()
    is_free = Q(ordered_at=None) | Q(beat_at__lt=now - SILENT_AFTER)
    with transaction.atomic():
        free = Intake.objects.filter(is_free, pk=table.pk)
        if not free.update(ordered_at=now, beat_at=now):
            return
        is_long = _waiting(table).count() > AT_ONCE
        if is_long:
            take_in_later.enqueue(table.pk)
    if not is_long and not take_in(table, seconds=REQUEST_SECONDS):
        take_in_later.enqueue(table.pk)


def stop(table: Intake) -> None:
    """Take no further rows in; what is done stays done, and one may go on later."""
    Intake.objects.filter(pk=table.pk).update(ordered_at=None)


def is_silent(table: Intake) -> bool:
    """Whether a table should be at work and has shown no sign of it for long."""
    return bool(table.beat_at and table.beat_at < timezone.now() - SILENT_AFTER)


def take_in(table: Intake, *, seconds: float) -> bool:
    """Take in what waits, row by row, for at most so long; tell whether nothing is left to do."""
    until = time.monotonic() + seconds
    with translation.override(table.by.language or settings.LANGUAGE_CODE):
        while _shows_life(table):
            rows = list(_waiting(table).order_by("line")[:PORTION])
            if not rows:
                stop(table)
                return True
            if not _take_portion(rows, by=table.by, until=until):
                return False
    return True


@task
@retry(times=5, first_wait=timedelta(seconds=10))
def take_in_later(pk: int) -> None:
    """Take in a table for a while, then let other work have its turn."""
    table = Intake.objects.filter(pk=pk).select_related("by").first()
    if table is not None and not take_in(table, seconds=TURN_SECONDS):
        take_in_later.enqueue(pk)


def _take_portion(rows: list[IntakeRow], *, by: Any, until: float) -> bool:
    """Take in some rows; tell whether there was time for all of them."""
    known = Known((row.cells for row in rows), by=by)
    for row in rows:
        if time.monotonic() > until:
            return False
        intake.take(row, known, by=by)
    return True


def _shows_life(table: Intake) -> bool:
    """Write down that somebody is at it; tell whether it is still wanted."""
    wanted = Intake.objects.filter(pk=table.pk, ordered_at__isnull=False)
    return bool(wanted.update(beat_at=timezone.now()))


def _waiting(table: Intake) -> QuerySet[IntakeRow]:
    return table.rows.filter(outcome=IntakeRow.Outcome.WAITING)
