"""Moments in templates: what a reader sees, inside the element that machines read."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.lib import dates

register = template.Library()

register.filter("long_day", dates.long_day)
register.filter("lunar_day", dates.lunar_day)
register.filter("iso", dates.iso)
register.filter("month_label", dates.month_label)
register.filter("month_name", dates.month_name)
register.filter("plain_day", dates.plain_day)


@register.filter
def clock(moment: datetime) -> SafeString:
    """The time of day: 14:20."""
    return _time(moment, dates.clock(moment))


@register.filter
def day_label(moment: datetime) -> SafeString:
    """As lists say it: 14:20 today, Yesterday, 17 June."""
    return _time(moment, dates.day_label(moment))


@register.filter
def date_label(moment: datetime) -> SafeString:
    """The day, the year only where it is another: 17 June, 17 June 2025."""
    return _time(moment, dates.date_label(moment))


@register.filter
def full_label(moment: datetime) -> SafeString:
    """Day and time: 18 June 2026, 06:40."""
    return _time(moment, dates.full_label(moment))


@register.filter
def short_label(moment: datetime) -> SafeString:
    """Day and time, without the year where it is this one: 06-18 14:20."""
    return _time(moment, dates.short_label(moment))


@register.filter
def said_label(moment: datetime) -> SafeString:
    """When somebody said something: 08:12 today, 06-18 08:12 on another day."""
    return _time(moment, dates.said_label(moment))


@register.filter
def day_heading(day: date) -> SafeString:
    """A day with its weekday, over the stories of that day."""
    return _time(day, dates.long_day(day))


def _time(moment: datetime | date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', dates.iso(moment), words)


register.simple_tag(day_label, name="when")
