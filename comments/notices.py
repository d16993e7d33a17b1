"""Notices of unlawful content: taken from anybody, answered with a receipt, decided by a person."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import moderation
from comments.models import Comment, Ground, LegalNotice, Reason
from comments.screening.verdict import MOST_PRIORITY
from portal.lib.text import clean_line, clean_text
from portal.lib.throttle import hit

Outcome = LegalNotice.Outcome

_COMMENT = re.compile(r"/comment/(\d{1,18})/|#comment-(\d{1,18})$", re.ASCII)

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are read for one another on paper."""

MAILS_A_DAY = 3
"""To one address, which need not be that of who typed it."""


class CannotNotify(ValidationError):
    """The notice is refused; the message says why."""


def give(*, url: str, law: str, explanation: str, name: str = "", email: str = "") -> LegalNotice:
    """Take a notice; what it is about comes first in the queue. Raises CannotNotify."""
    comment = _comment_at(url)
    with transaction.atomic():
        notice = LegalNotice.objects.create(
            receipt="".join(secrets.choice(_LETTERS) for _number in range(12)),
            url=clean_line(url)[:500],
            comment=comment,
            law=clean_line(law)[:200],
            explanation=clean_text(explanation)[:4_000],
            name=clean_line(name)[:100],
            email=email,
            at=timezone.now(),
        )
        if comment is not None:
            Comment.objects.filter(pk=comment.pk).update(priority=MOST_PRIORITY)
    _tell(notice, _("We have your notice."))
    return notice


def settle(notice: LegalNotice, *, upheld: bool, by: Any, note: str = "") -> LegalNotice:
    """Decide on a notice; an upheld one takes its comment off the page, on the ground of the law.

    Raises PermissionDenied, CannotDecide.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied(_("You may not decide on comments."))
    with transaction.atomic():
        notice = LegalNotice.objects.select_for_update().get(pk=notice.pk)
        if not notice.is_open:
            raise moderation.CannotDecide(_("Somebody has decided on this notice already."))
        notice.outcome = Outcome.UPHELD if upheld else Outcome.DISMISSED
        notice.decided_by, notice.decided_at = by, timezone.now()
        notice.note = clean_line(note)[:500]
        notice.save()
        if upheld and notice.comment is not None:
            moderation.reject(
                [notice.comment],
                by=by,
                reason=Reason.ILLEGAL,
                ground=Ground.LAW,
                public_note=notice.law,
            )
    _tell(notice, _("We have decided on your notice."))
    return notice


def _comment_at(url: str) -> Comment | None:
    """The comment an address of ours leads to, if it is that of one."""
    parts = urlsplit(url.strip())
    ours = urlsplit(settings.SITE_URL).netloc
    if parts.scheme not in ("http", "https") or parts.netloc != ours:
        raise CannotNotify({"url": _("Give the full address of a page of this site.")})
    match = _COMMENT.search(f"{parts.path}#{parts.fragment}")
    if match is None:
        return None
    return Comment.objects.filter(pk=int(match[1] or match[2])).first()


def _tell(notice: LegalNotice, title: str) -> None:
    """Write to who gave the notice (DSA article 16(4) and (5)); nothing typed by them is sent."""
    key = f"legal-notice-mail:{notice.email}"
    if not notice.email or not hit(key, MAILS_A_DAY, timedelta(days=1)):
        return
    address = f"{settings.SITE_URL}{notice.get_absolute_url()}"
    lines = (f"{_('Receipt number')}: {notice.receipt}", f"{_('What became of it')}: {address}")
    EmailMessage(title, "\n".join((title, *lines, redress())), to=[notice.email]).send()


def redress() -> str:
    """What else who gave a notice can do (DSA article 16(5))."""
    return _(
        "If you disagree with the outcome, give the notice again with what is new in it, turn to a "
        "certified body for settling disputes out of court, or to a court."
    )
