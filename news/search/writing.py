"""Keeping the index in step with the stories, in the transaction of the deed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from news.models import Article, SearchDocument, SearchText
from news.search import spelling
from news.search.backends import Entry, backend
from news.search.documents import entries_of
from news.search.keys import next_story, second_of
from news.search.state import is_outdated, mark_stale

_later: ContextVar[bool] = ContextVar("index later", default=False)


def index(article: Article) -> None:
    """Make the index agree with a story; within `later()` only note that it does not."""
    if _later.get():
        mark_stale(article.pk)
    elif not is_outdated():
        index_all([article.pk])


@contextmanager
def later() -> Iterator[None]:
    """Leave the indexing of all that is saved within to the worker."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


@transaction.atomic
def index_all(article_ids: Iterable[int]) -> None:
    """Make the index agree with some stories; ids of stories that are gone are left out of it."""
    ids = list(article_ids)
    wanted = entries_of(Article.objects.filter(pk__in=ids))
    present = _present(ids)
    new, old, moved = _compare(wanted, present)
    if old:
        backend().remove(old)
    if new:
        _settle_keys(new)
        backend().add(new)
        spelling.learn(entry.names for entry in new if entry.names)
    if moved:
        SearchDocument.objects.bulk_update(moved, ["publish_at", "unpublish_at"])


def forget(article_id: int) -> None:
    """Take a story out of the index that is about to be deleted."""
    if present := _present([article_id]):
        backend().remove(present)


def _present(article_ids: list[int]) -> list[Entry]:
    rows = list(SearchDocument.objects.filter(article__in=article_ids))
    texts = SearchText.objects.in_bulk([row.key for row in rows]) if rows else {}
    return [Entry(row, texts[row.key].text) for row in rows if row.key in texts]


def _compare(
    wanted: list[Entry], present: list[Entry]
) -> tuple[list[Entry], list[Entry], list[SearchDocument]]:
    """What is to be added, what to be removed, and what only shows at other times."""
    by_place = {(entry.document.article_id, entry.document.part): entry for entry in present}
    new: list[Entry] = []
    moved: list[SearchDocument] = []
    for entry in wanted:
        place = (entry.document.article_id, entry.document.part)
        if place in by_place and _is_same(entry, by_place[place]):
            old = by_place.pop(place).document
            if _times(old) != _times(entry.document):
                entry.document.key = old.key
                moved.append(entry.document)
        else:
            new.append(entry)
    return new, list(by_place.values()), moved


def _is_same(new: Entry, old: Entry) -> bool:
    """Whether the index would hold the same tokens at the same time of day."""
    return new.text == old.text and _facts(new.document) == _facts(old.document)


def _facts(document: SearchDocument) -> tuple:
    second = second_of(document.key)
    return second, document.heading, document.section, document.source, document.kind


def _times(document: SearchDocument) -> tuple:
    return document.publish_at, document.unpublish_at


def _settle_keys(entries: list[Entry]) -> None:
    """Give way where a story of the same second has the key; a million stories lie between."""
    keys = [entry.document.key for entry in entries]
    taken = set(SearchDocument.objects.filter(key__in=keys).values_list("key", flat=True))
    for entry in entries:
        while entry.document.key in taken:
            entry.document.key = next_story(entry.document.key)
            if SearchDocument.objects.filter(key=entry.document.key).exists():
                taken.add(entry.document.key)
        taken.add(entry.document.key)
