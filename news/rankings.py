"""Most read and most reacted: drawn up by a periodic job, so that a reader only fetches."""

from collections.abc import Callable
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


def _most_read(window: timedelta) -> Callable[[datetime, str], QuerySet]:
    def count(now: datetime, language: str) -> QuerySet:
        hours = ViewHour.objects.filter(hour__gt=now - window, article__language=language)
        return hours.values_list("article").annotate(value=Sum("count"))

    return count


def _most_reacted(window: timedelta) -> Callable[[datetime, str], QuerySet]:
    def count(now: datetime, language: str) -> QuerySet:
        recent = Reaction.objects.filter(created_at__gt=now - window, article__language=language)
        return recent.values_list("article").annotate(value=Count("pk"))

    return count


_MEASURES = {
    Kind.READ_DAY: _most_read(timedelta(days=1)),
    Kind.READ_WEEK: _most_read(timedelta(days=7)),
    Kind.REACTED_WEEK: _most_reacted(timedelta(days=7)),
}


@transaction.atomic
def _replace(kind: Ranking.Kind, language: str, counted: QuerySet) -> None:
    first = list(counted.order_by("-value", "-article")[:KEPT])
    Ranking.objects.filter(kind=kind, language=language).delete()
    Ranking.objects.bulk_create(
        Ranking(kind=kind, language=language, position=position, article_id=pk, value=value)
        for position, (pk, value) in enumerate(first, start=1)
    )
