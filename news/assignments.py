"""Who is to do what with a story, and by when."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from news import notices, steps
from news.models import Article, Assignment, DeskNotice
from news.permissions import may_edit


@transaction.atomic
def assign(
    article: Article, *, to: Any | None, due_at: datetime | None = None, by: Any
) -> Assignment:
    """Give the work on a story to somebody, until a time. Raises as a save of the story does."""
    if by is not None and not may_edit(by, article):
        raise PermissionDenied(_("You may not change this story."))
    if to is not None and not (to.is_active and to.is_staff):
        raise ValidationError(_("Only members of the newsroom can be assigned to a story."))
    row, _is_new = Assignment.objects.select_for_update().get_or_create(article=article)
    if to is not None and row.assignee_id != to.pk:
        notices.tell(article, DeskNotice.What.ASSIGNED, to=to, by=by)
    row.assignee, row.due_at = to, due_at
    row.save(update_fields=["assignee", "due_at"])
    return row


def hand_over(article: Article, *, by: Any | None, at: datetime) -> Assignment:
    """Begin a round: the story waits for its first stage, and no earlier sign-off counts."""
    row = _row(article)
    row.stage, row.assignee = steps.first_stage(), None
    row.handed_by, row.handed_at = by, at
    row.sent_back_at, row.reason = None, ""
    row.save()
    return row


def give_back(article: Article, *, by: Any | None, reason: str, at: datetime) -> Assignment:
    """End a round: the story is its author's again."""
    row = _row(article)
    row.stage, row.assignee = "", row.handed_by or article.publisher
    row.sent_back_at, row.reason = at, reason[:500]
    row.save()
    notices.tell(article, DeskNotice.What.SENT_BACK, to=row.assignee, by=by, text=reason)
    return row


def finish(article: Article) -> None:
    """Nothing is to be done with the story any more."""
    Assignment.objects.filter(article=article).delete()


def _row(article: Article) -> Assignment:
    return Assignment.objects.filter(article=article).first() or Assignment(article=article)
