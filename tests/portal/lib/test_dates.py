"""Dates as machines, readers and the traditional calendar write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from portal.lib.dates import (
    clock,
    date_label,
    day_label,
    floor_hour,
    full_label,
    iso,
    long_day,
    lunar_day,
    said_label,
    short_label,
)

NOON = datetime(2026, 6, 18, 4, 0, 5, 123456, tzinfo=UTC)  # 12:00:05 in Shanghai


def test_machines_read_local_time_to_the_second():
    assert iso(NOON) == "2026-06-18T12:00:05+08:00"
    assert iso(date(2026, 6, 18)) == "2026-06-18"


@pytest.mark.parametrize(
    ("before", "chinese", "english"),
    [
        (timedelta(hours=1), "11:00", "11:00"),
        (timedelta(hours=12, minutes=1), "Yesterday", "Yesterday"),
        (timedelta(days=2), "6月16日", "16 June"),
        (timedelta(days=365), "2025年6月18日", "18 June 2025"),
    ],
)
def test_lists_say_when_in_few_words(before: timedelta, chinese: str, english: str):
    label = day_label(NOON - before, now=NOON)
    assert label in (chinese, "昨日" if chinese == "Yesterday" else chinese)
    with translation.override("en"):
        assert day_label(NOON - before, now=NOON) == english


def test_a_day_names_its_year_only_where_it_is_another():
    earlier = NOON - timedelta(days=365)
    assert date_label(NOON, now=NOON) == "6月18日"
    assert date_label(earlier, now=NOON) == "2025年6月18日"
    with translation.override("en"):
        assert date_label(NOON, now=NOON) == "18 June"


def test_day_turns_at_local_midnight():
    just_before = datetime(2026, 6, 17, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    with translation.override("en"):
        assert day_label(just_before, now=just_before + timedelta(minutes=2)) == "Yesterday"


def test_story_head_has_day_and_time():
    assert full_label(NOON) == "2026-06-18 12:00"
    with translation.override("en"):
        assert full_label(NOON) == "18 June 2026, 12:00"


@pytest.mark.parametrize(
    ("before", "short", "said", "english"),
    [
        (timedelta(hours=1), "06-18 11:00", "11:00", "18 June, 11:00"),
        (timedelta(days=1), "06-17 12:00", "06-17 12:00", "17 June, 12:00"),
        (timedelta(days=365), "2025-06-18 12:00", "2025-06-18 12:00", "18 June 2025, 12:00"),
    ],
)
def test_year_is_named_only_where_it_is_another(before, short, said, english):
    assert short_label(NOON - before, now=NOON) == short
    assert said_label(NOON - before, now=NOON) == said
    with translation.override("en"):
        assert short_label(NOON - before, now=NOON) == english


def test_masthead_has_the_weekday():
    assert long_day(NOON) == "2026年6月18日 星期四"
    with translation.override("en"):
        assert long_day(date(2026, 6, 18)) == "Thursday 18 June 2026"


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2026, 6, 18), "农历五月初四"),
        (date(2026, 2, 17), "农历正月初一"),
        (date(2025, 7, 25), "农历闰六月初一"),
        (date(2027, 1, 10), "农历腊月初三"),
    ],
)
def test_traditional_calendar(day: date, lunar: str):
    assert lunar_day(day) == lunar


def test_english_pages_have_no_traditional_day():
    with translation.override("en"):
        assert lunar_day(NOON) == ""


def test_clock_and_hour():
    assert clock(NOON) == "12:00"
    assert floor_hour(NOON) == datetime(2026, 6, 18, 4, tzinfo=UTC)
    assert clock(datetime(2026, 6, 18, 7, 5)) == "07:05"
