"""Deciding on comments: each decision has a reason where readers are owed one, and is logged."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import learning, letters
from comments.counting import QUEUE, recount
from comments.models import EVERYBODY, Comment, Decision, Ground, Reason, Report, Thread
from comments.notifications import note_answers
from comments.screening.traits import mask
from portal.lib.caching import bump

State = Comment.State


class CannotDecide(ValidationError):
    """The comment is not in a state in which this can be done."""


def approve(comments: Iterable[Comment], *, by: Any, **said: Any) -> list[Decision]:
    """Publish the comments; returns what was decided. Raises PermissionDenied.

    `said` may hold an `internal_note`, and `seen`: the state of each comment as the moderator saw
    it. What has another state by now, is claimed by a colleague or published already is passed
    over: who asks can tell by what comes back.
    """
    return _decide(comments, State.PUBLISHED, by=by, **said)


def reject(
    comments: Iterable[Comment],
    *,
    by: Any,
    reason: Reason = Reason.OTHER,
    ground: Ground = Ground.HOUSE,
    **said: Any,
) -> list[Decision]:
    """Keep the comments from readers, or take published ones off the page.

    `said` may hold a `public_note` to the writer, an `internal_note` to colleagues, and `seen`.
    """
    return _decide(comments, State.REJECTED, by=by, reason=reason, ground=ground, **said)


def mark_spam(comments: Iterable[Comment], *, by: Any, **said: Any) -> list[Decision]:
    """Put the comments aside as spam."""
    return _decide(comments, State.SPAM, by=by, reason=Reason.ADVERTISING, **said)


@transaction.atomic
def mask_and_approve(comment: Comment, *, by: Any, **said: Any) -> list[Decision]:
    """Star the numbers and accounts in a comment, and publish it."""
    _require_moderator(by)
    done = _decide([comment], State.PUBLISHED, by=by, **said)
    for decision in done:
        decision.comment.body = mask(decision.comment.body)
        decision.comment.save(update_fields=["body"])
        decision.comment.signals.update(start=None, end=None)
    return done


@transaction.atomic
def hold(comment: Comment, *, because: str) -> Decision | None:
    """Take a published comment back into review by rule; what is decided otherwise stays so."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not comment.is_published:
        return None
    decision = _logged(
        comment,
        State.PENDING,
        by=None,
        at=timezone.now(),
        is_automatic=True,
        internal_note=because[:500],
    )
    comment.save(update_fields=FIELDS)
    decision.save()
    recount(comment.thread)
    return decision


@transaction.atomic
def pick(comment: Comment, *, by: Any, picked: bool = True) -> Comment:
    """Make a published comment an editors' pick, or one like all others again."""
    _require_moderator(by)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not comment.is_published:
        raise CannotDecide(_("Only a published comment can be picked."))
    comment.is_picked = picked
    comment.save(update_fields=["is_picked"])
    recount(comment.thread)
    return comment


def claim(comment: Comment, *, by: Any) -> bool:
    """Take a comment for a moment, so that nobody else decides on it; False if somebody has it."""
    _require_moderator(by)
    now = timezone.now()
    free = Q(claimed_by__isnull=True) | Q(claimed_by=by) | Q(claimed_until__lte=now)
    Comment.objects.filter(claimed_by=by).exclude(pk=comment.pk).update(
        claimed_by=None, claimed_until=None
    )
    return bool(
        Comment.objects.filter(free, pk=comment.pk).update(
            claimed_by=by, claimed_until=now + CLAIMED_FOR
        )
    )


@transaction.atomic
def undo(decisions: Iterable[Decision], *, by: Any) -> list[Decision]:
    """Take back decisions, each the latest on its comment.

    Raises PermissionDenied, CannotDecide.
    """
    _require_moderator(by)
    decisions = list(decisions)
    now = timezone.now()
    pks = [decision.comment_id for decision in decisions]
    comments = {
        comment.pk: comment for comment in Comment.objects.select_for_update().filter(pk__in=pks)
    }
    # PostgreSQL locks no rows that are grouped, so this is asked apart.
    logged = Decision.objects.filter(comment__in=pks).order_by().values("comment")
    latest = dict(logged.annotate(latest=Max("pk")).values_list("comment", "latest"))
    taken_back = []
    for decision in decisions:
        comment = comments[decision.comment_id]
        if latest.get(comment.pk) != decision.pk or comment.state != decision.after:
            raise CannotDecide(_("Somebody has decided on this comment since."))
        taken_back.append(_logged(comment, decision.before, by=by, at=now, undoes=decision))
    Comment.objects.bulk_update(comments.values(), FIELDS)
    Decision.objects.bulk_create(taken_back)
    _reopen_reports(decisions)
    learning.forget_later.enqueue(list(comments))
    _recount_all(comments.values())
    return taken_back


