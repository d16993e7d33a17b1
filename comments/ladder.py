"""Taking steps against a writer, and taking them back; nobody is sanctioned in secret."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import letters
from comments.models import Comment, Sanction
from comments.records import written_by_writer_of
from comments.sanctions import domain_of
from portal.lib.mailboxes import hash_of
from portal.lib.text import clean_line

Kind, Subject = Sanction.Kind, Sanction.Subject

LONGEST_MUTE = timedelta(days=7)

LONGEST_ON_NETWORK = timedelta(days=30)
"""A network has other people in it, and other people later."""

SHARED_DOMAINS = {
    "163.com", "126.com", "qq.com", "foxmail.com", "sina.com", "sohu.com", "139.com", "189.cn",
    "aliyun.com", "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com",
    "proton.me", "protonmail.com",
}  # fmt: skip
"""Half the city has its mailbox here."""

MOST_REJECTED = 200
"""Comments of a sanctioned writer that are rejected at once, after a look at them."""


class CannotSanction(ValidationError):
    """The sanction is refused; the message says why."""


def subjects_of(comment: Comment) -> dict[str, str]:
    """What of a writer a sanction can be against, with what each is kept as."""
    found = {}
    if comment.author is not None:
        found[Subject.MEMBER.value] = str(comment.author.pk)
        if comment.author.email:
            found[Subject.EMAIL.value] = hash_of(comment.author.email)
            found[Subject.DOMAIN.value] = domain_of(comment.author.email)
    if _is_network(comment.network):
        found[Subject.NETWORK.value] = comment.network
    return found


@transaction.atomic
def impose(
    comment: Comment,
    *,
    kind: str,
    subject: str,
    lasting: timedelta | None,
    reason: str,
    by: Any,
) -> Sanction:
    """Take a step against the writer of a comment; without `lasting` it has no end.

    Raises PermissionDenied, CannotSanction.
    """
    require_moderator(by)
    reason = clean_line(reason)[:500]
    key = subjects_of(comment).get(subject)
    if key is None:
        raise CannotSanction(_("Of this writer that is not known."))
    if not reason:
        raise CannotSanction(_("Give the reason; whom it is against reads it."))
    _check_writer(comment, by)
    _check_measure(kind, subject, key, lasting)
    now = timezone.now()
    made = Sanction.objects.create(
        kind=kind,
        subject=subject,
        key=key,
        member=None if subject == Subject.NETWORK else comment.author,
        reason=reason,
        at=now,
        until=now + lasting if lasting else None,
        by=by,
    )
    letters.owe_of_sanction(made)
    return made


@transaction.atomic
def lift(sanctions: Iterable[Sanction], *, by: Any) -> list[Sanction]:
    """End sanctions that stand; returns those that did."""
    require_moderator(by)
    now = timezone.now()
    pks = [sanction.pk for sanction in sanctions]
    rows = Sanction.objects.select_for_update().filter(pk__in=pks, lifted_at__isnull=True)
    standing = [row for row in rows if stands(row, now)]
    for sanction in standing:
        sanction.lifted_at, sanction.lifted_by = now, by
    Sanction.objects.bulk_update(standing, ["lifted_at", "lifted_by"])
    return standing


def acknowledge(sanction: Sanction, *, by: Any) -> bool:
    """A member has read the warning, and may write again; False where it is not theirs."""
    own = Sanction.objects.filter(
        pk=sanction.pk, kind=Kind.WARN, member=by, acknowledged_at__isnull=True
    )
    return bool(own.update(acknowledged_at=timezone.now()))


def stands(sanction: Sanction, now: datetime) -> bool:
    """Whether it holds at that time."""
    return sanction.lifted_at is None and (sanction.until is None or sanction.until > now)


def to_reject(comment: Comment) -> list[Comment]:
    """The latest comments of a writer that readers see or that wait."""
    undecided = (Comment.State.PUBLISHED, Comment.State.PENDING)
    rows = written_by_writer_of(comment).filter(state__in=undecided)
    return list(rows.select_related("author")[:MOST_REJECTED])


def require_moderator(by: Any) -> None:
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied(_("You may not decide on comments."))


def _check_writer(comment: Comment, by: Any) -> None:
    if comment.author is not None and comment.author.is_staff:
        raise CannotSanction(_("Colleagues are not sanctioned here."))


def _check_measure(kind: str, subject: str, key: str, lasting: timedelta | None) -> None:
    if kind == Kind.WARN and subject != Subject.MEMBER:
        raise CannotSanction(_("Only a member can be warned, who can say that it was read."))
    if kind == Kind.MUTE and (lasting is None or lasting > LONGEST_MUTE):
        raise CannotSanction(_("Muting lasts seven days at most; what is longer is a ban."))
    if subject == Subject.NETWORK and (lasting is None or lasting > LONGEST_ON_NETWORK):
        raise CannotSanction(_("A network has other people in it: thirty days at most."))
    if subject == Subject.DOMAIN and key in SHARED_DOMAINS:
        raise CannotSanction(_("Very many readers have their mail at %s.") % key)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
