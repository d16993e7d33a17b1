"""What a writer is told of a decision: all that DSA (EU 2022/2065) article 17(3) asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db.models import F, Q
from django.utils.translation import gettext as _

from comments.models import Comment, Decision, Ground, Report, Sanction
from portal.lib.dates import full_label

WITHIN = timedelta(days=183)
"""Six months to appeal: DSA article 20(1)."""

REFUSALS = (Comment.State.REJECTED, Comment.State.REMOVED, Comment.State.SPAM)

_signer = signing.Signer(salt="comments.statement")


@dataclass(frozen=True)
class Statement:
    """One decision in words; `lines` pairs what each is about with what it says."""

    title: str
    lines: tuple[tuple[str, str], ...]


def ticket_of(decided: Decision | Sanction | Comment) -> str:
    """The part of an address that only whom it concerns knows. A comment's stands for the latest
    decision on it."""
    return _signer.sign(f"{decided._meta.model_name}-{decided.pk}")


def found(ticket: str) -> Decision | Sanction | None:
    """What a ticket stands for; None for a forged one."""
    try:
        noun, _dash, pk = _signer.unsign(ticket).partition("-")
    except signing.BadSignature:
        return None
    decisions = Decision.objects.select_related("comment__thread", "appeal", "undone_by")
    if noun == "decision":
        return decisions.filter(pk=pk).first()
    if noun == "comment":
        refused = decisions.filter(
            comment_id=int(pk), after__in=REFUSALS, after=F("comment__state")
        )
        return refused.order_by("-at", "-pk").first()
    return Sanction.objects.filter(pk=pk).first()


def appeal_ends(decided: Decision | Sanction) -> datetime:
    """Until when one may appeal."""
    return decided.at + WITHIN


def statement_of(decided: Decision | Sanction) -> Statement:
    """The decision in words."""
    return _of_sanction(decided) if isinstance(decided, Sanction) else _of_decision(decided)


def _of_decision(decision: Decision) -> Statement:
    comment = decision.comment
    about = comment.thread.thing
    removed = decision.after == Comment.State.REMOVED
    what = (
        _("Your comment was taken off the page.")
        if removed
        else _("Your comment was not published.")
    )
    reason = decision.get_reason_display() or _("Against the community rules")
    facts = [str(reason), decision.public_note, _how_found(decision)]
    return Statement(
        what,
        (
            (_("Comment"), f"{about or '–'}, {full_label(comment.created_at)}"),
            (_("What it means"), _("Nobody sees it anywhere on this site, without an end.")),
            (_("Why"), " ".join(text for text in facts if text)),
            (_("Automatic means"), _automatic(decision)),
            (_("Rests on"), _ground(decision.ground)),
            (_("What you can do"), _redress(decision)),
        ),
    )


def _of_sanction(sanction: Sanction) -> Statement:
    until = full_label(sanction.until) if sanction.until else _("until it is lifted")
    return Statement(
        str(sanction.get_kind_display()),
        (
            (_("What it means"), _meaning(sanction)),
            (_("Holds until"), until),
            (_("Why"), sanction.reason),
            (_("Automatic means"), _("A person decided.")),
            (_("Rests on"), _ground(Ground.HOUSE)),
            (_("What you can do"), _redress(sanction)),
        ),
    )


def _meaning(sanction: Sanction) -> str:
    return {
        Sanction.Kind.WARN: _("You can comment again when you have confirmed this."),
        Sanction.Kind.PREMODERATE: _("Your comments are reviewed before they are published."),
    }.get(Sanction.Kind(sanction.kind), _("You cannot comment on this site."))


def _how_found(decision: Decision) -> str:
    reported = Q(settled_at=decision.at) | Q(outcome=Report.Outcome.OPEN)
    if decision.comment.reports.filter(reported).exists():
        return _("Readers had reported it.")
    return _("Moderators found it when they looked through the comments.")


def _automatic(decision: Decision) -> str:
    if decision.is_automatic:
        return _("Decided by rule, without a person.")
    if decision.comment.signals.exists():
        return _("A person decided. Automatic checks had looked at the comment first.")
    return _("A person decided. No automatic means were used.")


def _ground(ground: str) -> str:
    if ground == Ground.LAW:
        return _("The law: the comment is unlawful for the reason above.")
    return _("Our community rules, which the comment breaks for the reason above.")


def _redress(decided: Any) -> str:
    return _(
        "You can appeal until %(day)s, free of charge; another moderator decides. You can also "
        "turn to a certified body for settling disputes out of court, or to a court."
    ) % {"day": full_label(appeal_ends(decided))}
