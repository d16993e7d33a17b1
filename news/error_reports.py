"""Errors that readers find in stories: each linked to its sentence, for an editor to settle.

They change nothing by themselves. What is right in them becomes a correction, or a better text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import body, error_letters
from news.models import Article, Correction, ErrorReport
from news.models.error_report import TRACED
from news.permissions import ROLE_RIGHTS, granted_sections, may_correct
from news.reactions import Reader
from portal.lib.retention import clock
from portal.lib.text import clean_line, clean_text
from portal.lib.words import fold_text
from portal.site.current import site

LONGEST = 1_000

LONGEST_NOTE = 500

MOST_SHOWN = 50
"""Reports of one story that its editors see at once; settling some brings up the next."""

MOST_WAITING = 200
"""Stories looked at for the dashboard; whoever floods more is not counted to the last."""

KEPT_SETTLED = timedelta(days=366)
"""A year after it was settled nobody asks any more who had found an error."""

KEPT_SUSPECT = timedelta(days=90)
"""What may come from a machine waits beside the story's form for so long."""

LEAST_MARKED = 4
"""Fewer characters stand in too many sentences to say which is meant."""

Outcome, Reason = ErrorReport.Outcome, ErrorReport.Reason
SETTLING = (Outcome.CORRECTED, Outcome.MENDED, Outcome.DISMISSED)


class CannotReport(ValidationError):
    """The report is refused; the message says why."""


@dataclass(frozen=True)
class Waiting:
    """A story with open reports; or that of the oldest among all that may come from machines."""

    article: Article
    count: int
    oldest: datetime
    is_suspect: bool = False


@dataclass(frozen=True)
class Shown:
    """A report as editors see it; `stands` says whether the story still has the sentence."""

    report: ErrorReport
    stands: bool


@dataclass(frozen=True)
class Told:
    """A report as its reader sees it, with the story as long as readers have that."""

    report: ErrorReport
    story: Article | None


def sentences(article: Article) -> dict[str, str]:
    """The title and every sentence of a story, by a key that is the same as long as they are."""
    return {_key(one): one for one in [article.title, *body.sentences(article.body)]}


def marked(article: Article, words: str) -> str:
    """The key of the first sentence that holds the words a reader marked; empty for none.

    Pages in Traditional characters show what is stored in Simplified ones.
    """
    wanted = fold_text("".join(words.split()))
    if len(wanted) < LEAST_MARKED:
        return ""
    for key, sentence in sentences(article).items():
        own = fold_text("".join(sentence.split()))
        if wanted in own or (own and wanted.startswith(own)):
            return key
    return ""


def report(
    article: Article,
    *,
    sentence: str = "",
    text: str,
    by: Reader,
    network: str = "",
    is_suspect: bool = False,
) -> ErrorReport:
    """Take a reader's word; raises CannotReport. `sentence` is a key of `sentences`."""
    text = clean_text(text).strip()
    if not any(character.isalnum() for character in text):
        raise CannotReport(_("Say in a few words what is wrong, and what is right."))
    if len(text) > LONGEST:
        raise CannotReport(_("At most %d characters, please.") % LONGEST)
    known = sentences(article)
    if sentence and sentence not in known:
        raise CannotReport(_("This sentence has been changed since. Choose it once more."))
    place = known.get(sentence, "")
    told = ErrorReport.objects.filter(article=article, sentence=place, text=text)
    if told.filter(outcome=Outcome.OPEN).exists():
        raise CannotReport(_("The newsroom has been told this already. Thank you."))
    return ErrorReport.objects.create(
        article=article,
        sentence=place,
        text=text,
        reporter_id=by.user_id,
        device=by.device,
        network=network,
        at=timezone.now(),
        outcome=Outcome.SUSPECT if is_suspect else Outcome.OPEN,
    )


