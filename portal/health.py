"""How the site is: what works, what lags behind, and whether pages can be served at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from portal.lib import heartbeat, tasks
from portal.lib.mail import deliver

# Three beats missed and a little more.
HEART_PATIENCE = timedelta(seconds=45)
TASK_PATIENCE = timedelta(minutes=5)
MAIL_PATIENCE = timedelta(minutes=10)


@dataclass
class Report:
    """What was found: `trouble` names each part that does not work and says how."""

    is_down: bool = False
    trouble: dict[str, str] = field(default_factory=dict)
    facts: dict[str, float | int | None] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """One word for a monitor."""
        return "down" if self.is_down else "degraded" if self.trouble else "ok"

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data."""
        return {"status": self.status, "trouble": self.trouble, **self.facts}


def report() -> Report:
    """Look at every part; without the database the others are not asked."""
    found = Report()
    check_cache(found)
    try:
        connection.ensure_connection()
        for check in DATABASE_CHECKS:
            check(found)
    except DatabaseError:
        found.is_down = True
        found.trouble["database"] = "does not answer"
    return found


def check_cache(found: Report) -> None:
    """A cache that does not give back what it was given only makes pages slower."""
    token = get_random_string(12)
    cache.set("healthz", token, 10)
    if cache.get("healthz") != token:
        found.trouble["cache"] = "does not keep what it is given; pages are slower"


def check_hearts(found: Report) -> None:
    """Worker and scheduler give a sign of life every few seconds."""
    for part in ("worker", "scheduler"):
        age = heartbeat.age(part, timezone.now())
        found.facts[f"{part}_age_seconds"] = None if age is None else round(age.total_seconds(), 1)
        if age is None or age > HEART_PATIENCE:
            found.trouble[part] = "gives no sign of life; work behind the pages is late"


def check_tasks(found: Report) -> None:
    """Tasks that should have been begun long ago mean that the worker is too slow, or stuck."""
    late = tasks.overdue(timezone.now(), TASK_PATIENCE).count()
    found.facts["overdue_tasks"] = late
    if late:
        found.trouble["tasks"] = f"{late} wait longer than they should"


def check_mail(found: Report) -> None:
    """Letters wait while the mail server is away."""
    letters = tasks.unfinished(deliver)
    late = letters.filter(enqueued_at__lt=timezone.now() - MAIL_PATIENCE).count()
    found.facts["mail_backlog"] = letters.count()
    if late:
        found.trouble["mail"] = f"{late} letters could not be sent yet"


DATABASE_CHECKS: list[Callable[[Report], None]] = [check_hearts, check_tasks, check_mail]
