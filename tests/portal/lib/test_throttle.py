"""Limits hold, whoever counts at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from portal.lib.models import RateBucket
from portal.lib.throttle import (
    Allowed,
    Refused,
    hit,
    network,
    network_of,
    purge_rate_buckets,
)

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_limit_is_reached_and_says_for_how_long(clock):
    clock.advance(minutes=20)  # 08:50
    assert [hit("soup", 2, HOUR) for _ in range(3)] == [
        Allowed(left=1),
        Allowed(left=0),
        Refused(retry_after=600),
    ]
    assert hit("soup", 2, HOUR).retry_after == 600


@pytest.mark.django_db
def test_verdict_reads_as_yes_or_no(clock):
    assert hit("soup", 1, HOUR)
    assert not hit("soup", 1, HOUR)


@pytest.mark.django_db
def test_next_window_begins_anew(clock):
    hit("soup", 1, HOUR)
    clock.advance(minutes=29, seconds=59)
    assert hit("soup", 1, HOUR) == Refused(retry_after=1)
    clock.advance(seconds=1)
    assert hit("soup", 1, HOUR) == Allowed(left=0)


@pytest.mark.django_db
def test_keys_and_periods_are_counted_apart(clock):
    hit("soup", 1, HOUR)
    assert hit("bread", 1, HOUR)
    assert hit("soup", 1, timedelta(days=1))
    assert not hit("soup", 1, HOUR)


@pytest.mark.django_db
def test_only_a_hash_of_the_key_is_stored(clock):
    hit("soup:203.0.113.0/24", 1, HOUR)
    (bucket,) = RateBucket.objects.all()
    assert len(bucket.key) == 64
    assert "203" not in bucket.key
    assert (bucket.count, bucket.window, bucket.expires_at) == (
        1,
        clock.now - timedelta(minutes=30),
        clock.now + timedelta(minutes=30),
    )


@pytest.mark.django_db
def test_one_statement_counts(clock, django_assert_num_queries):
    with django_assert_num_queries(1):
        hit("soup", 1, HOUR)


@pytest.mark.django_db
def test_old_counts_are_swept_away(clock):
    hit("soup", 1, HOUR)
    clock.advance(minutes=29)
    assert purge_rate_buckets.func() == 0
    clock.advance(minutes=2)
    hit("soup", 1, HOUR)
    assert purge_rate_buckets.func() == 1
    assert RateBucket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_hit_is_lost_in_a_crowd():
    day = timedelta(days=1000)

    def hit_often(_: int) -> int:
        try:
            return sum(bool(hit("crowd", 60, day)) for _ in range(25))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        allowed = sum(threads.map(hit_often, range(4)))
    assert allowed == 60
    assert RateBucket.objects.get().count == 100


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("203.0.113.77, 10.0.0.1", "unknown"),
    ],
)
def test_networks_name_no_person(address: str, expected: str):
    assert network(address) == expected
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == expected
