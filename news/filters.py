"""How a reader orders and narrows a section; the state lives in the address."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news import lists
from news.caching import STORIES
from news.models.placement import PlacementQuerySet
from portal.lib.caching import cached_many
from portal.lib.dates import floor_hour


class Sort(TextChoices):
    TIME = "time", _("Date")
    READS = "reads", _("Reads")
    COMMENTS = "comments", _("Comments")


class Range(TextChoices):
    ANY = "any", _("Any time")
    DAY = "day", _("Past day")
    WEEK = "week", _("Past week")
    YEAR = "year", _("Past year")


LENGTHS = {
    Range.DAY: timedelta(days=1),
    Range.WEEK: timedelta(weeks=1),
    Range.YEAR: timedelta(days=365),
}

MEASURES = {Sort.READS: "view_count", Sort.COMMENTS: "comment_count"}

COUNTS_SECONDS = 60
"""Counts beside the choices may be a minute old; the total of the list itself is exact."""


@dataclass(frozen=True)
class Filters:
    """What one reader asks of a section."""

    sort: Sort = Sort.TIME
    range: Range = Range.ANY
    with_pictures: bool = False

    @property
    def is_active(self) -> bool:
        return self != Filters()

    def query(self) -> str:
        """As the address says it, without what goes without saying."""
        said = {
            "sort": self.sort.value if self.sort != Sort.TIME else "",
            "range": self.range.value if self.range != Range.ANY else "",
            "pictures": "1" if self.with_pictures else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def since(self) -> datetime | None:
        """From when on; by full hours, so that all pages of a list are of one list."""
        length = LENGTHS.get(self.range)
        return floor_hour(timezone.now()) - length if length else None

    def without(self) -> Iterator[tuple[str, str]]:
        """Each active filter by name, with the query that does without it."""
        if self.sort != Sort.TIME:
            yield str(self.sort.label), replace(self, sort=Sort.TIME).query()
        if self.range != Range.ANY:
            yield str(self.range.label), replace(self, range=Range.ANY).query()
        if self.with_pictures:
            yield str(_("With pictures")), replace(self, with_pictures=False).query()


@dataclass(frozen=True)
class Counts:
    """How many stories each choice would leave; by the value of the choice."""

    by_range: dict[str, int]
    with_pictures: int


def narrow(rows: PlacementQuerySet, filters: Filters) -> PlacementQuerySet:
    """Keep what the filters leave of a list."""
    since = filters.since()
    if since is not None:
        rows = rows.filter(publish_at__gte=since)
    return rows.with_picture() if filters.with_pictures else rows


def read(
    name: str, rows: PlacementQuerySet, filters: Filters, number: int, size: int
) -> lists.Page:
    """A page of what the filters leave, in the order they ask for. Raises NoSuchPage."""
    name, rows = f"{name}:{_key(filters)}", narrow(rows, filters)
    if filters.sort == Sort.TIME:
        return lists.read_page(name, rows, number, size)
    return lists.read_ranked(name, rows, MEASURES[filters.sort], number, size)


def count(name: str, rows: PlacementQuerySet, filters: Filters) -> Counts:
    """Count beside each choice what it would leave together with the others."""
    by_range = f"ranges:{name}:{filters.with_pictures}:{floor_hour(timezone.now()):%Y%m%d%H}"
    pictures = f"pictures:{name}:{_key(filters)}"
    found = cached_many(
        {
            by_range: lambda: _count_ranges(narrow(rows, replace(filters, range=Range.YEAR))),
            pictures: lambda: narrow(rows, replace(filters, with_pictures=True)).live().count(),
        },
        generations=(STORIES,),
        ttl=COUNTS_SECONDS,
    )
    return Counts(by_range=found[by_range], with_pictures=found[pictures])


def _count_ranges(of_year: PlacementQuerySet) -> dict[str, int]:
    """One walk over the stories of a year; the whole list is measured elsewhere."""
    return of_year.live().aggregate(
        **{
            choice.value: Count("article", filter=Q(publish_at__gte=Filters(range=choice).since()))
            for choice in LENGTHS
        }
    )


def _key(filters: Filters) -> str:
    since = filters.since()
    return f"{since:%Y%m%d%H}:{filters.with_pictures}" if since else f":{filters.with_pictures}"
