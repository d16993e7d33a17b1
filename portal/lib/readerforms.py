"""Forms that any reader may send in, with or without an account: how often, and what they hear."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.lib.http import no_store
from portal.lib.throttle import Refused, hit, network_of

PER_SENDER, PER_NETWORK, WINDOW = 10, 30, timedelta(minutes=10)
"""Coral takes ten in ten minutes from one address; an office shares one."""


def over_limit(request: HttpRequest, key: str) -> Refused | None:
    """Count one form sent in, for its sender and for the network."""
    for counted, limit in ((f"form:{network_of(request)}", PER_NETWORK), (key, PER_SENDER)):
        verdict = hit(counted, limit, WINDOW)
        if isinstance(verdict, Refused):
            return verdict
    return None


def too_many(refused: Refused) -> str:
    """What who did something too often is told."""
    minutes = -(-refused.retry_after // 60)
    return _("That was a lot at once. Try again in %d minutes.") % minutes


def answered(response: HttpResponse, refused: Refused | None) -> HttpResponse:
    """The page again with its errors; 429 where it came too often."""
    if refused is not None:
        response.status_code = 429
        response.headers["Retry-After"] = str(refused.retry_after)
    return no_store(response)
