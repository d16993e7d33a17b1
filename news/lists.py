"""Pages of long lists: ids along an index first, then only the stories of the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Min, QuerySet
from django.utils import timezone

from news.caching import STORIES
from news.cards import Card
from news.models import Article, Category, Placement, Source, Topic
from news.models.article import ArticleQuerySet
from news.models.listing import ListingQuerySet
from portal.lib.caching import cached

TOTAL_SECONDS = 3600
"""A backstop: totals fall with every change of a story, and at the next boundary of time."""

PINNED = 5
"""More stories than five on top of a section hide what is new."""


Rows = ListingQuerySet | ArticleQuerySet
"""What a long list walks: rows of a Listing, or stories themselves."""


class NoSuchPage(Exception):
    """The list is shorter than that."""


@dataclass(frozen=True)
class Span:
    """How long a list is, and since when it has been kept."""

    total: int
    first_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of a list: ids of its stories, and where it stands among the pages."""

    number: int
    last: int
    span: Span
    article_ids: list[int]

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    def numbers(self) -> list[int | None]:
        """The pages to link: the first, the last and those around; None where some are left out."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        near |= {2, 3, 4} if self.number < 4 else set()
        shown = sorted(number for number in near if 1 <= number <= self.last)
        links: list[int | None] = []
        for number in shown:
            if links and number - (links[-1] or 0) > 1:
                links.append(None)
            links.append(number)
        return links


def read_page(name: str, rows: Rows, number: int, size: int) -> Page:
    """Read page `number` (from 1) of a list that the cache knows by `name`.

    `rows` are of a Listing, or stories. Raises NoSuchPage.
    """
    span = cached(
        f"span:{name}",
        lambda: _measure(rows),
        generations=(STORIES,),
        ttl=lambda: _seconds_to_boundary(rows),
    )
    last = max(1, -(-span.total // size))
    if number > last:
        raise NoSuchPage
    start = (number - 1) * size
    ids = _ids(rows.live().newest_first())[start : start + size] if span.total else []
    return Page(number, last, span, list(ids))


def stories_in_order(article_ids: Iterable[int]) -> list[Article]:
    """The live stories of some ids, in the order of the ids."""
    ids = list(article_ids)
    if not ids:
        return []
    found = Article.objects.live().for_cards().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def by_day(cards: Iterable[Card]) -> Iterator[tuple[date, list[Card]]]:
    """Part a page of cards by the day they were published, newest first."""
    for day, of_day in groupby(cards, key=_day):
        yield day, list(of_day)


def in_section(category: Category, language: str) -> ListingQuerySet:
    """All stories of a section and those below it."""
    return Placement.objects.in_section(category.pk).in_language(language)


def pinned_in(category: Category, language: str) -> list[int]:
    """What editors hold on top of a section."""
    rows = Placement.objects.in_section(category.pk).pinned().in_language(language)
    return list(rows.live().newest_first().article_ids()[:PINNED])


def of_source(source: Source, language: str) -> ArticleQuerySet:
    """All stories from a source, which they name themselves."""
    return Article.objects.in_language(language).filter(source=source)


def of_topic(topic: Topic) -> list[int]:
    """The live stories of a topic in the order of its editor; a topic is read whole."""
    stories = Article.objects.live().filter(topic_stories__topic=topic)
    in_order = stories.order_by("topic_stories__position", "topic_stories__pk")
    return list(in_order.values_list("pk", flat=True))


def _measure(rows: Rows) -> Span:
    live = rows.live()
    return Span(total=live.count(), first_at=live.aggregate(at=Min("publish_at"))["at"])


def _seconds_to_boundary(rows: Rows) -> float:
    """How long the total stays true by itself: until a story comes, or one goes."""
    now = timezone.now()
    coming = rows.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))["at"]
    going = rows.filter(unpublish_at__gt=now).aggregate(at=Min("unpublish_at"))["at"]
    moments = [moment for moment in (coming, going) if moment is not None]
    return min([TOTAL_SECONDS, *((moment - now).total_seconds() for moment in moments)])


def _ids(rows: Rows) -> QuerySet:
    if isinstance(rows, ListingQuerySet):
        return rows.article_ids()
    return rows.values_list("pk", flat=True)


def _day(card: Card) -> date:
    return timezone.localtime(card.article.publish_at).date()
