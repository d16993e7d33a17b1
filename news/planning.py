"""What appears when: the stories of a span of time, and the days of a calendar."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from news.models import LANGUAGES, Article, Placement

VIEWS = ("month", "week", "day")

MOST_SHOWN = 1_000
"""Few newsrooms publish more in a month; a busier one looks at weeks and days."""


@dataclass(frozen=True)
class Span:
    """A month, a week or a day of the calendar, by one of its days."""

    view: str
    day: date

    def days(self) -> list[date]:
        """The days shown: whole weeks where it is a month."""
        if self.view == "day":
            return [self.day]
        if self.view == "week":
            monday = self.day - timedelta(days=self.day.weekday())
            return [monday + timedelta(days=number) for number in range(7)]
        return list(calendar.Calendar().itermonthdates(self.day.year, self.day.month))

    def before(self) -> date:
        """A day of the span before this one."""
        if self.view == "month":
            return (self.day.replace(day=1) - timedelta(days=1)).replace(day=1)
        return self.day - timedelta(days=7 if self.view == "week" else 1)

    def after(self) -> date:
        """A day of the span after this one."""
        if self.view == "month":
            return (self.day.replace(day=1) + timedelta(days=31)).replace(day=1)
        return self.day + timedelta(days=7 if self.view == "week" else 1)


MOST_IN_A_DAY = 6
"""A month shows the first stories of each day, and all that are still to come."""


@dataclass
class Cell:
    """A day of the calendar, or an hour of one, with the stories that appear in it."""

    day: date
    hour: int | None = None
    stories: list[Article] = field(default_factory=list)
    more: int = 0

    @property
    def key(self) -> str:
        """What a script reads of it: 2026-07-10 or 2026-07-10T09."""
        return (
            f"{self.day:%Y-%m-%d}" if self.hour is None else f"{self.day:%Y-%m-%d}T{self.hour:02}"
        )


def planned(span: Span, among: QuerySet[Article]) -> list[Article]:
    """The published and scheduled stories of a span, in their order: a walk along one index."""
    days = span.days()
    begin, end = midnight(days[0]), midnight(days[-1] + timedelta(days=1))
    rows = Placement.objects.in_section(None).filter(language__in=dict(LANGUAGES))
    rows = rows.filter(publish_at__gte=begin, publish_at__lt=end)
    ids = list(rows.order_by("publish_at").values_list("article", flat=True)[:MOST_SHOWN])
    return list(among.filter(pk__in=ids).defer("body").order_by("publish_at", "pk"))


def cells(span: Span, stories: Iterable[Article]) -> list[Cell]:
    """The days of a span, or the hours of its only day, each with its stories."""
    days = span.days()
    if span.view == "day":
        found = {(days[0], hour): Cell(days[0], hour) for hour in range(24)}
    else:
        found = {(day, 0): Cell(day) for day in days}
    for story in stories:
        at = timezone.localtime(story.publish_at)
        cell = found.get((at.date(), at.hour if span.view == "day" else 0))
        if cell is not None:
            cell.stories.append(story)
    if span.view == "month":
        for cell in found.values():
            _shorten(cell, timezone.now())
    return list(found.values())


def _shorten(cell: Cell, now: datetime) -> None:
    past = [story for story in cell.stories if not story.is_scheduled(now)]
    ahead = [story for story in cell.stories if story.is_scheduled(now)]
    cell.more = max(0, len(past) - MOST_IN_A_DAY)
    cell.stories = past[:MOST_IN_A_DAY] + ahead


def midnight(day: date) -> datetime:
    """When a day begins in the newsroom."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
