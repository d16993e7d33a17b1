"""Deciding on comments."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.counting import recount
from comments.models import Comment, Thread

State = Comment.State


def approve(comments: Iterable[Comment], *, by: Any) -> int:
    """Publish the comments; returns how many changed. Raises PermissionDenied."""
    return _decide(comments, State.PUBLISHED, by)


def reject(comments: Iterable[Comment], *, by: Any) -> int:
    """Keep the comments from readers, or take published ones off the page."""
    return _decide(comments, State.REJECTED, by)


def mark_spam(comments: Iterable[Comment], *, by: Any) -> int:
    """Put the comments aside as spam."""
    return _decide(comments, State.SPAM, by)


@transaction.atomic
def _decide(comments: Iterable[Comment], state: str, by: Any) -> int:
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied(_("You may not decide on comments."))
    now = timezone.now()
    chosen = Comment.objects.select_for_update().filter(pk__in=[comment.pk for comment in comments])
    changed = list(chosen.exclude(state=state).exclude(state__in=Comment.TOMBSTONES))
    for comment in changed:
        comment.state = _kept_in_place(comment, state)
        comment.decided_at, comment.decided_by = now, by
        if comment.is_published:
            comment.published_at = comment.published_at or now
    Comment.objects.bulk_update(changed, ["state", "decided_at", "decided_by", "published_at"])
    for thread in Thread.objects.filter(pk__in={comment.thread_id for comment in changed}):
        recount(thread)
    return len(changed)


def _kept_in_place(comment: Comment, state: str) -> str:
    """A comment readers have seen leaves a tombstone when it is rejected, so replies stand."""
    return State.REMOVED if comment.is_published and state == State.REJECTED else state
