"""The archive: how many stories each day of a month had, and the stories of one day."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from news.caching import STORIES
from news.models import Placement
from news.models.placement import PlacementQuerySet
from news.placements import seconds_to_next_change
from portal.lib.caching import cached

HEAT_STEPS = 4
"""As in the design; the number in each day says it exactly."""

SECONDS = 3600
"""A backstop: counts fall with every change of a story, and at the next boundary of time."""


@dataclass(frozen=True)
class Shelf:
    """One archive: of the whole site, or of a section with all below it."""

    section_id: int | None
    language: str

    @property
    def rows(self) -> PlacementQuerySet:
        return Placement.objects.in_section(self.section_id).in_language(self.language)

    def stories_of(self, day: date) -> PlacementQuerySet:
        """The rows of a day's stories."""
        return _between(self.rows, day, day + timedelta(days=1))


@dataclass(frozen=True)
class Day:
    """A square of the calendar; `number` is None while the day has not come."""

    day: date
    number: int | None
    heat: int


@dataclass(frozen=True)
class Month:
    """A month of a shelf."""

    first: date
    numbers: dict[date, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def newest(self) -> date | None:
        """The last day that had stories."""
        return max((day for day, number in self.numbers.items() if number), default=None)

    def weeks(self) -> Iterator[list[Day | None]]:
        """Weeks from Monday on, with None for the days of other months."""
        most, today = max(self.numbers.values(), default=0), timezone.localdate()
        for week in Calendar().monthdatescalendar(self.first.year, self.first.month):
            yield [
                self._square(day, most, today) if day.month == self.first.month else None
                for day in week
            ]

    def before(self, day: date) -> date | None:
        """The nearest earlier day of the month that had stories."""
        return max((other for other, n in self.numbers.items() if n and other < day), default=None)

    def after(self, day: date) -> date | None:
        """The nearest later one."""
        return min((other for other, n in self.numbers.items() if n and other > day), default=None)

    def _square(self, day: date, most: int, today: date) -> Day:
        if day > today:
            return Day(day, None, 0)
        number = self.numbers.get(day, 0)
        return Day(day, number, max(1, round(HEAT_STEPS * number / most)) if number else 0)


def read_month(shelf: Shelf, first: date) -> Month:
    """Count the stories of each day: one walk over one month of the list's index, and kept."""
    numbers = cached(
        f"month:{shelf.section_id}:{shelf.language}:{first:%Y-%m}",
        lambda: _count_days(shelf, first),
        generations=(STORIES,),
        ttl=lambda: seconds_to_next_change(shelf.section_id, shelf.language, at_most=SECONDS),
    )
    return Month(first, numbers)


def first_day(shelf: Shelf) -> date | None:
    """The day of the oldest story; None where the shelf is empty."""
    return cached(
        f"first-day:{shelf.section_id}:{shelf.language}",
        lambda: _read_first_day(shelf),
        generations=(STORIES,),
        ttl=lambda: seconds_to_next_change(shelf.section_id, shelf.language, at_most=SECONDS),
    )


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def _count_days(shelf: Shelf, first: date) -> dict[date, int]:
    days = [first + timedelta(days=n) for n in range((next_month(first) - first).days)]
    of_month = _between(shelf.rows, first, next_month(first)).live()
    found = of_month.aggregate(
        **{
            f"d{day.day}": Count("article", filter=_on(day, day + timedelta(days=1)))
            for day in days
        }
    )
    return {day: found[f"d{day.day}"] for day in days}


def _read_first_day(shelf: Shelf) -> date | None:
    # PostgreSQL walks the list's index only in the order of the whole index.
    in_order = shelf.rows.live().order_by("-category_id", "publish_at")
    oldest = in_order.values_list("publish_at", flat=True).first()
    return timezone.localdate(oldest) if oldest else None


def _between(rows: PlacementQuerySet, first: date, end: date) -> PlacementQuerySet:
    return rows.filter(_on(first, end))


def _on(first: date, end: date) -> Q:
    """From the beginning of one day up to the beginning of another, as the city's clocks go."""
    return Q(publish_at__gte=_midnight(first), publish_at__lt=_midnight(end))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
