"""Building the index story by story: after an import, or for new tokens.

How far it got is kept with each batch, so that whoever comes next, worker or command, goes on
there. Stories saved meanwhile are indexed by their own deeds.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from news.models import Article, SearchSpelling
from news.search import state
from news.search.backends import backend
from news.search.writing import index_all
from portal.lib.schedule import periodic
from portal.lib.tasks import task

BATCH = 200
"""Stories of a transaction of the worker; on SQLite nobody else writes meanwhile."""

TURN_SECONDS = 40.0
"""How long the worker builds at a time, before it looks after other work again."""


@periodic(every=timedelta(minutes=1))
@task
def go_on() -> int:
    """Index what an import or a new version left, for a while; return how many stories."""
    done, until = 0, time.monotonic() + TURN_SECONDS
    while time.monotonic() < until and (count := step(BATCH)):
        done += count
    return done


def step(size: int) -> int:
    """Index the next stories; return how many, 0 where the index is complete."""
    if state.read() is None:
        return 0
    with transaction.atomic():
        state.lock()
        if state.is_outdated():
            start_over()
        after = state.read()
        if after is None:
            return 0
        ids = list(_after(Article.objects.all(), after)[:size])
        with backend().in_bulk():
            index_all(ids)
        state.write(ids[-1] if len(ids) == size else None)
    return len(ids)


@transaction.atomic
def start_over() -> None:
    """Empty the index, and note that everything is to be read."""
    backend().clear()
    SearchSpelling.objects.all().delete()
    state.write(0)


def remaining() -> int:
    """How many stories are still to be read."""
    after = state.read()
    return 0 if after is None else Article.objects.filter(pk__gt=after).count()


def _after(stories: QuerySet[Article], pk: int) -> QuerySet:
    return stories.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)
