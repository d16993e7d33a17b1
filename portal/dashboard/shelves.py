"""Short lists of stories on the first page of the desk: what awaits one, came back, is late."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from news import body, queues
from news.models import Article, Assignment
from portal.dashboard.watching import MOST_COUNTED, age

SHOWN = 6


@dataclass(frozen=True)
class Entry:
    """A story in a short list: how long it is, what it waits for and since when."""

    story: Article
    length: int
    work: Assignment | None
    waits: str = ""
    word: str = ""
    look: str = ""


@dataclass(frozen=True)
class Shelf:
    """A few stories of a kind, how many there are, and the way to all of them."""

    title: str
    url: str
    entries: list[Entry]
    count: str
    empty: str
    is_urgent: bool = False
    is_to_do: bool = False
    stages: list[tuple[str, int]] = field(default_factory=list)


def awaiting(user: Any, now: datetime) -> Shelf:
    """What this user may pass or publish, pending versions of live stories included, by stage."""
    waiting = queues.awaiting(user)
    stages = Counter(waiting.order_by().values_list("assignment__stage", flat=True)[:MOST_COUNTED])
    return Shelf(
        _("Awaiting me"),
        _address("awaiting"),
        list(_entries(waiting[:SHOWN], now)),
        bounded(stages.total()),
        _("Nothing waits for you."),
        is_urgent=True,
        is_to_do=True,
        stages=[(str(name), stages[key]) for key, name in Assignment.STAGES if stages[key]],
    )


def sent_back(user: Any, now: datetime) -> Shelf:
    """What was given back to this user, the last first."""
    return _shelf("sent_back", _("Sent back to me"), user, now, is_urgent=True)


def overdue(user: Any, now: datetime) -> Shelf:
    """What this user sees of the stories that should have been done by now."""
    return _shelf("overdue", _("Overdue"), user, now, is_urgent=True)


def drafts(user: Any, now: datetime) -> Shelf:
    """What this user is writing or has in hand."""
    return _shelf("mine", _("My drafts"), user, now, empty=_("You have no drafts."))


def bounded(count: int) -> str:
    """A count as text, saying so where there may be more."""
    return f"{count:,}+" if count == MOST_COUNTED else f"{count:,}"


def _shelf(
    name: str, title: str, user: Any, now: datetime, *, empty: str = "", is_urgent: bool = False
) -> Shelf:
    """The first of a queue; that there are more is said, how many its own page tells."""
    found = list(_entries(queues.queue(name, user)[: SHOWN + 1], now))
    count = str(len(found)) if len(found) <= SHOWN else f"{SHOWN}+"
    return Shelf(title, _address(name), found[:SHOWN], count, empty, is_urgent)


def _address(name: str) -> str:
    return reverse("admin:news_article_queue", args=[name])


def _entries(rows: QuerySet[Article], now: datetime) -> Iterator[Entry]:
    for story in rows.select_related("category", "publisher", "assignment"):
        work = story.assignment if hasattr(story, "assignment") else None
        length = len("".join(body.text(story.body).split()))
        yield Entry(story, length, work, *_said_of(work, now))


def _said_of(work: Assignment | None, now: datetime) -> tuple[str, str, str]:
    """Since when a story waits, and its mark: late, back with its author, or what it waits for."""
    if work is None:
        return "", "", ""
    since = work.handed_at if work.stage else None
    waits = _("waiting for %s") % age(now - since) if since else ""
    if work.is_overdue(now):
        return waits, _("Overdue"), "bad"
    if work.stage:
        return waits, work.get_stage_display(), "az"
    return ("", _("Sent back"), "warn") if work.sent_back_at else ("", "", "")