@transaction.atomic
def settle(
    reports: Iterable[int],
    article: Article,
    *,
    outcome: str,
    by: Any,
    correction: Correction | None = None,
    reason: str = "",
    note: str = "",
) -> int:
    """Close some open reports of a story; how many were open.

    Whoever wants to know is written to. A reader whose report is turned down is owed a reason; a
    machine is not. Raises PermissionDenied, ValidationError.
    """
    if not may_correct(by, article):
        raise PermissionDenied(_("You may not correct stories of this section."))
    if outcome not in SETTLING:
        raise ValidationError(_("Say what became of it."))
    rows = article.error_reports.filter(pk__in=list(reports), settled_at__isnull=True)
    told = dict(rows.select_for_update().values_list("pk", "outcome"))
    if outcome != Outcome.DISMISSED:
        reason = ""
    elif reason not in Reason.values and Outcome.OPEN in told.values():
        raise ValidationError(_("Choose why nothing is wrong: the reader is told."))
    count = article.error_reports.filter(pk__in=told).update(
        outcome=outcome,
        settled_by=by,
        settled_at=timezone.now(),
        correction=correction,
        reason=reason if reason in Reason.values else "",
        note=clean_line(note)[:LONGEST_NOTE],
    )
    error_letters.owe(told)
    return count


def shown(article: Article) -> list[Shown]:
    """What waits on a story: the oldest first, what may come from machines last."""
    rows = article.error_reports.filter(settled_at__isnull=True).select_related(
        "reporter", "letter"
    )
    standing = set(sentences(article).values())
    return [
        Shown(row, not row.sentence or row.sentence in standing)
        for row in rows.order_by("outcome", "at", "pk")[:MOST_SHOWN]
    ]


def waiting(user: Any, most: int) -> list[Waiting]:
    """The stories with open reports that `user` may correct, those that wait longest first.

    Last comes one entry for all reports that may come from machines, by the same query.
    """
    rows = ErrorReport.objects.filter(settled_at__isnull=True)
    if not user.has_perm(ROLE_RIGHTS["correct"]):
        rows = rows.filter(article__category__in=granted_sections(user, "may_correct"))
    grouped = rows.order_by().values("article", "outcome")
    counted = grouped.annotate(count=Count("pk"), oldest=Min("at"))
    found = list(counted.order_by("outcome", "oldest", "article")[:MOST_WAITING])
    shown = [row for row in found if row["outcome"] == Outcome.OPEN][:most]
    suspects = [row for row in found if row["outcome"] == Outcome.SUSPECT]
    named = [*shown, *suspects[:1]]
    stories = Article.objects.only("title").in_bulk([row["article"] for row in named])
    entries = [Waiting(stories[row["article"]], row["count"], row["oldest"]) for row in shown]
    if suspects:
        first, count = suspects[0], sum(row["count"] for row in suspects)
        entries.append(Waiting(stories[first["article"]], count, first["oldest"], is_suspect=True))
    return entries


def reported_by(member: Any, most: int) -> list[Told]:
    """The latest reports of a member; one about a story withdrawn since comes without it."""
    found = list(ErrorReport.objects.filter(reporter=member)[:most])
    live = Article.objects.live_among({report.article_id for report in found})
    return [Told(report, live.get(report.article_id)) for report in found]


def part_from(member: Any) -> None:
    """Keep what a member who leaves has found, without their name."""
    error_letters.forget(member)
    ErrorReport.objects.filter(reporter=member).update(reporter=None, **NO_TRACES)


NO_TRACES = {"network": "", "device": ""}


def traced(until: datetime) -> QuerySet[ErrorReport]:
    """Reports made before `until` of which network or device is still known."""
    return ErrorReport.objects.filter(TRACED, at__lt=until)


def settled(until: datetime) -> QuerySet[ErrorReport]:
    """Reports settled before `until`."""
    return ErrorReport.objects.filter(settled_at__lt=until)


def suspect(until: datetime) -> QuerySet[ErrorReport]:
    """Reports from before `until` that may come from machines and that nobody settled."""
    return ErrorReport.objects.filter(outcome=Outcome.SUSPECT, at__lt=until)


clock(
    "suspect_error_reports",
    gettext_lazy("Reported errors that may come from machines"),
    rows=suspect,
    kept=lambda: KEPT_SUSPECT,
)
clock(
    "error_report_networks",
    gettext_lazy("Networks and devices of reported errors"),
    rows=traced,
    kept=lambda: site().kept_for("report_networks"),
    blank=NO_TRACES,
)
clock(
    "error_reports",
    gettext_lazy("Errors reported by readers and settled"),
    rows=settled,
    kept=lambda: KEPT_SETTLED,
)


def _key(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]
