"""How the site is: what works, what lags behind, and whether pages can be served at all."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import Promise, keep_lazy_text
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from news.social_card import can_write
from portal.lib import heartbeat, schedule, tasks
from portal.lib.dates import iso
from portal.lib.mail import deliver

# Three beats missed and a little more.
HEART_PATIENCE = timedelta(seconds=45)
TASK_PATIENCE = timedelta(minutes=5)
MAIL_PATIENCE = timedelta(minutes=10)

NAMES = {
    "database": _("Database"),
    "cache": _("Cache"),
    "worker": _("Worker"),
    "scheduler": _("Scheduler"),
    "tasks": _("Tasks"),
    "failed_tasks": _("Failed tasks"),
    "mail": _("Mail"),
    "card_font": _("Social cards"),
}
"""What the desk calls the parts that a monitor knows by their keys."""

EFFECTS = {
    "news.search.": _("search index"),
    "news.renditions.": _("sizes of pictures"),
    "news.links.": _("looking at links"),
    "news.notices.": _("notices to colleagues"),
    "comments.": _("notices to readers"),
    "portal.lib.mail.": _("letters"),
}
"""What each room's tasks do for whoever reads or writes. Page caches and social cards are not
among them: the first go stale with the save itself, the second are drawn when asked for."""

OTHER = _("other work")

Words = str | Promise


@dataclass
class Report:
    """What was found: `trouble` names each part that does not work and says how, lazily."""

    is_down: bool = False
    trouble: dict[str, Words] = field(default_factory=dict)
    facts: dict[str, float | int | None] = field(default_factory=dict)
    late: list[tuple[Words, datetime]] = field(default_factory=list)
    given_up: Mapping[Words, int] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """One word for a monitor."""
        return "down" if self.is_down else "degraded" if self.trouble else "ok"

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data, in English for whatever monitor reads it."""
        with override("en"):
            trouble = {part: str(words) for part, words in self.trouble.items()}
        return {"status": self.status, "trouble": trouble, **self.facts}

    def in_words(self) -> dict[str, str]:
        """Return the trouble by the names of the parts, in the language of the page."""
        return {str(NAMES[part]): str(words) for part, words in self.trouble.items()}


def report() -> Report:
    """Look at every part; without the database the others are not asked."""
    found = Report()
    check_cache(found)
    check_font(found)
    try:
        connection.ensure_connection()
        for check in DATABASE_CHECKS:
            check(found)
    except DatabaseError:
        found.is_down = True
        found.trouble["database"] = _("does not answer")
    return found


def check_cache(found: Report) -> None:
    """A cache that does not give back what it was given only makes pages slower."""
    token = get_random_string(12)
    cache.set("healthz", token, 10)
    if cache.get("healthz") != token:
        found.trouble["cache"] = _("does not keep what it is given; pages are slower")


def check_font(found: Report) -> None:
    """Without a font the cards of shared links show the picture and the logo alone."""
    if not can_write():
        found.trouble["card_font"] = _("no font can be opened; cards of shared links have no words")


def check_hearts(found: Report) -> None:
    """Worker and scheduler give a sign of life every few seconds."""
    for part, age in heartbeat.ages(("worker", "scheduler"), timezone.now()).items():
        found.facts[f"{part}_age_seconds"] = None if age is None else round(age.total_seconds(), 1)
        if age is None or age > HEART_PATIENCE:
            found.trouble[part] = _("gives no sign of life; work behind the pages is late")


def check_tasks(found: Report) -> None:
    """Tasks that should have been begun long ago mean that the worker is too slow, or stuck.

    Letters are named besides: they wait while the mail server is away. What was given up stays
    named until somebody has it tried again, or sets it aside.
    """
    waiting = tasks.backlogs(timezone.now(), TASK_PATIENCE, old=MAIL_PATIENCE)
    found.late = late_effects(waiting)
    found.facts["overdue_tasks"] = sum(backlog.overdue for backlog in waiting.values())
    if found.late:
        told = [format_lazy(_("{what} since {time}"), what=w, time=iso(at)) for w, at in found.late]
        found.trouble["tasks"] = format_lazy(_("late: {what}"), what=_listed(*told))
    found.given_up = given_up_effects(waiting)
    found.facts["failed_tasks"] = sum(found.given_up.values())
    if found.given_up:
        told = [format_lazy("{} ({})", what, count) for what, count in found.given_up.items()]
        found.trouble["failed_tasks"] = format_lazy(
            _("failed for good: {what}; see “Failed tasks” at the desk"), what=_listed(*told)
        )
    letters = waiting.get(deliver.module_path, tasks.Backlog())
    found.facts["mail_backlog"] = letters.unfinished
    if letters.old:
        told_late = _("{count} letters could not be sent yet")
        found.trouble["mail"] = format_lazy(told_late, count=letters.old)


def late_effects(waiting: Mapping[str, tasks.Backlog]) -> list[tuple[Words, datetime]]:
    """What should have happened behind the pages long ago, and since when it should have."""
    first: dict[Words, datetime] = {}
    for path, backlog in waiting.items():
        if backlog.since is not None:
            what = effect_of(path)
            first[what] = min(backlog.since, first.get(what, backlog.since))
    return sorted(first.items(), key=lambda pair: pair[1])


def given_up_effects(waiting: Mapping[str, tasks.Backlog]) -> Counter[Words]:
    """What failed for good and how often; jobs of the clock are begun again by themselves."""
    count: Counter[Words] = Counter()
    for path, backlog in waiting.items():
        if backlog.failed and path not in clockwork():
            count[effect_of(path)] += backlog.failed
    return count


def clockwork() -> set[str]:
    """The tasks that are begun again by the clock whatever became of them."""
    return {job.task.module_path for job in schedule.jobs().values()}


def effect_of(path: str) -> Words:
    """What a task does for whoever reads or writes."""
    return next((name for room, name in EFFECTS.items() if path.startswith(room)), OTHER)


@keep_lazy_text
def _listed(*told: Words) -> str:
    return ", ".join(map(str, told))


DATABASE_CHECKS: list[Callable[[Report], None]] = [check_hearts, check_tasks]
