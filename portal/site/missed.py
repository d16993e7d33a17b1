"""Addresses that lead nowhere, and how often: in memory first, then a short table.

Whatever is asked, the table holds few rows, and none says who asked. A network counts once for
each address between two flushes, so that nobody alone makes an address look wanted.
"""

import logging
import re
import threading
from collections import Counter
from datetime import datetime, timedelta

from django.db import Error, connections, transaction
from django.db.models import F
from django.utils import timezone

from portal.lib.schedule import periodic
from portal.lib.tasks import task
from portal.site.models import MissedPath

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 30
"""A crash loses no more than what was missed in this many seconds."""

MOST_WAITING = 1_000
"""Addresses by network that are held between two flushes; a flood beyond it is not counted."""

MOST_PATHS, MOST_PROBES = 300, 50
"""Rows that are kept, the most asked first."""

KEPT = timedelta(days=14)
"""What nobody asked for in so long needs no redirect."""

OFTEN = 5
"""From so many times on an editor is told."""

PRIVATE = re.compile(r"@|%40|^/(accounts|preview|media|static)/|[^/]{81,}")
"""Addresses that may hold a name or a token, or are no pages."""

PROBES = re.compile(
    r"\.(php\d?|aspx?|jsp|cgi|env|git|sql|bak|ya?ml|ini|zip|gz|rar)\b"
    r"|/(wp-|wordpress|phpmyadmin|cgi-bin|\.|xmlrpc|vendor/|actuator|boaform)",
    re.IGNORECASE,
)
"""Written after the list of common probes in the logs of any public server."""

_waiting: set[tuple[str, str]] = set()
_lock = threading.Lock()
_timer: threading.Timer | None = None


def note(path: str, *, network: str) -> None:
    """Count an address without language that leads nowhere; it is written down a little later."""
    global _timer
    longest = MissedPath._meta.get_field("path").max_length or 0
    if len(path) > longest or PRIVATE.search(path):
        return
    with _lock:
        if len(_waiting) >= MOST_WAITING:
            return
        _waiting.add((path, network))
        if _timer is None:
            _timer = threading.Timer(FLUSH_SECONDS, _flush_and_close)
            _timer.daemon = True
            _timer.start()


def flush() -> int:
    """Write down what was missed so far; returns how many rows changed."""
    global _timer
    with _lock:
        taken = Counter(path for path, _network in _waiting)
        _waiting.clear()
        _timer = None
    try:
        if taken:
            _write(taken, timezone.now())
    except Error:
        logger.warning("Missed addresses could not be written down.", exc_info=True)
        return 0
    return len(taken)


def often() -> list[MissedPath]:
    """The addresses readers ask for in vain, the most asked first; those of probes are none."""
    rows = MissedPath.objects.filter(is_probe=False, count__gte=OFTEN)
    return list(rows.order_by("-count", "-last_at")[:3])


def found(path: str) -> None:
    """The address leads somewhere now."""
    MissedPath.objects.filter(path=path).delete()


def _flush_and_close() -> None:
    try:
        flush()
    finally:
        connections.close_all()


@transaction.atomic
def _write(counts: Counter[str], now: datetime) -> None:
    MissedPath.objects.bulk_create(
        [MissedPath(path=path, is_probe=is_probe(path), last_at=now) for path in sorted(counts)],
        ignore_conflicts=True,
    )
    for path in sorted(counts):
        rows = MissedPath.objects.filter(path=path)
        rows.update(count=F("count") + counts[path], last_at=now)
    for probe, most in ((False, MOST_PATHS), (True, MOST_PROBES)):
        rows = MissedPath.objects.filter(is_probe=probe).order_by("-count", "-last_at", "pk")
        beyond = list(rows.values_list("pk", flat=True)[most : most + MOST_WAITING])
        MissedPath.objects.filter(pk__in=beyond).delete()


def is_probe(path: str) -> bool:
    """Whether a path is one that programs try on every site, and no reader types."""
    return PROBES.search(path) is not None


@periodic(every=timedelta(days=1))
@task
def forget_missed_paths() -> int:
    """Forget what nobody asks for any more."""
    rows = MissedPath.objects.filter(last_at__lt=timezone.now() - KEPT)
    return rows.delete()[0]
