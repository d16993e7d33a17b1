"""What moderators work through: the tabs, what stands in each, and how much waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comments.counting import QUEUE
from comments.models import Appeal, Comment, Decision, Report, Signal
from portal.lib.caching import cached

State = Comment.State

SHOWN = 50
"""Rows of the queue at a time; nobody decides on more before looking again."""

MOST_COUNTED = 1_000
QUEUE_SECONDS = 10
"""So old may be the numbers beside the tabs that others than moderators change."""

NEW_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Tab:
    """One list of the queue."""

    key: str
    label: Any
    rows: Callable[[datetime], QuerySet[Comment]]
    is_counted: bool = False


@dataclass(frozen=True)
class Held:
    """How many comments wait, at most MOST_COUNTED, and since when the first does."""

    count: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """The state of the queue, for its head: what waits besides, by tab, and what was done today."""

    counts: dict[str, int]
    approved_today: int
    rejected_today: int


@dataclass(frozen=True)
class Filters:
    """What a moderator narrows the list by; each may be empty."""

    signal: str = ""
    words: str = ""
    thread: int | None = None

    def narrow(self, rows: QuerySet[Comment]) -> QuerySet[Comment]:
        if self.signal:
            found = Signal.objects.filter(comment=OuterRef("pk"), code=self.signal)
            rows = rows.filter(Exists(found))
        if self.words:
            rows = rows.filter(Q(body__icontains=self.words) | Q(guest_name=self.words))
        if self.thread:
            rows = rows.filter(thread=self.thread)
        return rows


def _pending(now: datetime) -> QuerySet[Comment]:
    return Comment.objects.filter(state=State.PENDING).order_by("-priority", "created_at", "pk")


def _reported(now: datetime) -> QuerySet[Comment]:
    """Published comments with open reports; from the reports, of which there are few."""
    reported = Report.objects.filter(outcome=Report.Outcome.OPEN).values("comment")
    return Comment.objects.filter(pk__in=reported, state=State.PUBLISHED).order_by(
        "-priority", "created_at", "pk"
    )


def _new(now: datetime) -> QuerySet[Comment]:
    """What rules published and nobody looked at yet."""
    return Comment.objects.filter(
        state=State.PUBLISHED, decided_by__isnull=True, created_at__gte=now - NEW_WITHIN
    ).order_by("-created_at", "-pk")


def _approved(now: datetime) -> QuerySet[Comment]:
    return _newest(State.PUBLISHED).filter(decided_by__isnull=False)


def _newest(state: str) -> QuerySet[Comment]:
    return Comment.objects.filter(state=state).order_by("-created_at", "-pk")


def _appealed(now: datetime) -> QuerySet[Comment]:
    appeals = Appeal.objects.filter(outcome=Appeal.Outcome.OPEN, decision__isnull=False)
    return Comment.objects.filter(pk__in=appeals.values("decision__comment")).order_by("created_at")


TABS: tuple[Tab, ...] = (
    Tab("pending", _("Pending"), _pending, is_counted=True),
    Tab("reported", _("Reported"), _reported, is_counted=True),
    Tab("new", _("New"), _new),
    Tab("spam", _("Spam"), lambda now: _newest(State.SPAM)),
    Tab("approved", _("Approved"), _approved),
    Tab("rejected", _("Rejected"), lambda now: _newest(State.REJECTED)),
    Tab("removed", _("Removed"), lambda now: _newest(State.REMOVED)),
    Tab("appeals", _("Appeals"), _appealed, is_counted=True),
)


def tab_called(key: str) -> Tab:
    """The tab of that name; the first for any other."""
    return next((tab for tab in TABS if tab.key == key), TABS[0])


def rows_of(tab: Tab, filters: Filters, now: datetime) -> QuerySet[Comment]:
    """The first comments of a tab, with all that a row shows."""
    signals = Prefetch("signals", Signal.objects.order_by("-weight", "pk"))
    reports = (
        Report.objects.filter(comment=OuterRef("pk"), outcome=Report.Outcome.OPEN)
        .order_by()
        .values("comment")
        .annotate(count=Count("pk"))
        .values("count")
    )
    found = filters.narrow(tab.rows(now))
    # Which ones is read from an index alone; only of those the rest is joined and counted.
    return (
        Comment.objects.filter(pk__in=found.values("pk")[:SHOWN])
        .order_by(*found.query.order_by)
        .select_related("author", "claimed_by", "thread", "parent__author")
        .prefetch_related(signals)
        .annotate(report_count=Coalesce(Subquery(reports), 0))
    )


def held(user: Any) -> Held:
    """What waits for this user to decide; asked for once, though frame and page both show it."""
    if not user.has_perm("comments.moderate_comment"):
        return Held()
    if "_held_comments" not in user.__dict__:
        user.__dict__["_held_comments"] = all_held()
    waiting: Held = user.__dict__["_held_comments"]
    return waiting


def all_held() -> Held:
    """What waits, whoever decides."""
    return Held(**_held().aggregate(count=Count("pk"), oldest=Min("created_at")))


def _held() -> QuerySet[Comment]:
    return Comment.objects.pending().order_by("created_at")[:MOST_COUNTED]


def waiting(now: datetime, midnight: datetime, user: Any) -> Waiting:
    """The head of the queue; a decision renews it at once, reports and appeals in a moment.

    Where it is counted anew, `held` needs no query of its own for this user.
    """

    def count() -> Waiting:
        counted, user.__dict__["_held_comments"] = _count_all(now, midnight)
        return counted

    return cached(
        f"comment_queue:{midnight.timestamp():.0f}",
        count,
        generations=(QUEUE,),
        ttl=QUEUE_SECONDS,
    )


def counts(now: datetime) -> dict[str, int]:
    """How many wait in each tab that is counted besides the first, at most MOST_COUNTED."""
    return _count(_open_parts(now))[0]


def _count_all(now: datetime, midnight: datetime) -> tuple[Waiting, Held]:
    today = Decision.objects.filter(at__gte=midnight, is_automatic=False, undoes__isnull=True)
    done = {
        "approved": today.filter(after=State.PUBLISHED),
        "refused": today.exclude(after=State.PUBLISHED),
    }
    found, oldest = _count({"held": _held()} | done | _open_parts(now), oldest_of="created_at")
    held, approved, refused = (found.pop(key) for key in ("held", "approved", "refused"))
    return Waiting(found, approved, refused), Held(held, oldest)


def _open_parts(now: datetime) -> dict[str, QuerySet[Any]]:
    """What waits in the tabs that are counted, of each at most MOST_COUNTED."""
    tabs = (tab for tab in TABS[1:] if tab.is_counted)
    return {tab.key: tab.rows(now).order_by()[:MOST_COUNTED] for tab in tabs}


def _count(
    parts: dict[str, QuerySet[Any]], *, oldest_of: str = ""
) -> tuple[dict[str, int], datetime | None]:
    """The sizes of several sets of rows, by one query; each is read along an index.

    With them comes the least `oldest_of` of the first set.
    """
    never: Any = Value(None, output_field=DateTimeField())
    first, *others = (
        _rows(key, rows).annotate(oldest=Min(oldest_of) if oldest_of and not number else never)
        for number, (key, rows) in enumerate(parts.items())
    )
    found = {row["part"]: row for row in first.union(*others, all=True)}
    counts = {key: found[key]["count"] if key in found else 0 for key in parts}
    return counts, found.get(next(iter(parts)), {}).get("oldest")


def _rows(key: str, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    if rows.query.is_sliced:
        rows = rows.model.objects.filter(pk__in=rows.values("pk"))
    named = rows.order_by().values(part=Value(key))
    return named.annotate(count=Count("pk"))
