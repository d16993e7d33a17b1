"""Dates as machines, readers and the traditional calendar write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from borax.calendars import LunarDate
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext

from portal.lib.bilingual import is_chinese

# Django's own patterns for English are American and abbreviated; ours are the design's.
_DAY = {"zh": "n月j日", "en": "j F"}
_DAY_OF_YEAR = {"zh": "Y年n月j日", "en": "j F Y"}
_LONG_DAY = {"zh": "Y年n月j日 l", "en": "l j F Y"}


def iso(moment: datetime | date) -> str:
    """Write a moment for `<time datetime>`: local time with offset, to the second; or a day.

    Django's `date:"c"` prints microseconds, which the attribute must not hold.
    """
    if isinstance(moment, datetime):
        return _local(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def day_label(moment: datetime, now: datetime | None = None) -> str:
    """Say when something happened as lists do: 14:20 today, 昨日, 6月17日, 2025年6月17日."""
    day, today = _local(moment).date(), _local(now or timezone.now()).date()
    if day == today:
        return clock(moment)
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    return date_format(day, _pattern(_DAY if day.year == today.year else _DAY_OF_YEAR))


def clock(moment: datetime) -> str:
    """Write the time of day: 14:20."""
    return time_format(_local(moment).time(), "H:i")


def full_label(moment: datetime) -> str:
    """Write day and time: 2026年6月18日 06:40."""
    local = _local(moment)
    return f"{date_format(local.date(), _pattern(_DAY_OF_YEAR))} {clock(moment)}"


def long_day(day: datetime | date) -> str:
    """Write a day with its weekday, as under the masthead: 2026年6月18日 星期四."""
    return date_format(_day(day), _pattern(_LONG_DAY))


def lunar_day(day: datetime | date) -> str:
    """Write a day of the traditional calendar, 农历五月初四; nothing outside Chinese pages."""
    if not _speaks_chinese():
        return ""
    lunar = LunarDate.from_solar(_day(day))
    return f"农历{'闰' if lunar.leap else ''}{lunar.cn_month}月{lunar.cn_day}"


def floor_hour(moment: datetime) -> datetime:
    """Give the beginning of the hour that a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _day(moment: datetime | date) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _pattern(patterns: dict[str, str]) -> str:
    return patterns["zh" if _speaks_chinese() else "en"]


def _speaks_chinese() -> bool:
    language = get_language()
    return language is None or is_chinese(language)
