"""Counting days of moderation, once they are over; a day is counted from its own rows alone."""

from bisect import bisect_left
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from comments import learning, things
from comments.models import Appeal, Comment, DayFigure, Decision, Label, LegalNotice, Report
from comments.statements import REFUSALS
from portal.lib.dates import start_of
from portal.lib.schedule import periodic
from portal.lib.tasks import task

Kind = DayFigure.Kind
Figures = Counter[tuple[str, str]]

DAYS_A_RUN = 60
"""Days that one run counts at most; those of a portal that was moved here come bit by bit."""

COUNTED_AGAIN = 2
"""The latest days are counted anew each time: what was decided may have been taken back."""

STEPS = (
    60, 120, 180, 240, 300, 450, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 10_800,
    14_400, 21_600, 28_800, 43_200, 64_800, 86_400, 129_600, 172_800, 259_200, 432_000, 604_800,
    1_209_600, 2_592_000,
)  # fmt: skip
"""Seconds until which a decision counts as taken so fast: percentiles of any range are read from
these counts, to the width of a step."""

LATER = 7_776_000


@periodic(every=timedelta(hours=1))
@task
def count_days() -> int:
    """Count the days that are over; return how many."""
    days = due(timezone.localdate())
    for day in days:
        keep(day)
    return len(days)


def due(today: date) -> list[date]:
    """The days to count now, the newest first; `today` is none of them."""
    latest = [today - timedelta(days=back) for back in range(1, COUNTED_AGAIN + 1)]
    first = _first_day()
    if first is None:
        return []
    counted = set(DayFigure.objects.filter(kind=Kind.COUNTED).values_list("day", flat=True))
    missing = [
        day
        for back in range(COUNTED_AGAIN + 1, (today - first).days + 1)
        if (day := today - timedelta(days=back)) not in counted
    ]
    return [day for day in [*latest, *missing[:DAYS_A_RUN]] if day >= first]


@transaction.atomic
def keep(day: date) -> None:
    """Count a day and keep its figures, in place of those it had."""
    figures = count(day)
    figures[Kind.COUNTED, ""] = 1
    DayFigure.objects.filter(day=day).delete()
    DayFigure.objects.bulk_create(
        DayFigure(day=day, kind=kind, key=key, value=value)
        for (kind, key), value in sorted(figures.items())
    )


def count(day: date) -> Figures:
    """The figures of a day as the tables say now, by kind and key."""
    since, until = start_of(day), start_of(day + timedelta(days=1))
    figures: Figures = Counter()
    _count_decisions(figures, since, until)
    _count_findings(figures, since, until)
    _count_labels(figures, since, until)
    arrived = Comment.objects.filter(created_at__gte=since, created_at__lt=until)
    for at in arrived.order_by().values_list("created_at", flat=True).iterator():
        figures[Kind.ARRIVED, _hour(at)] += 1
    appeals = Appeal.objects.order_by()
    figures[Kind.APPEAL, "received"] += appeals.filter(
        outcome__in=Appeal.Outcome.values, at__gte=since, at__lt=until
    ).count()
    decided = appeals.filter(decided_at__gte=since, decided_at__lt=until)
    _add(figures, Kind.APPEAL, decided, "outcome")
    for kind, model in ((Kind.REPORT, Report), (Kind.NOTICE, LegalNotice)):
        given = model._default_manager.filter(
            outcome__in=model.Outcome.values, at__gte=since, at__lt=until
        )
        figures[kind, "received"] += given.count()
    return +figures


def standing(since: datetime, until: datetime) -> Any:
    """Decisions of a time that were not taken back, and take none back."""
    return Decision.objects.filter(
        at__gte=since, at__lt=until, undoes__isnull=True, undone_by__isnull=True
    ).order_by()


def _count_decisions(figures: Figures, since: datetime, until: datetime) -> None:
    """Outcomes, reasons, hours, sections and how long writers waited for people."""
    rows = standing(since, until).values_list(
        "at", "is_automatic", "before", "after", "reason", "comment__created_at", "comment__thread"
    )
    by_thread: Counter[tuple[int, str]] = Counter()
    for at, is_automatic, before, after, reason, created_at, thread in rows.iterator():
        who = "rule" if is_automatic else "person"
        figures[Kind.OUTCOME, f"{who}:{after}"] += 1
        if is_automatic:
            continue
        figures[Kind.DECIDED, _hour(at)] += 1
        if after in REFUSALS:
            figures[Kind.REASON, str(reason or "")] += 1
        if before == Comment.State.PENDING:
            figures[Kind.WAITED, str(_step((at - created_at).total_seconds()))] += 1
            by_thread[thread, "refused" if after in REFUSALS else "published"] += 1
    sections = things.sections_of({thread for thread, _said in by_thread})
    for (thread, said), number in by_thread.items():
        if thread in sections:
            figures[Kind.SECTION, f"{sections[thread]}:{said}"] += number


def _count_findings(figures: Figures, since: datetime, until: datetime) -> None:
    """How often people said the same as what a check had found against a comment."""
    judged = standing(since, until).filter(
        is_automatic=False, before=Comment.State.PENDING, comment__signals__weight__gt=0
    )
    rows = judged.values_list("comment__signals__code", "after").annotate(
        number=Count("comment", distinct=True)
    )
    for code, after, number in rows:
        figures[Kind.SIGNAL, f"{code}:{'right' if after in REFUSALS else 'wrong'}"] += number


def _count_labels(figures: Figures, since: datetime, until: datetime) -> None:
    """How the classifier did on what people then decided."""
    over = Q(score__gte=learning.threshold())
    labels = Label.objects.filter(
        is_spam__in=[True, False], at__gte=since, at__lt=until, score__isnull=False
    )
    counts = labels.aggregate(
        spam_caught=Count("pk", filter=Q(over, is_spam=True)),
        spam_missed=Count("pk", filter=Q(~over, is_spam=True)),
        ham_held=Count("pk", filter=Q(over, is_spam=False)),
        ham_passed=Count("pk", filter=Q(~over, is_spam=False)),
    )
    for key, number in counts.items():
        figures[Kind.BAYES, key] += number


def _add(figures: Figures, kind: str, rows: Any, column: str) -> None:
    for key, number in rows.values_list(column).annotate(number=Count("pk")):
        figures[kind, str(key)] += number


def _hour(at: datetime) -> str:
    return f"{timezone.localtime(at).hour:02}"


def _step(seconds: float) -> int:
    """The step a wait falls in, in seconds."""
    place = bisect_left(STEPS, seconds)
    return STEPS[place] if place < len(STEPS) else LATER


def _first_day() -> date | None:
    """The day of the oldest comment."""
    oldest = Comment.objects.aggregate(at=Min("created_at"))["at"]
    return timezone.localdate(oldest) if oldest else None
