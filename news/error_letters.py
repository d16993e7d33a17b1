"""One letter to the reader who reported an error: what the newsroom made of it.

A guest's address is written to once, to have it confirmed, and once more when the report is
settled; then it is forgotten. Letters are plain text, and hold nothing that a reader wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import Article, ErrorLetter, ErrorReport
from portal.lib.addresses import absolute
from portal.lib.fields import has_address
from portal.lib.mailboxes import CONFIRM_WITHIN, hash_of, may_be_asked
from portal.lib.retention import clock
from portal.lib.tasks import retry, task

Outcome = ErrorReport.Outcome

KEPT_CONFIRMED = timedelta(days=366)
"""A report that a year has not settled is settled no more."""

_confirmations = signing.Signer(salt="news.error_letters.confirm")


def want(report: ErrorReport, *, member: Any | None, email: str = "") -> ErrorLetter | None:
    """Have the reader told what becomes of the report; None where that is impossible.

    A member with a confirmed address is written to there; any other address is asked first, and
    the letter then waits with `confirmed_at` empty. An address that this device or member has
    confirmed, and that is still waited for, is not asked again.
    """
    now, language = timezone.now(), translation.get_language()
    letter = ErrorLetter(report=report, language=language, created_at=now)
    if member is not None and member.has_verified_email:
        letter.confirmed_at = now
    elif email and _is_confirmed(report, email):
        letter.email, letter.confirmed_at = email, now
    elif email and may_be_asked(email):
        letter.email = email
    else:
        return None
    letter.save()
    if letter.confirmed_at is None:
        _asking(letter).send()
    return letter


def asked_about(signed: str) -> ErrorLetter | None:
    """The letter a confirming link is about; None where the link is forged, used up or too old."""
    try:
        value = _confirmations.unsign(signed)
    except signing.BadSignature:
        return None
    pk, _colon, address = value.partition(":")
    in_time = ErrorLetter.objects.filter(created_at__gt=timezone.now() - CONFIRM_WITHIN)
    found = in_time.filter(pk=int(pk)).select_related("report").first()
    return found if found is not None and hash_of(found.email) == address else None


def confirm(signed: str) -> ErrorLetter | None:
    """The owner of the address wants the letter; what was settled meanwhile is told at once."""
    letter = asked_about(signed)
    if letter is not None and letter.confirmed_at is None:
        with transaction.atomic():
            letter.confirmed_at = timezone.now()
            letter.save(update_fields=["confirmed_at"])
            # Whoever settles it holds the row: either they see the address, or this sees them.
            report = ErrorReport.objects.select_for_update().get(pk=letter.report_id)
            if report.settled_at:
                owe([report.pk])
    return letter


def owe(reports: Iterable[int]) -> None:
    """Have the readers told of reports just settled, once that is committed."""
    wanted = ErrorLetter.objects.filter(report__in=list(reports), confirmed_at__isnull=False)
    for pk in wanted.values_list("report", flat=True):
        transaction.on_commit(partial(tell_later.enqueue, pk))


@task
@retry()
def tell_later(report_pk: int) -> bool:
    """Write the letter about a settled report and forget the address; whether one was sent."""
    with transaction.atomic():
        wanted = ErrorLetter.objects.select_for_update(of=("self",)).filter(
            report=report_pk, confirmed_at__isnull=False, report__settled_at__isnull=False
        )
        letter = wanted.select_related("report__reporter", "report__correction").first()
        if letter is None:
            return False
        member, address = letter.report.reporter, _address(letter)
        if address:
            with translation.override((member and member.language) or letter.language):
                _letter(letter, address).send()
        letter.delete()
        return bool(address)


def forget(member: Any) -> None:
    """Drop the letters of a member who leaves, and those to the address that is theirs."""
    ErrorLetter.objects.filter(report__reporter=member).delete()
    if member.email and member.has_verified_email:
        ErrorLetter.objects.filter(has_address(member.email)).delete()


def unconfirmed(until: datetime) -> QuerySet[ErrorLetter]:
    """Addresses typed before `until` whose owners have not confirmed."""
    return ErrorLetter.objects.filter(confirmed_at__isnull=True, created_at__lt=until)


def waiting(until: datetime) -> QuerySet[ErrorLetter]:
    """Letters wanted since before `until`, whatever became of them."""
    return ErrorLetter.objects.filter(created_at__lt=until)


clock(
    "error_letters_unconfirmed",
    gettext_lazy("Addresses given with reported errors and not confirmed"),
    rows=unconfirmed,
    kept=lambda: CONFIRM_WITHIN,
)
clock(
    "error_letters",
    gettext_lazy("Addresses given with reported errors"),
    rows=waiting,
    kept=lambda: KEPT_CONFIRMED,
)


def _is_confirmed(report: ErrorReport, email: str) -> bool:
    """Whether who reports now has confirmed this address for another report."""
    same = ErrorLetter.objects.filter(has_address(email), confirmed_at__isnull=False)
    if report.reporter_id:
        return same.filter(report__reporter=report.reporter_id).exists()
    return same.filter(report__reporter=None, report__device=report.device).exists()


def _address(letter: ErrorLetter) -> str:
    """Where to write now: a member may have another address, or none, since."""
    member = letter.report.reporter
    if letter.email or member is None:
        return letter.email
    return member.email if member.is_active and member.has_verified_email else ""


def _asking(letter: ErrorLetter) -> EmailMessage:
    signed = _confirmations.sign(f"{letter.pk}:{hash_of(letter.email)}")
    lines = [
        _("Somebody, we hope you, reported an error to us and wants to hear what becomes of it."),
        _("To confirm, open this page within three days and press the button:"),
        absolute(reverse("news:error_letter", args=[signed])),
        _("If it was not you, do nothing: you will not be written to again."),
    ]
    return EmailMessage(_("Please confirm your address"), "\n\n".join(lines), to=[letter.email])


def _letter(letter: ErrorLetter, address: str) -> EmailMessage:
    report = letter.report
    story = Article.objects.live().defer("body").filter(pk=report.article_id).first()
    parts = [
        _("You reported an error in “%s”.") % story.title
        if story
        else _("You reported an error in a story that is no longer on the site."),
        report.sentence and story and not story.is_retracted and f"> {report.sentence}",
        *_told(report, story),
        _("Thank you for reading closely."),
        letter.email and _("Your address was kept for this letter alone, and is deleted now."),
    ]
    text = "\n\n".join(part for part in parts if part)
    return EmailMessage(_("What became of the error you reported"), text, to=[address])


def _told(report: ErrorReport, story: Article | None) -> list[str]:
    """What was decided, and where to read it."""
    page = absolute(story.get_absolute_url()) if story else ""
    if report.outcome == Outcome.DISMISSED:
        return [
            _("The newsroom has looked at it and leaves the story as it is."),
            f"{_('Reason')}: {report.get_reason_display()}" if report.reason else "",
            report.note,
            page,
        ]
    if report.correction is not None and page:
        place = f"{page}#c{report.correction_id}"
        return [_("The newsroom has corrected it, openly:"), place, report.note]
    return [_("The newsroom has put it right in the text of the story."), page, report.note]
