"""The comment at hand: what it answers, what stands beside it, what was found and decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comments.models import EVERYBODY, Appeal, Comment, Decision, Report, Signal, Wording
from comments.records import Record, record_of
from comments.screening.labels import Look, look_of

SIBLINGS = 2
DECISIONS = 10


@dataclass(frozen=True)
class Focus:
    """All that the middle and the right of the queue show."""

    comment: Comment
    text: SafeString
    thing: Any
    parent: Comment | None
    siblings: list[Comment]
    chips: list[tuple[Look, str]]
    decisions: list[Decision]
    reports: list[Report]
    appeal: Appeal | None
    may_decide_appeal: bool
    record: Record
    wordings: list[Wording]
    claimed_by: Any
    after: int | None
    """The comment to look at when this one is decided on."""


def focus_on(comment: Comment, rows: list[Comment], *, by: Any) -> Focus:
    """Gather the context of a comment, in a constant number of queries."""
    signals = list(comment.signals.all())
    decisions = _decisions(comment)
    appeal = _appeal(decisions)
    taken = comment.is_claimed_from(by, timezone.now())
    return Focus(
        comment=comment,
        text=marked(comment.body, signals),
        thing=comment.thread.thing,
        parent=comment.parent,
        siblings=_siblings(comment),
        chips=[(look_of(signal.code), signal.detail) for signal in signals],
        decisions=decisions,
        reports=_reports(comment),
        appeal=appeal,
        may_decide_appeal=appeal is not None and appeal.decision.by_id != by.pk,
        record=record_of(comment),
        wordings=_wordings(comment),
        claimed_by=comment.claimed_by if taken else None,
        after=_after(comment, rows),
    )


def marked(text: str, signals: list[Signal]) -> SafeString:
    """The text with what the checks found in it marked; overlapping finds are one."""
    pieces, end = [], 0
    for signal in sorted(signals, key=lambda signal: (signal.start or 0, -(signal.end or 0))):
        if signal.start is None or signal.end is None or signal.end > len(text):
            continue
        if signal.start < end:
            continue
        pieces.append((text[end : signal.start], text[signal.start : signal.end]))
        end = signal.end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[end:])


def _decisions(comment: Comment) -> list[Decision]:
    if comment.decided_at is None:
        return []
    return list(comment.decisions.select_related("by", "appeal")[:DECISIONS])


def _wordings(comment: Comment) -> list[Wording]:
    """What the comment said before its writer changed it."""
    return list(comment.wordings.all()[:DECISIONS]) if comment.edited_at else []


def _appeal(decisions: list[Decision]) -> Appeal | None:
    """The appeal that waits for somebody to decide on it."""
    appeals = [row.appeal for row in decisions if hasattr(row, "appeal")]
    return next((one for one in appeals if one.outcome == Appeal.Outcome.OPEN), None)


def _reports(comment: Comment) -> list[Report]:
    """The open reports; asked for where the row says that there are some."""
    if not getattr(comment, "report_count", 1):
        return []
    return list(
        comment.reports.filter(outcome=Report.Outcome.OPEN).order_by("-weight", "-at")[:DECISIONS]
    )


def _after(comment: Comment, rows: list[Comment]) -> int | None:
    """The next of the list, else the one before."""
    pks = [row.pk for row in rows]
    if comment.pk not in pks:
        return None
    place = pks.index(comment.pk)
    around = pks[place + 1 : place + 2] + pks[max(place - 1, 0) : place]
    return around[0] if around else None


def _siblings(comment: Comment) -> list[Comment]:
    """The latest other answers below the same root."""
    if comment.root_id is None:
        return []
    others = (
        Comment.objects.visible_to(EVERYBODY).filter(root=comment.root_id).exclude(pk=comment.pk)
    )
    return list(others.select_related("author").order_by("-published_at")[:SIBLINGS])
