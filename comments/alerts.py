"""Telling moderators that something waits, by mail or to a program, and never twice of one heap.

One message goes out at most in the time that is set, only when something new waits, and after it
no other before somebody has decided something or a day has passed: a flood is one message.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comments import queue
from comments.models import Alert, Appeal, Comment, Decision, LegalNotice, Report
from portal.lib.dates import full_label
from portal.lib.http.outbound import OutboundError, fetch
from portal.lib.schedule import periodic
from portal.lib.tasks import retry, task

REMINDED_AFTER = timedelta(days=1)
SECONDS = 10.0
MOST_ANSWERED = 64 * 1024
"""Bytes of an answer that are read; nothing in it is used."""

Facts = dict[str, Any]


@periodic(every=timedelta(minutes=5))
@task
def ring() -> int:
    """Send what is due; return how many messages were queued."""
    now = timezone.now()
    return sum(_send_if_due(alert, now) for alert in Alert.objects.filter(is_active=True))


def facts(now: datetime) -> Facts:
    """What waits, in numbers up to a thousand; nothing of what was written or by whom."""
    held, counts = queue.all_held(), queue.counts(now)
    open_notices = LegalNotice.objects.filter(outcome=LegalNotice.Outcome.OPEN)
    return {
        "event": "moderation.waiting",
        "at": now.isoformat(timespec="seconds"),
        "pending": held.count,
        "oldest": held.oldest.isoformat(timespec="seconds") if held.oldest else None,
        "reported": counts.get("reported", 0),
        "appeals": counts.get("appeals", 0),
        "notices": open_notices[: queue.MOST_COUNTED].count(),
        "url": f"{settings.SITE_URL}{reverse('admin:comments_queue')}",
    }


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The hexadecimal HMAC-SHA256 (RFC 2104) of the timestamp, a full stop and the body."""
    signed = str(timestamp).encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def call(alert: Alert, said: Facts) -> None:
    """Post to a webhook, signed. Raises OutboundError for all but an answer of 2xx; a redirect is
    none."""
    body = json.dumps(said, separators=(",", ":")).encode()
    now = int(timezone.now().timestamp())
    answer = fetch(
        alert.address,
        method="POST",
        body=body,
        headers={
            "Content-Type": "application/json",
            "Masthead-Timestamp": str(now),
            "Masthead-Signature": f"v1={signature(alert.secret, now, body)}",
        },
        most_bytes=MOST_ANSWERED,
        seconds=SECONDS,
    )
    if not answer.is_ok:
        raise OutboundError(_("The address answers %d.") % answer.status)


def try_out(alert: Alert) -> None:
    """Send a message now, marked as a test. Raises OutboundError."""
    said = facts(timezone.now()) | {"event": "moderation.test"}
    if alert.kind == Alert.Kind.MAIL:
        _letter(alert, said).send()
    else:
        call(alert, said)


@task
@retry(times=5, first_wait=timedelta(minutes=1))
def send_later(alert_pk: int) -> None:
    """Send one message; what is tried again says what waits by then."""
    alert = Alert.objects.filter(pk=alert_pk, is_active=True).first()
    if alert is None:
        return
    said = facts(timezone.now())
    if alert.kind == Alert.Kind.MAIL:
        _letter(alert, said).send()
        return
    try:
        call(alert, said)
    except OutboundError as error:
        Alert.objects.filter(pk=alert_pk).update(trouble=str(error)[:300])
        raise
    Alert.objects.filter(pk=alert_pk).exclude(trouble="").update(trouble="")


@transaction.atomic
def _send_if_due(alert: Alert, now: datetime) -> bool:
    """Take the turn of an alert, which only one scheduler can, and queue its message."""
    sent_at = alert.sent_at
    if sent_at is not None:
        if now < sent_at + timedelta(minutes=alert.every):
            return False
        if now < sent_at + REMINDED_AFTER and not _decided_since(sent_at):
            return False
    if not _waits_since(sent_at):
        return False
    if not Alert.objects.filter(pk=alert.pk, sent_at=sent_at).update(sent_at=now):
        return False
    send_later.enqueue(alert.pk)
    return True


def _decided_since(since: datetime) -> bool:
    return Decision.objects.filter(at__gt=since, is_automatic=False).exists()


def _waits_since(since: datetime | None) -> bool:
    """Whether something waits that came in since."""
    after = Q(at__gt=since) if since else Q()
    written = Q(created_at__gt=since) if since else Q()
    return (
        Comment.objects.filter(written, state=Comment.State.PENDING).exists()
        or Report.objects.filter(after, outcome=Report.Outcome.OPEN).exists()
        or Appeal.objects.filter(after, outcome=Appeal.Outcome.OPEN).exists()
        or LegalNotice.objects.filter(after, outcome=LegalNotice.Outcome.OPEN).exists()
    )


def _letter(alert: Alert, said: Facts) -> EmailMessage:
    with translation.override(alert.language or settings.LANGUAGE_CODE):
        lines = [
            _("Comments that wait: %d") % said["pending"],
            _("Reported comments: %d") % said["reported"],
            _("Appeals: %d") % said["appeals"],
            _("Notices of unlawful content: %d") % said["notices"],
        ]
        if said["oldest"]:
            oldest = full_label(datetime.fromisoformat(said["oldest"]))
            lines.append(_("The oldest has waited since %s.") % oldest)
        if said["event"].endswith(".test"):
            lines.insert(0, _("This is a test.") + "\n")
        subject = _("Comment review: %d wait") % said["pending"]
        return EmailMessage(subject, "\n".join([*lines, "", said["url"]]), to=[alert.address])
