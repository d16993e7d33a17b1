"""How long it is kept who wrote, reported, agreed and gave notice, where that is no member."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comments.models import (
    Agreement,
    Comment,
    LegalNotice,
    Mute,
    ReaderNote,
    Report,
    Subscription,
)
from comments.models.comment import HAS_TRACES
from portal.lib.retention import clock
from portal.site.current import site

YEAR = timedelta(days=366)
"""So long an answer to a comment may come, or a question about a notice that was decided."""

NO_TRACES = {"network": "", "device": ""}
NO_GIVER = {"name": "", "email": ""}


def traced_comments(until: datetime) -> QuerySet[Comment]:
    """Comments written before `until` of which network or device is still known."""
    return Comment.objects.filter(HAS_TRACES, created_at__lt=until)


def traced_reports(until: datetime) -> QuerySet[Report]:
    """Reports made before `until` of which network or device is still known."""
    return Report.objects.filter(HAS_TRACES, at__lt=until)


def muted_devices(until: datetime) -> QuerySet[Mute]:
    """Guests muted before `until`: the comments of the device are no longer told by it."""
    return Mute.objects.filter(member__isnull=True, at__lt=until)


def agreements_of_devices(until: datetime) -> QuerySet[Agreement]:
    """Guests who agreed before `until`; the comments keep their counts."""
    return Agreement.objects.filter(member__isnull=True, at__lt=until)


def notes_on_devices(until: datetime) -> QuerySet[ReaderNote]:
    """Notes of colleagues on guests, written before `until`: the device names nobody any more."""
    return ReaderNote.objects.filter(member__isnull=True, at__lt=until)


def letters_to_guests(until: datetime) -> QuerySet[Subscription]:
    """Guests who asked before `until` to be written of answers, with their addresses."""
    return Subscription.objects.filter(member__isnull=True, created_at__lt=until)


def givers_of_notices(until: datetime) -> QuerySet[LegalNotice]:
    """Notices decided before `until` of which it is still known who gave them."""
    named = ~Q(name="") | ~Q(email="")
    decided = [LegalNotice.Outcome.UPHELD, LegalNotice.Outcome.DISMISSED]
    return LegalNotice.objects.filter(named, outcome__in=decided, decided_at__lt=until)


def _a_year() -> timedelta:
    return YEAR


def _comments_kept() -> timedelta:
    return site().kept_for("comment_networks")


def _reports_kept() -> timedelta:
    return site().kept_for("report_networks")


clock(
    "comment_networks",
    _("Networks and devices of comments"),
    rows=traced_comments,
    kept=_comments_kept,
    blank=NO_TRACES,
)
clock(
    "report_networks",
    _("Networks and devices of reports"),
    rows=traced_reports,
    kept=_reports_kept,
    blank=NO_TRACES,
)
clock(
    "muted_devices",
    _("Muted devices of guests"),
    rows=muted_devices,
    kept=_comments_kept,
)
clock(
    "guest_agreements",
    _("Devices of guests who agreed"),
    rows=agreements_of_devices,
    kept=_comments_kept,
)
clock(
    "device_notes",
    _("Notes on guests"),
    rows=notes_on_devices,
    kept=_comments_kept,
)
clock(
    "guest_letters",
    _("Addresses of guests who are written of answers"),
    rows=letters_to_guests,
    kept=_a_year,
)
clock(
    "notice_givers",
    _("Names and addresses of who gave a notice"),
    rows=givers_of_notices,
    kept=_a_year,
    blank=NO_GIVER,
)