CLAIMED_FOR = timedelta(minutes=2)
"""Long enough to read and decide; whoever walks away blocks nobody for longer."""

FIELDS = [
    "state",
    "decided_at",
    "decided_by",
    "published_at",
    "claimed_by",
    "claimed_until",
    "is_picked",
]


@transaction.atomic
def _decide(
    comments: Iterable[Comment],
    state: str,
    *,
    by: Any,
    seen: Mapping[int, str] | None = None,
    **said: Any,
) -> list[Decision]:
    _require_moderator(by)
    now = timezone.now()
    chosen = Comment.objects.select_for_update().filter(pk__in=[comment.pk for comment in comments])
    elsewhere = Q(claimed_until__gt=now) & ~Q(claimed_by=by) & Q(claimed_by__isnull=False)
    changed = [
        comment
        for comment in chosen.exclude(_left_alone(state)).exclude(elsewhere)
        if seen is None or seen.get(comment.pk) == comment.state
    ]
    answered = _answered(changed)
    decisions = [
        _logged(comment, _kept_in_place(comment, state, answered), by=by, at=now, **said)
        for comment in changed
    ]
    Comment.objects.bulk_update(changed, FIELDS)
    Decision.objects.bulk_create(decisions)
    letters.owe(decisions)
    if decisions:
        learning.learn_later.enqueue([decision.pk for decision in decisions])
    answers = [one.pk for one in changed if one.parent_id and one.is_published]
    if answers:
        note_answers.enqueue(answers)
    Report.objects.filter(comment__in=changed, outcome=Report.Outcome.OPEN).update(
        outcome=_said_of_reports(state), settled_at=now
    )
    _recount_all(changed)
    return decisions


def _recount_all(comments: Iterable[Comment]) -> None:
    bump(QUEUE)
    for thread in Thread.objects.filter(pk__in={comment.thread_id for comment in comments}):
        recount(thread)


def _said_of_reports(state: str) -> str:
    """A comment that stays or comes back was reported in vain."""
    is_kept = state == State.PUBLISHED
    return Report.Outcome.DISMISSED if is_kept else Report.Outcome.UPHELD


def _reopen_reports(decisions: list[Decision]) -> None:
    """What a decision settled is open again when it is taken back."""
    settled = Q(pk=None)
    for decision in decisions:
        settled |= Q(comment=decision.comment_id, settled_at=decision.at)
    Report.objects.filter(settled).update(outcome=Report.Outcome.OPEN, settled_at=None)


def _left_alone(state: str) -> Q:
    """Where there is nothing to decide. What was removed can only come back; what is published
    can be approved once more, by a person after the rules, or against reports."""
    gone = Q(state__in=[State.WITHDRAWN, State.ERASED])
    if state == State.PUBLISHED:
        reported = Exists(Report.objects.filter(comment=OuterRef("pk"), outcome="open"))
        return gone | Q(~Q(reported), state=state, decided_by__isnull=False)
    return gone | Q(state__in=[state, State.REMOVED])


def _answered(comments: list[Comment]) -> set[int]:
    """Which of the comments carry answers that readers see."""
    published = Comment.objects.visible_to(EVERYBODY)
    return set(
        published.filter(root__in=comments).values_list("root_id", flat=True).distinct()
    ) | set(published.filter(parent__in=comments).values_list("parent_id", flat=True).distinct())


def _require_moderator(by: Any) -> None:
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied(_("You may not decide on comments."))


def _logged(comment: Comment, state: str, *, by: Any, at: Any, **said: Any) -> Decision:
    """Change the comment, unsaved, and tell what is to be logged of it."""
    decision = Decision(comment=comment, before=comment.state, after=state, by=by, at=at, **said)
    comment.state = state
    comment.decided_at, comment.decided_by = at, by
    comment.claimed_by = comment.claimed_until = None
    if comment.is_published:
        comment.published_at = comment.published_at or at
    elif comment.state != State.PENDING:
        comment.is_picked = False
    return decision


def _kept_in_place(comment: Comment, state: str, answered: set[int]) -> str:
    """A comment readers have seen or answered leaves a tombstone, so that replies stand."""
    if not comment.is_published or state == State.PUBLISHED:
        return state
    return State.REMOVED if state == State.REJECTED or comment.pk in answered else state
