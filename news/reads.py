"""Counting reads: in memory first, then by the hour, so that no reader waits for a write."""

import logging
import threading
from collections import Counter
from datetime import timedelta

from django.db import Error, connections, transaction
from django.db.models import F
from django.utils import timezone

from news.models import Article, ArticleStats, SiteHour, ViewHour
from portal.lib.dates import floor_hour
from portal.lib.schedule import periodic
from portal.lib.tasks import task

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 4
"""A crash loses no more than the reads of this many seconds."""

KEEP_DAYS = 35
"""Hours older than the longest ranking and a month's chart are of no use."""

_waiting: Counter[int] = Counter()
_lock = threading.Lock()
_timer: threading.Timer | None = None


def count_read(article_id: int) -> None:
    """Note one read; it reaches the database within FLUSH_SECONDS."""
    global _timer
    with _lock:
        _waiting[article_id] += 1
        if _timer is None:
            _timer = threading.Timer(FLUSH_SECONDS, _flush_and_close)
            _timer.daemon = True
            _timer.start()


def flush() -> int:
    """Write down the reads noted so far; returns how many. On a failure they wait on."""
    global _timer
    with _lock:
        taken = Counter(_waiting)
        _waiting.clear()
        _timer = None
    if not taken:
        return 0
    try:
        _write(taken)
    except Error:
        logger.warning("Reads could not be written; they wait.", exc_info=True)
        with _lock:
            _waiting.update(taken)
        return 0
    return taken.total()


def _flush_and_close() -> None:
    try:
        flush()
    finally:
        connections.close_all()


@transaction.atomic
def _write(counts: Counter[int]) -> None:
    hour = floor_hour(timezone.now())
    known = set(Article.objects.filter(pk__in=counts).values_list("pk", flat=True))
    ViewHour.objects.bulk_create(
        [ViewHour(article_id=pk, hour=hour) for pk in known], ignore_conflicts=True
    )
    for pk in sorted(known):
        ViewHour.objects.filter(article_id=pk, hour=hour).update(count=F("count") + counts[pk])
        ArticleStats.objects.filter(pk=pk).update(view_count=F("view_count") + counts[pk])
    SiteHour.objects.bulk_create([SiteHour(hour=hour)], ignore_conflicts=True)
    read = sum(counts[pk] for pk in known)
    SiteHour.objects.filter(hour=hour).update(count=F("count") + read)


@periodic(every=timedelta(days=1))
@task
def forget_old_hours() -> None:
    """Drop the hours that no ranking or chart looks at any more."""
    oldest = timezone.now() - timedelta(days=KEEP_DAYS)
    ViewHour.objects.filter(hour__lt=oldest).delete()
    SiteHour.objects.filter(hour__lt=oldest).delete()
