"""Not reading somebody: a member's own list, which hides what is on it from that member alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import EVERYBODY, Comment, Mute

MOST = 200
SHOWN = 500


class CannotMute(ValidationError):
    """The message says why."""


def mute(comment: Comment, *, by: Any) -> Mute:
    """Hide from a member whatever the writer of the comment says. Raises CannotMute."""
    if comment.author_id == by.pk:
        raise CannotMute(_("This is your own comment."))
    if comment.author is not None and comment.author.is_staff:
        raise CannotMute(_("The newsroom cannot be muted."))
    if comment.author_id is None and not comment.device:
        raise CannotMute(_("It is not known who wrote this comment."))
    if Mute.objects.filter(by=by).count() >= MOST:
        raise CannotMute(_("Your list of muted readers is full."))
    return Mute.objects.get_or_create(
        by=by,
        member=comment.author,
        device="" if comment.author_id else comment.device,
        defaults={"name": comment.writer[:60], "at": timezone.now()},
    )[0]


def unmute(pk: int, *, by: Any) -> None:
    """Take somebody off the member's list."""
    Mute.objects.filter(pk=pk, by=by).delete()


def muted_in(thread_pk: int, member: Any) -> list[int]:
    """The comments of a thread that the member does not want to read, in two queries."""
    muted = list(Mute.objects.filter(by=member).values_list("member", "device")[:MOST])
    if not muted:
        return []
    members = [key for key, _device in muted if key]
    devices = [device for key, device in muted if not key]
    theirs = Q(author__in=members) | Q(author__isnull=True, device__in=devices)
    published = Comment.objects.visible_to(EVERYBODY).filter(theirs, thread=thread_pk)
    return list(published.order_by("-pk").values_list("pk", flat=True)[:SHOWN])
