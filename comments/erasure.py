"""A member leaves: what they wrote goes, what others answered stays."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from comments.counting import recount
from comments.models import (
    Agreement,
    Appeal,
    Comment,
    Decision,
    LegalNotice,
    Report,
    Sanction,
    Shingle,
    Signal,
    Subscription,
    Thread,
    Wording,
)
from comments.retention import NO_GIVER, NO_TRACES
from comments.sanctions import standing_against
from portal.lib.fields import has_address
from portal.lib.mailboxes import hash_of
from portal.lib.tasks import task
from portal.site.current import site
from portal.site.models import CommentProfile

BATCH = 500

NOTHING_SAID = {"body": "", "guest_name": "", "canon_hash": "", "is_picked": False, "priority": 0}


@transaction.atomic
def erase_of(member: Any, *, at: datetime) -> None:
    """Take away all that a member said, agreed with and reported; answers of others stay.

    What stood becomes a tombstone with a Decision of its own. A standing sanction goes on against
    the hash of the address, so that leaving does not lift it. Threads are counted anew by the
    worker: some members wrote below thousands of stories.
    """
    comments = Comment.objects.filter(author=member)
    threads = list(comments.order_by().values_list("thread", flat=True).distinct())
    keys = list(comments.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        _erase(keys[start : start + BATCH], at)
    _take_back_agreements(member)
    _part_from_reports(member)
    _forget_address(member)
    _carry_sanctions_on(member, at)
    for start in range(0, len(threads), BATCH):
        recount_later.enqueue(threads[start : start + BATCH])


@task
def recount_later(thread_pks: list[int]) -> None:
    """Count threads anew, each in a transaction of its own."""
    for thread in Thread.objects.filter(pk__in=thread_pks):
        with transaction.atomic():
            recount(thread)


def _erase(keys: list[int], at: datetime) -> None:
    """Empty a batch of comments, with all that quotes them; the order in the log is kept."""
    rows = Comment.objects.select_for_update().filter(pk__in=keys)
    Decision.objects.bulk_create(
        Decision(comment_id=pk, before=state, after=Comment.State.ERASED, is_automatic=True, at=at)
        for pk, state in rows.exclude(state=Comment.State.ERASED).values_list("pk", "state")
    )
    for quoting in (Signal, Shingle, Agreement, Wording):
        quoting.objects.filter(comment__in=keys).delete()
    Appeal.objects.filter(decision__comment__in=keys).update(text="")
    # Under the law of China the network stays until its clock has run out.
    traces = {} if site().comment_profile == CommentProfile.CN else NO_TRACES
    emptied = {"state": Comment.State.ERASED, "author": None, "agree_count": 0}
    Comment.objects.filter(pk__in=keys).update(**emptied, **NOTHING_SAID, **traces)


def _take_back_agreements(member: Any) -> None:
    """One statement for each number of agreements a comment may lose, which is one."""
    given = Agreement.objects.filter(member=member)
    agreed = Comment.objects.filter(pk__in=given.values("comment"), agree_count__gt=0)
    agreed.update(agree_count=F("agree_count") - 1)
    given.delete()


def _part_from_reports(member: Any) -> None:
    """A report stays with whoever decides on it, without its reporter's name and words."""
    Report.objects.filter(reporter=member).update(reporter=None, text="", **NO_TRACES)


def _forget_address(member: Any) -> None:
    """Take the address from where it was given without signing in, if it is the member's own.

    Subscriptions, mutes and letters of the member go with the account.
    """
    if not member.email or not member.has_verified_email:
        return
    Subscription.objects.filter(has_address(member.email)).delete()
    LegalNotice.objects.filter(has_address(member.email)).update(**NO_GIVER)


def _carry_sanctions_on(member: Any, at: datetime) -> None:
    """Keep against the address what stands against the member."""
    if not member.email:
        return
    key = hash_of(member.email)
    Sanction.objects.bulk_create(
        Sanction(
            kind=standing.kind,
            subject=Sanction.Subject.EMAIL,
            key=key,
            reason=standing.reason,
            at=standing.at,
            until=standing.until,
            by_id=standing.by_id,
        )
        for standing in standing_against(member, "", at)
        if standing.subject == Sanction.Subject.MEMBER
    )
