"""Pages of long lists: ids along an index first, then only the stories of the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from news.caching import STORIES
from news.cards import Card, lay_out
from news.categories import tree
from news.models import (
    Article,
    ArticleByline,
    ArticleStats,
    Byline,
    Category,
    Placement,
    Source,
    Topic,
)
from news.models.article import ArticleQuerySet
from news.models.listing import ListingQuerySet
from news.models.placement import PlacementQuerySet
from news.placements import seconds_to_next_change
from portal.lib.caching import cached
from portal.lib.horizon import note_change, note_changes

TOTAL_SECONDS = 3600
"""A backstop: totals fall with every change of a story, and at the next boundary of time."""

RANKED = 5_000
"""Most read and most commented are sought among so many: a bound on one reader's question."""

RANKED_SECONDS = 60
"""Reads come all the time; a minute later is early enough."""

LATEST, LATEST_SECONDS = 4, 60
"""One row of cards, as in the design; a better rendition of a picture may come any minute."""

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
    span = _span(name, rows)
    start = _start(span.total, number, size)
    ids = _ids(rows.live().newest_first())[start : start + size] if span.total else []
    return Page(number, _last(span.total, size), span, list(ids))


def read_ranked(name: str, rows: ListingQuerySet, measure: str, number: int, size: int) -> Page:
    """Read a page of the newest RANKED stories of a list, those with most of `measure` first.

    `measure` is a counter of ArticleStats. Raises NoSuchPage.
    """
    span = _span(name, rows)
    total = min(span.total, RANKED)
    start = _start(total, number, size)
    ranked = _ranked(name, rows, measure) if total else ()
    return Page(number, _last(total, size), span, list(ranked[start : start + size]))


def page_of_ids(ids: list[int], number: int, size: int) -> Page:
    """Part a list that is read whole. Raises NoSuchPage."""
    start = _start(len(ids), number, size)
    span = Span(total=len(ids), first_at=None)
    return Page(number, _last(len(ids), size), span, ids[start : start + size])


def stories_in_order(article_ids: Iterable[int]) -> list[Article]:
    """The live stories of some ids, in the order of the ids."""
    ids = list(article_ids)
    if not ids:
        return []
    found = Article.objects.for_cards().live_among(ids)
    return [found[pk] for pk in ids if pk in found]


def by_day(cards: Iterable[Card]) -> Iterator[tuple[date, list[Card]]]:
    """Part a page of cards by the day they were published, newest first."""
    for day, of_day in groupby(cards, key=_day):
        yield day, list(of_day)


def latest_cards(language: str) -> list[Card]:
    """The newest stories of the site: one read of the cache, since lost readers are many."""
    rows = Placement.objects.in_section(None).in_language(language)
    return cached(
        f"latest-cards:{language}",
        lambda: lay_out(
            stories_in_order(rows.live().newest_first().article_ids()[:LATEST]), tree=tree()
        ),
        generations=(STORIES,),
        ttl=lambda: seconds_to_next_change(None, language, at_most=LATEST_SECONDS),
    )


def in_section(category: Category, language: str) -> PlacementQuerySet:
    """All stories of a section and those below it."""
    return Placement.objects.in_section(category.pk).in_language(language)


def pinned_in(category: Category, language: str) -> list[int]:
    """What editors hold on top of a section."""
    rows = Placement.objects.in_section(category.pk).pinned().in_language(language).not_ended()
    # Few are held: asked for in their order, SQLite would walk the whole list for them.
    held = rows.values_list("publish_at", "article", "pinned_until")
    now = timezone.now()
    newest = sorted((row for row in held if row[0] <= now), reverse=True)[:PINNED]
    note_changes(pinned_until for _at, _pk, pinned_until in newest)
    return [pk for _at, pk, _pinned_until in newest]


def of_source(source: Source, language: str) -> ArticleQuerySet:
    """All stories from a source, which they name themselves."""
    published = Article.objects.filter(state=Article.State.PUBLISHED)
    return published.in_language(language).filter(source=source)


def by_author(byline: Byline, language: str) -> ListingQuerySet:
    """All stories a person had a part in; who had several parts has several rows."""
    return ArticleByline.objects.filter(byline=byline).in_language(language)


def of_topic(topic: Topic) -> list[int]:
    """The live stories of a topic in the order of its editor; a topic is read whole."""
    times = ("article__state", "article__publish_at", "article__unpublish_at")
    rows = topic.stories.select_related("article").only("topic", *times)
    return [row.article_id for row in rows.order_by("position", "pk") if row.article.is_live()]


def live_counts(topics: Iterable[Topic]) -> dict[int, int]:
    """How many live stories each of some topics holds; a topic without any is left out."""
    live = Article.objects.live().filter(topic_stories__topic__in=topics)
    rows = live.values("topic_stories__topic").annotate(count=Count("pk")).order_by()
    return dict(rows.values_list("topic_stories__topic", "count"))


def _span(name: str, rows: Rows) -> Span:
    return cached(
        f"span:{name}",
        lambda: _measure(rows),
        generations=(STORIES,),
        ttl=lambda: _seconds_to_boundary(rows),
    )


def _ranked(name: str, rows: ListingQuerySet, measure: str) -> tuple[int, ...]:
    """The ids of the whole ranking; kept, so that its pages are of one ranking."""
    return cached(
        f"ranked:{measure}:{name}",
        lambda: _rank(rows, measure),
        generations=(STORIES,),
        ttl=lambda: min(RANKED_SECONDS, _seconds_to_boundary(rows)),
    )


def _rank(rows: ListingQuerySet, measure: str) -> tuple[int, ...]:
    # A count for each story of these: in a join PostgreSQL would read the counts of all stories.
    counts = ArticleStats.objects.filter(article=OuterRef(rows.model.article_field))
    counted = (
        rows.live().newest_first().annotate(most=Coalesce(Subquery(counts.values(measure)), 0))
    )
    newest = counted.values_list("most", rows.model.article_field)[:RANKED]
    return tuple(pk for _most, pk in sorted(newest, reverse=True))


def _last(total: int, size: int) -> int:
    return max(1, -(-total // size))


def _start(total: int, number: int, size: int) -> int:
    if number > _last(total, size):
        raise NoSuchPage
    return (number - 1) * size


def _measure(rows: Rows) -> Span:
    live = rows.live()
    return Span(total=_ids(live).count(), first_at=live.aggregate(at=Min("publish_at"))["at"])


def _seconds_to_boundary(rows: Rows) -> float:
    """How long the total stays true by itself: until a story comes, or one goes."""
    now = timezone.now()
    coming = rows.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))["at"]
    going = rows.filter(unpublish_at__gt=now).aggregate(at=Min("unpublish_at"))["at"]
    note_change(coming, going)
    moments = [moment for moment in (coming, going) if moment is not None]
    return min([TOTAL_SECONDS, *((moment - now).total_seconds() for moment in moments)])


def _ids(rows: Rows) -> QuerySet:
    if isinstance(rows, ListingQuerySet):
        return rows.article_ids()
    return rows.values_list("pk", flat=True)


def _day(card: Card) -> date:
    return timezone.localtime(card.article.publish_at).date()
