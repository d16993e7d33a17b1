"""Most read, reacted and discussed: drawn up by a periodic job, so that a reader only fetches."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from news.models import LANGUAGES, Article, Ranking, Reaction, ViewHour
from portal.lib.schedule import periodic
from portal.lib.tasks import task

KEPT = 50
"""Places kept of each ranking; the page shows ten, and some may be withdrawn meanwhile."""

Kind = Ranking.Kind

WEEK = timedelta(days=7)

Measure = Callable[[datetime, str], Sequence[tuple[int, int]]]
"""Answers ids of a language's stories with their values at a time, at most KEPT, highest first."""


def top(kind: Ranking.Kind, language: str, limit: int = 10) -> list[Article]:
    """The first live stories of a ranking."""
    places = Ranking.objects.filter(kind=kind, language=language).order_by("position")
    ids = list(places.values_list("article", flat=True))
    found = Article.objects.for_cards().live_among(ids)
    return [found[pk] for pk in ids if pk in found][:limit]


@periodic(every=timedelta(minutes=5))
@task
def draw_up_again() -> None:
    """Keep the rankings fresh."""
    draw_up()


def draw_up() -> None:
    """Count the windows anew and replace every ranking."""
    now = timezone.now()
    for language, _name in LANGUAGES:
        for kind, count in _MEASURES.items():
            _replace(kind, language, count(now, language))


def measure(kind: Ranking.Kind, count: Measure) -> None:
    """Draw a ranking up by what is known outside of news; the shell calls this once."""
    _MEASURES[kind] = count


def _most_read(window: timedelta) -> Measure:
    def count(now: datetime, language: str) -> Sequence[tuple[int, int]]:
        hours = ViewHour.objects.filter(hour__gt=now - window, article__language=language)
        return _highest(hours.values_list("article").annotate(value=Sum("count")))

    return count


def _most_reacted(window: timedelta) -> Measure:
    def count(now: datetime, language: str) -> Sequence[tuple[int, int]]:
        recent = Reaction.objects.filter(created_at__gt=now - window, article__language=language)
        return _highest(recent.values_list("article").annotate(value=Count("pk")))

    return count


def _highest(counted: QuerySet) -> Sequence[tuple[int, int]]:
    return list(counted.order_by("-value", "-article")[:KEPT])


_MEASURES: dict[Ranking.Kind, Measure] = {
    Kind.READ_DAY: _most_read(timedelta(days=1)),
    Kind.READ_WEEK: _most_read(WEEK),
    Kind.REACTED_WEEK: _most_reacted(WEEK),
}


@transaction.atomic
def _replace(kind: Ranking.Kind, language: str, first: Sequence[tuple[int, int]]) -> None:
    Ranking.objects.filter(kind=kind, language=language).delete()
    Ranking.objects.bulk_create(
        Ranking(kind=kind, language=language, position=position, article_id=pk, value=value)
        for position, (pk, value) in enumerate(first, start=1)
    )
