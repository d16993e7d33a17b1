"""How long it is kept from where members signed in."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.lib.retention import clock
from portal.site.current import site


def forgotten(until: datetime) -> QuerySet[UserSession]:
    """Sign-ins last seen before `until`: their sessions have ended long since."""
    return UserSession.objects.filter(last_seen_at__lt=until)


clock(
    "session_networks",
    _("Networks of sign-ins"),
    rows=forgotten,
    kept=lambda: site().kept_for("session_networks"),
)
