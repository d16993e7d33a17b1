"""PostgreSQL: a tsvector of the tokens with a GIN index.

GIN knows no order: of a common word it would fetch every document there is to find the newest.
So each document also has a token for its stretch of time, and a search begins with those of the
newest documents and widens as the word turns out to be rare.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from news.models import SearchDocument, SearchText
from news.search.backends.shape import Candidate, Entry, Want, cut_ahead
from news.search.keys import bucket_of
from news.search.tokens import PAIRS, fact

FIRST_WINDOW = 10_000
"""Documents a search begins with: twice the most that are ranked."""

VERSION = 1
"""Of the tokens this index holds."""

LONGEST = PAIRS
"""A GIN index takes in each token at a cost; texts are looked through quickly here."""

ROOM = 1.5
"""A window is so much larger than it needs to be, for words come in waves."""

_COLUMNS = (
    "key, article_id, part, heading, section, source, kind, language, publish_at, unpublish_at,"
    " vector"
)
_INDEX = "news_searchdocument_vector"
_BULK_MEMORY = "256MB"
_VECTOR = "array_to_tsvector(array_remove(string_to_array(%s, ' '), ''))"

# Values of a statement, kept well below what the protocol bears.
_MANY = 125


def add(entries: Iterable[Entry]) -> None:
    """Write documents, texts and tokens; while the server takes in some, the next are cut up."""
    with connection.cursor() as cursor:
        for some, values in cut_ahead(list(entries), _MANY, _cut):
            marks = ", ".join([f"(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,{_VECTOR})"] * len(some))
            cursor.execute(
                f"INSERT INTO news_searchdocument ({_COLUMNS}) VALUES {marks}",  # noqa: S608
                values,
            )
            SearchText.objects.bulk_create(
                [SearchText(key=entry.document.key, text=entry.text) for entry in some]
            )


def _cut(entries: list[Entry]) -> list[Any]:
    return [value for entry in entries for value in _values(entry)]


def remove(entries: Iterable[Entry]) -> None:
    """Take documents out."""
    keys = [entry.document.key for entry in entries]
    SearchText.objects.filter(key__in=keys).delete()
    SearchDocument.objects.filter(key__in=keys).delete()


@contextmanager
def in_bulk() -> Iterator[None]:
    """Within a transaction: gather what is added, and sort it into the index once, at the end.

    For single stories the index is told not to gather: each search would read the heap.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER INDEX {_INDEX} SET (fastupdate = on)")
        for name in ("gin_pending_list_limit", "work_mem", "maintenance_work_mem"):
            cursor.execute(f"SET LOCAL {name} = '{_BULK_MEMORY}'")
        yield
        cursor.execute("SELECT gin_clean_pending_list(%s)", [_INDEX])
        cursor.execute(f"ALTER INDEX {_INDEX} SET (fastupdate = off)")


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        # What waits to be checked at the end of the transaction would forbid it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE news_searchdocument, news_searchtext")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def newest(want: Want) -> list[Candidate]:
    """The newest documents that have the tokens: in a window first, then wherever they are."""
    with connection.cursor() as cursor:
        found: list[Candidate] = []
        size = FIRST_WINDOW
        for _widening in range(2):
            window = _window(cursor, want, size)
            if not window:
                break
            found = _found(cursor, want, window)
            if len(found) >= want.most:
                return found
            needed = ROOM * size * want.most / max(1, len(found))
            if needed > 10 * size:
                break
            size = int(needed)
        return _found(cursor, want, [])


def holding(keys: Sequence[int], needles: Sequence[str]) -> set[int]:
    """Those of the keys whose text holds every needle."""
    held = " AND ".join(["strpos(text, %s) > 0"] * len(needles))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM news_searchtext WHERE key = ANY(%s) AND {held}",  # noqa: S608
            [list(keys), *needles],
        )
        return {key for (key,) in cursor.fetchall()}


def _values(entry: Entry) -> Iterator[Any]:
    row = entry.document
    yield from (row.key, row.article_id, row.part, row.heading, row.section, row.source)
    yield from (row.kind, row.language, row.publish_at, row.unpublish_at)
    yield f"{entry.tokens(LONGEST)} {_bucket(bucket_of(row.key))}"


def _bucket(number: int) -> str:
    return fact("b", number)


def _window(cursor, want: Want, size: int) -> list[str]:
    """The stretches of time that hold the newest `size` documents; none where these are all."""
    cursor.execute(
        "SELECT key FROM news_searchdocument WHERE key BETWEEN %s AND %s"
        " ORDER BY key DESC OFFSET %s LIMIT 1",
        [want.low, want.high, size],
    )
    row = cursor.fetchone()
    if row is None:
        return []
    cursor.execute(
        "SELECT max(key) FROM news_searchdocument WHERE key BETWEEN %s AND %s",
        [want.low, want.high],
    )
    first, last = bucket_of(row[0]), bucket_of(cursor.fetchone()[0])
    return [_bucket(number) for number in range(first, last + 1)]


def _found(cursor, want: Want, window: list[str]) -> list[Candidate]:
    groups = [*want.groups, window] if window else want.groups
    query = " & ".join(f"({' | '.join(map(_quoted, group))})" for group in groups)
    cursor.execute(
        "SELECT * FROM news_search_newest(%s::tsquery, %s, %s, %s, %s)",
        [query, want.low, want.high, want.live_at, want.most],
    )
    return cursor.fetchall()


def _quoted(token: str) -> str:
    """Tokens hold letters, digits and marks of ours only, so that nothing can be an operator."""
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
