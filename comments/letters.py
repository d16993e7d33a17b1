"""Letters to members about decisions: by mail, one an hour at most with all that came together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comments.models import Appeal, Comment, Decision, ReaderLetter, Sanction
from comments.statements import Statement, statement_of, ticket_of
from portal.lib.schedule import periodic
from portal.lib.tasks import task

WAIT = timedelta(minutes=10)
"""As long a moderator can take a decision back: nobody is written about what is undone."""

HOUR = timedelta(hours=1)

MOST_MEMBERS, MOST_TOLD = 500, 50
"""Members written to in one run, and decisions told in one letter; the rest waits."""

TOLD = (Comment.State.REJECTED, Comment.State.REMOVED)
"""Of spam nobody is written: DSA article 17(2) excepts advertising sent in great numbers."""


def owe(decisions: Iterable[Decision]) -> None:
    """Note that the members among the writers are to be told."""
    ReaderLetter.objects.bulk_create(
        ReaderLetter(to_id=decision.comment.author_id, decision=decision, at=decision.at)
        for decision in decisions
        if decision.after in TOLD and decision.comment.author_id
    )


def owe_of_sanction(sanction: Sanction) -> None:
    """Note that the member a sanction is against is to be told."""
    if sanction.member_id:
        ReaderLetter.objects.create(to_id=sanction.member_id, sanction=sanction, at=sanction.at)


def owe_of_appeal(appeal: Appeal, at: datetime) -> None:
    """Note that who appealed is to be told the outcome."""
    decision, sanction = appeal.decision, appeal.sanction
    member = decision.comment.author_id if decision else sanction and sanction.member_id
    if member:
        ReaderLetter.objects.create(to_id=member, appeal=appeal, at=at)


@periodic(every=timedelta(minutes=5))
@task
def write_letters() -> None:
    """Write to the members who have waited longest, those who were not written in this hour."""
    now = timezone.now()
    waiting = ReaderLetter.objects.filter(mailed_at__isnull=True, at__lte=now - WAIT)
    lately = ReaderLetter.objects.filter(mailed_at__gt=now - HOUR).values("to")
    members = waiting.exclude(to__in=lately).order_by("at").values_list("to", flat=True)
    for pk in dict.fromkeys(members[: MOST_MEMBERS * 2]):
        write(pk, now)


@transaction.atomic
def write(member_pk: int, now: datetime) -> bool:
    """Send a member one letter with all that waits; what was undone since is left out."""
    rows = list(
        ReaderLetter.objects.select_for_update(of=("self",))
        .filter(to=member_pk, mailed_at__isnull=True, at__lte=now - WAIT)
        .select_related("to", "decision__comment__thread", "sanction", "appeal")
        .order_by("at", "pk")[:MOST_TOLD]
    )
    if not rows:
        return False
    ReaderLetter.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    told = [row for row in rows if not _is_undone(row)]
    member = rows[0].to
    if not told or not member.email or not member.is_active:
        return False
    with translation.override(member.language or settings.LANGUAGE_CODE):
        letter = EmailMessage(
            _("About your comments"), "\n\n---\n\n".join(map(_in_words, told)), to=[member.email]
        )
    letter.send()
    return True


def _is_undone(row: ReaderLetter) -> bool:
    return row.decision is not None and hasattr(row.decision, "undone_by")


def _in_words(row: ReaderLetter) -> str:
    if row.appeal is not None:
        return _of_appeal(row.appeal)
    decided: Any = row.decision or row.sanction
    return f"{as_text(statement_of(decided))}\n\n{_('Appeal here:')} {address_of(decided)}"


def as_text(statement: Statement) -> str:
    """The statement as plain text."""
    return "\n".join([statement.title, *(f"{label}: {text}" for label, text in statement.lines)])


def _of_appeal(appeal: Appeal) -> str:
    is_granted = appeal.outcome == Appeal.Outcome.GRANTED
    title = _("Your appeal was granted.") if is_granted else _("Your appeal was refused.")
    who = _("Another moderator than the first decided.")
    decided: Any = appeal.decision or appeal.sanction
    return "\n".join(line for line in (title, who, appeal.note, address_of(decided)) if line)


def address_of(decided: Decision | Sanction) -> str:
    """Where the statement stands, and the form to appeal."""
    return f"{settings.SITE_URL}{reverse('comments:statement', args=[ticket_of(decided)])}"
