"""Dates as machines, readers and the traditional calendar write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from borax.calendars import LunarDate
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext

from portal.lib.bilingual import is_chinese

# Django's own patterns for English are American and abbreviated; ours are the design's.
_DAY = {"zh": "n月j日", "en": "j F"}
_SHORT = {"zh": "m-d H:i", "en": "j F, H:i"}
_FULL = {"zh": "Y-m-d H:i", "en": "j F Y, H:i"}
_DAY_OF_YEAR = {"zh": "Y年n月j日", "en": "j F Y"}
_LONG_DAY = {"zh": "Y年n月j日 l", "en": "l j F Y"}
_MONTH = {"zh": "n月", "en": "M"}
_MONTH_OF_YEAR = {"zh": "Y年n月", "en": "F Y"}


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
    return date_label(moment, now)


def date_label(moment: datetime, now: datetime | None = None) -> str:
    """Write the day, the year only where it is another: 6月17日, 2025年6月17日."""
    day, today = _local(moment).date(), _local(now or timezone.now()).date()
    return date_format(day, _pattern(_DAY if day.year == today.year else _DAY_OF_YEAR))


def clock(moment: datetime) -> str:
    """Write the time of day: 14:20."""
    return time_format(_local(moment).time(), "H:i")


def full_label(moment: datetime) -> str:
    """Write day and time with the year: 2026-06-18 06:40."""
    return date_format(_local(moment), _pattern(_FULL))


def short_label(moment: datetime, now: datetime | None = None) -> str:
    """Write day and time, the year only where it is another: 06-18 14:20, 2025-06-18 14:20."""
    is_this_year = _local(moment).year == _local(now or timezone.now()).year
    return date_format(_local(moment), _pattern(_SHORT)) if is_this_year else full_label(moment)


def said_label(moment: datetime, now: datetime | None = None) -> str:
    """Say when somebody said something: 08:12 today, 06-18 08:12 on another day."""
    is_today = _local(moment).date() == _local(now or timezone.now()).date()
    return clock(moment) if is_today else short_label(moment, now)


def long_day(day: datetime | date) -> str:
    """Write a day with its weekday, as under the masthead: 2026年6月18日 星期四."""
    return date_format(_day(day), _pattern(_LONG_DAY))


def plain_day(day: date) -> str:
    """Write a day without its year: 6月18日."""
    return date_format(day, _pattern(_DAY))


def month_label(day: date) -> str:
    """Write the month of a day: 2026年6月."""
    return date_format(day, _pattern(_MONTH_OF_YEAR))


def month_name(day: date) -> str:
    """Write the month of a day where its year is told: 6月, Jun."""
    return date_format(day, _pattern(_MONTH))


def weekdays() -> list[tuple[str, str]]:
    """The days of the week from Monday on, short and in full: 一 and 星期一, Mon and Monday."""
    if _speaks_chinese():
        return [(str(name)[-1], str(name)) for name in WEEKDAYS.values()]
    return [(str(WEEKDAYS_ABBR[number]), str(name)) for number, name in WEEKDAYS.items()]


def lunar_day(day: datetime | date) -> str:
    """Write a day of the traditional calendar, 农历五月初四; nothing outside Chinese pages."""
    if not _speaks_chinese():
        return ""
    lunar = LunarDate.from_solar(_day(day))
    return f"农历{'闰' if lunar.leap else ''}{lunar.cn_month}月{lunar.cn_day}"


def floor_hour(moment: datetime) -> datetime:
    """Give the beginning of the hour that a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def start_of(day: date) -> datetime:
    """Give the moment a day begins, where the site is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(moment: datetime | date) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _pattern(patterns: dict[str, str]) -> str:
    return patterns["zh" if _speaks_chinese() else "en"]


def _speaks_chinese() -> bool:
    language = get_language()
    return language is None or is_chinese(language)
