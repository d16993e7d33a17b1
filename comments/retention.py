"""How long it is kept from where comments and reports came, and which devices were muted."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Mute, Report
from comments.models.comment import HAS_TRACES
from portal.lib.retention import clock
from portal.site.current import site


def traced_comments(until: datetime) -> QuerySet[Comment]:
    """Comments written before `until` of which network or device is still known."""
    return Comment.objects.filter(HAS_TRACES, created_at__lt=until)


def traced_reports(until: datetime) -> QuerySet[Report]:
    """Reports made before `until` of which network or device is still known."""
    return Report.objects.filter(HAS_TRACES, at__lt=until)


def muted_devices(until: datetime) -> QuerySet[Mute]:
    """Guests muted before `until`: the comments of the device are no longer told by it."""
    return Mute.objects.filter(member__isnull=True, at__lt=until)


def _comments_kept() -> timedelta:
    return site().kept_for("comment_networks")


def _reports_kept() -> timedelta:
    return site().kept_for("report_networks")


NO_TRACES = {"network": "", "device": ""}

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
