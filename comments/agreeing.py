"""Agreeing with a comment: once a reader, and taken back as easily."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from comments.models import Agreement, Comment
from comments.readers import Reader
from comments.things import policy_of


class CannotAgree(ValidationError):
    """The message says why."""


def agree(comment: Comment, *, reader: Reader) -> Comment:
    """Count the reader among those who agree; a second time changes nothing. Raises CannotAgree."""
    _refuse_unfit(comment, reader)
    try:
        with transaction.atomic():
            Agreement.objects.create(comment=comment, member=reader.member, device=reader.device)
            _count(comment, +1)
    except IntegrityError:  # Agreed already, perhaps by the other half of a double click.
        pass
    comment.refresh_from_db(fields=["agree_count"])
    return comment


@transaction.atomic
def take_back(comment: Comment, *, reader: Reader) -> Comment:
    """Count the reader no longer. Raises CannotAgree."""
    _refuse_unfit(comment, reader)
    gone, _rows = comment.agreements.filter(reader.voice()).delete()
    if gone:
        _count(comment, -1)
    comment.refresh_from_db(fields=["agree_count"])
    return comment


def agreed_in(thread_pk: int, reader: Reader) -> dict[int, int]:
    """The comments of a thread with which the reader agrees, each with its count of now."""
    rows = Agreement.objects.filter(reader.voice(), comment__thread=thread_pk)
    return dict(rows.order_by("-pk").values_list("comment_id", "comment__agree_count")[:SHOWN])


SHOWN = 200
"""More of one's own agreements below one story show on the page of the comment alone."""


def _refuse_unfit(comment: Comment, reader: Reader) -> None:
    thing = comment.thread.thing
    is_open = thing is not None and thing.is_live() and policy_of(thing, comment.thread).is_open
    if not comment.is_published or not is_open:
        raise CannotAgree(_("This discussion is closed."))
    if reader.wrote(comment):
        raise CannotAgree(_("This is your own comment."))


def _count(comment: Comment, step: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(agree_count=F("agree_count") + step)
