"""A writer's second thoughts: changing a comment for a while, or taking it back."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.counting import recount
from comments.models import EVERYBODY, Comment, Decision, Wording
from comments.policies import refusal_of
from comments.posting import STATES, CannotComment, checked_body, keep_findings, screen
from comments.readers import Reader
from comments.screening.checks import Draft
from comments.screening.repeats import canon
from comments.screening.rules import replaced
from comments.screening.verdict import Finding, Verdict
from comments.things import policy_of

EDITED_FOR = timedelta(minutes=10)
"""Time to mend a slip; what was read and answered later stays as it was read (Isso has 15
minutes, Remark42 five)."""

State = Comment.State
STANDING = (State.PENDING, State.PUBLISHED)


def why_not_edit(comment: Comment, now: datetime) -> str:
    """Why the writer cannot change the comment any more; nothing while that is possible."""
    if comment.state not in STANDING:
        return _("This comment was decided on and can no longer be changed.")
    if now >= comment.created_at + EDITED_FOR:
        minutes = EDITED_FOR // timedelta(minutes=1)
        return _("A comment can be changed for %d minutes.") % minutes
    if Comment.objects.visible_to(EVERYBODY).filter(Q(parent=comment) | Q(root=comment)).exists():
        return _("Somebody has answered; what they answered stays as it is.")
    return ""


def may_withdraw(comment: Comment) -> bool:
    return comment.state in STANDING


def edit(comment: Comment, *, body: str, by: Reader, network: str = "") -> Comment:
    """Say it differently: the new text goes through the checks like a new comment.

    What waited for review goes on waiting. Raises CannotComment, PermissionDenied.
    """
    _require_own(comment, by)
    now = timezone.now()
    thing, seen = comment.thread.thing, (comment.state, comment.body)
    refusal = why_not_edit(comment, now) or _closed(thing, comment, by)
    if refusal:
        raise CannotComment(refusal)
    draft = Draft(
        text=checked_body(body),
        name=comment.guest_name,
        thread=comment.thread,
        policy=policy_of(thing, comment.thread),
        at=now,
        author=comment.author,
        network=network,
        device=comment.device,
        comment=comment,
    )
    if draft.text == comment.body:
        return comment
    findings, verdict = screen(draft)
    return _change(comment, seen, draft, findings, verdict)


@transaction.atomic
def withdraw(comment: Comment, *, by: Reader) -> Comment:
    """Take one's comment back; a line keeps its place where others read or answered it.

    Raises CannotComment, PermissionDenied.
    """
    _require_own(comment, by)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not may_withdraw(comment):
        raise CannotComment(_("This comment was decided on and can no longer be changed."))
    was_published = comment.is_published
    comment.state, comment.is_picked = State.WITHDRAWN, False
    comment.save(update_fields=["state", "is_picked"])
    if was_published:
        recount(comment.thread)
    return comment


def _require_own(comment: Comment, by: Reader) -> None:
    if not by.wrote(comment):
        raise PermissionDenied(_("This is not your comment."))


def _closed(thing: Any, comment: Comment, by: Reader) -> str:
    if thing is None or not thing.is_live():
        return _("What you comment on is no longer there.")
    return refusal_of(policy_of(thing, comment.thread), by.member)


@transaction.atomic
def _change(
    comment: Comment,
    seen: tuple[str, str],
    draft: Draft,
    findings: list[Finding],
    verdict: Verdict,
) -> Comment:
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if (comment.state, comment.body) != seen:
        raise CannotComment(_("This comment has changed meanwhile. Look at it once more."))
    Wording.objects.create(comment=comment, body=comment.body, replaced_at=draft.at)
    before = comment.state
    state: str = STATES[verdict.demand]
    if before == State.PENDING and state == State.PUBLISHED:
        state = before
    comment.state, comment.body = state, replaced(draft.text, draft.at)
    comment.canon_hash, comment.priority = canon(draft.text), verdict.priority
    comment.edited_at = draft.at
    comment.decided_by, comment.is_picked = None, False  # Nobody has looked at the new words yet.
    comment.save(update_fields=CHANGED)
    keep_findings(comment, draft, findings)
    if state != before:
        Decision.objects.create(
            comment=comment, before=before, after=state, is_automatic=True, at=draft.at
        )
    if State.PUBLISHED in (before, state):
        recount(comment.thread)
    return comment


CHANGED = [
    "state",
    "body",
    "canon_hash",
    "priority",
    "edited_at",
    "decided_by",
    "is_picked",
]
