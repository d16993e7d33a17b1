"""What readers report, what the word of each weighs, and when a comment is held for it.

Reports raise a comment's place in the queue; enough reporters who were right before hold it until
a moderator has looked. However many there are, they never delete.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import moderation
from comments.models import Comment, Report
from comments.readers import Reader
from comments.screening.verdict import MOST_PRIORITY
from portal.lib.text import clean_text

KNOWN_FROM = 6
"""So many settled reports say something of a reporter."""

AXIS = 0.7
"""Whoever is right less often than this weighs less than a newcomer (Discourse has the same)."""

BONUS = 10.0

NEWCOMER, STRANGER = 1.0, 0.2
"""The weight of a member of whom nothing is known yet; of a guest, or an account of today."""

FRESH = timedelta(days=1)

PROVEN = 3.0
"""Only who weighs as much counts towards holding: newcomers never do, however many they are."""

ENOUGH = 3

LOOKED_BACK = timedelta(days=365)

PRIORITY = 5
"""How far a report of weight 1 raises a comment: as much as being a guest."""


class CannotReport(ValidationError):
    """The report is refused; the message says why."""


def report(comment: Comment, *, why: str, text: str = "", by: Reader, network: str = "") -> Report:
    """Take a report; raises CannotReport. One reporter is heard once on a comment."""
    now = timezone.now()
    text = clean_text(text).strip()
    if why == Report.Why.OTHER and not text:
        raise CannotReport(_("Say in a few words what is wrong with the comment."))
    if by.wrote(comment):
        raise CannotReport(_("This is your own comment."))
    weight = weight_of(by, now)
    try:
        with transaction.atomic():
            comment = Comment.objects.select_for_update().get(pk=comment.pk)
            if not comment.is_published:
                raise CannotReport(_("This comment is no longer there."))
            made = Report.objects.create(
                comment=comment,
                reporter=by.member,
                device=by.device,
                network=network,
                why=why,
                text=text[:500],
                weight=weight,
                at=now,
            )
            _raise(comment, weight)
            if _is_enough(comment):
                moderation.hold(comment, because=_("Several readers reported it."))
    except IntegrityError as error:
        raise CannotReport(_("You have reported this comment already.")) from error
    return made


def weight_of(by: Reader, now: datetime) -> float:
    """What the word of a reporter weighs, from how often it was right: 0 for who never is."""
    if by.member is None or now - by.member.date_joined < FRESH:
        return STRANGER
    settled = Report.objects.filter(reporter=by.member, at__gte=now - LOOKED_BACK)
    counts = settled.order_by().aggregate(
        upheld=Count("pk", filter=Q(outcome=Report.Outcome.UPHELD)),
        dismissed=Count("pk", filter=Q(outcome=Report.Outcome.DISMISSED)),
    )
    return max(0.0, NEWCOMER + accuracy_bonus(counts["upheld"], counts["dismissed"]))


def accuracy_bonus(upheld: int, dismissed: int) -> float:
    """How far a history raises or lowers a weight: by how far it is from the axis, and how long.

    The formula is that of Discourse (`User#flag_accuracy_bonus`): up to ±10 times log4 of the
    settled reports; nothing before there are some.
    """
    total = upheld + dismissed
    if total < KNOWN_FROM:
        return 0.0
    share = upheld / total
    span = 1 - AXIS if share >= AXIS else AXIS
    return round(BONUS * (share - AXIS) / span * math.log(total, 4), 2)


def _raise(comment: Comment, weight: float) -> None:
    comment.priority = min(MOST_PRIORITY, comment.priority + round(weight * PRIORITY))
    comment.save(update_fields=["priority"])


def _is_enough(comment: Comment) -> bool:
    open_ones = comment.reports.filter(outcome=Report.Outcome.OPEN, weight__gte=PROVEN)
    return open_ones.values("reporter").distinct().count() >= ENOUGH
