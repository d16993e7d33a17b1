"""Appeals: whoever is refused asks once more, and another moderator decides."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import ladder, letters, moderation
from comments.models import Appeal, Decision, Sanction
from comments.statements import REFUSALS, appeal_ends
from portal.lib.text import clean_line, clean_text

LONGEST = 2_000


class CannotAppeal(ValidationError):
    """The appeal is refused as such; the message says why."""


def why_not(against: Decision | Sanction) -> str:
    """Why one cannot appeal against it now; empty where one can."""
    if hasattr(against, "appeal"):
        return _("You have appealed already.")
    if timezone.now() > appeal_ends(against):
        return _("The six months to appeal are over.")
    if isinstance(against, Decision):
        is_over = hasattr(against, "undone_by") or against.comment.state != against.after
        if is_over or against.after not in REFUSALS:
            return _("This decision no longer holds.")
    elif not ladder.stands(against, timezone.now()):
        return _("This is over.")
    return ""


def appeal(against: Decision | Sanction, text: str) -> Appeal:
    """Take an appeal; raises CannotAppeal."""
    text = clean_text(text).strip()
    if not text:
        raise CannotAppeal(_("Write something first."))
    if len(text) > LONGEST:
        raise CannotAppeal(_("%d characters at most.") % LONGEST)
    if refusal := why_not(against):
        raise CannotAppeal(refusal)
    noun = "decision" if isinstance(against, Decision) else "sanction"
    try:
        with transaction.atomic():
            return Appeal.objects.create(**{noun: against}, text=text, at=timezone.now())
    except IntegrityError as error:
        raise CannotAppeal(_("You have appealed already.")) from error


@transaction.atomic
def decide(appeal: Appeal, *, granted: bool, by: Any, note: str = "") -> Appeal:
    """Grant an appeal, which undoes what it is against, or refuse it.

    Raises PermissionDenied, above all for whoever decided first (DSA article 20(6) asks for
    somebody who looks anew), and CannotDecide.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied(_("You may not decide on comments."))
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.outcome != Appeal.Outcome.OPEN:
        raise moderation.CannotDecide(_("Somebody has decided on this appeal already."))
    if by.pk == first_decider(appeal):
        raise PermissionDenied(_("You decided first: another moderator decides on the appeal."))
    appeal.outcome = Appeal.Outcome.GRANTED if granted else Appeal.Outcome.REFUSED
    appeal.decided_by, appeal.decided_at = by, timezone.now()
    appeal.note = clean_line(note)[:500]
    appeal.save()
    if granted:
        _grant(appeal, by)
    letters.owe_of_appeal(appeal, appeal.decided_at)
    return appeal


def first_decider(appeal: Appeal) -> int | None:
    """Who took the decision appealed against."""
    decided = appeal.decision or appeal.sanction
    return decided.by_id if decided else None


def _grant(appeal: Appeal, by: Any) -> None:
    if appeal.sanction is not None:
        ladder.lift([appeal.sanction], by=by)
    elif appeal.decision is not None:
        comment = appeal.decision.comment
        done = moderation.approve([comment], by=by, internal_note=_("Appeal granted."))
        if not done:
            raise moderation.CannotDecide(_("The comment cannot come back now."))
