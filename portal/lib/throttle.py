"""Limits that hold: how often something may be done, counted in the database.

Caches without atomic counting lose hits under parallel writers, and a killed cache would lift
every limit. One statement adds the hit and tells the count, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connections, router
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from portal.lib.models import RateBucket
from portal.lib.retention import clock
from portal.lib.schedule import periodic
from portal.lib.tasks import task

# What one household or office has: IPv4 a /24 of its provider, IPv6 a /48.
_IPV4_PREFIX = 24
_IPV6_PREFIX = 48


@dataclass(frozen=True, slots=True)
class Allowed:
    """The deed may be done; so many more may follow in this window."""

    left: int

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """The limit is reached; `retry_after` is in seconds, at least 1."""

    retry_after: int

    def __bool__(self) -> bool:
        return False


def hit(key: str, limit: int, per: timedelta) -> Allowed | Refused:
    """Count one deed under `key` and say whether it is within `limit` for each window of `per`.

    Windows are fixed (the hour from 14:00 on), so that at a border twice the limit may pass. Only
    a hash of the key is stored. Call it outside of the deed's transaction: what is rolled back
    was not counted. ::

        if not (verdict := hit(f"comment:{network_of(request)}", 20, timedelta(hours=1))):
            return HttpResponseTooManyRequests(retry_after=verdict.retry_after)
    """
    now = timezone.now()
    window = _window(now, per)
    count = _count(_hashed(f"{key}/{per.total_seconds()}"), window, expires_at=window + per)
    if count <= limit:
        return Allowed(left=limit - count)
    return Refused(retry_after=max(1, math.ceil((window + per - now).total_seconds())))


@periodic(every=timedelta(hours=1))
@task
def purge_rate_buckets() -> int:
    """Delete the counts of windows that are over, and tell how many they were."""
    return RateBucket.objects.filter(expires_at__lt=timezone.now()).delete()[0]


clock(
    "rate_buckets",
    gettext_lazy("Limits and spent tokens"),
    rows=lambda until: RateBucket.objects.filter(expires_at__lt=until),
    kept=timedelta,
)


def network_of(request: HttpRequest) -> str:
    """Give the network that a request comes from: 203.0.113.0/24, 2001:db8::/48 or unknown.

    REMOTE_ADDR has been put right by then where proxies of ours stand in front (TRUSTED_PROXIES).
    """
    return network(request.META.get("REMOTE_ADDR", ""))


def network(address: str) -> str:
    """Shorten an address to its network, which names no single person."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    prefix = _IPV4_PREFIX if ip.version == 4 else _IPV6_PREFIX
    return str(ipaddress.ip_network((ip, prefix), strict=False))


def _window(now: datetime, per: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return now - (now - epoch) % per


def _hashed(key: str) -> str:
    return salted_hmac("portal.lib.throttle", key, algorithm="sha256").hexdigest()


def _count(key: str, window: datetime, *, expires_at: datetime) -> int:
    connection = connections[router.db_for_write(RateBucket)]
    table = connection.ops.quote_name(RateBucket._meta.db_table)
    as_stored = connection.ops.adapt_datetimefield_value
    statement = (
        f'INSERT INTO {table} ("key", "window", "count", "expires_at") VALUES (%s, %s, 1, %s) '  # noqa: S608
        f'ON CONFLICT ("key", "window") DO UPDATE SET "count" = {table}."count" + 1 '
        'RETURNING "count"'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, as_stored(window), as_stored(expires_at)])
        (count,) = cursor.fetchone()
    return int(count)
