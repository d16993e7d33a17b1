"""Signs of life of the parts that serve no pages: workers and the scheduler."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from portal.lib.models import Heartbeat

BEAT_EVERY = timedelta(seconds=10)

logger = logging.getLogger(__name__)


def beat(part: str) -> None:
    """Note that the part is alive now."""
    Heartbeat.objects.update_or_create(part=part, defaults={"beat_at": timezone.now()})


@contextmanager
def beating(part: str) -> Iterator[None]:
    """Keep a heart beating in a thread of its own while the block runs."""
    stopped = threading.Event()
    heart = threading.Thread(target=_beat_until, args=(part, stopped), daemon=True)
    heart.start()
    try:
        yield
    finally:
        stopped.set()


def _beat_until(part: str, stopped: threading.Event) -> None:
    while True:
        try:
            beat(part)
        except DatabaseError as error:
            logger.warning("No beat of %s: %s", part, error)
        # Opened anew for each beat: the thread must not hold a dead connection, nor a live one.
        connection.close()
        if stopped.wait(BEAT_EVERY.total_seconds()):
            return


def is_alive(part: str, now: datetime, patience: timedelta) -> bool:
    """Tell whether the part has beaten within `patience`."""
    return Heartbeat.objects.filter(part=part, beat_at__gte=now - patience).exists()


def ages(parts: Iterable[str], now: datetime) -> dict[str, timedelta | None]:
    """Return how long ago each part, or any part named `part:...`, last beat; None for never."""
    beats: dict[str, timedelta | None] = dict.fromkeys(parts)
    for name, beat_at in Heartbeat.objects.order_by("beat_at").values_list("part", "beat_at"):
        part = name.partition(":")[0]
        if part in beats:
            beats[part] = now - beat_at
    return beats


def forget(before: datetime) -> int:
    """Delete the hearts that stopped before the given time."""
    return Heartbeat.objects.filter(beat_at__lt=before).delete()[0]
