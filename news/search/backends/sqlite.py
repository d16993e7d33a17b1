"""SQLite: an FTS5 table without contents, whose row ids are the keys."""

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

from django.db import connection

from news.models import SearchDocument, SearchText
from news.search.backends.shape import COLUMNS, Candidate, Entry, Want, cut_ahead
from news.search.tokens import TRIPLES

TABLE = "news_searchindex"

VERSION = 3
"""Of the tokens this index holds; 2 brought the triples, 3 tokens that are given twice."""

LONGEST = TRIPLES
"""With triples too: here it is the texts that cost, not the tokens."""

# Keys within one statement; the rows of a batch lie in few pages.
_MANY = 500

# Documents that FTS5 takes in with one statement, and without Python's lock.
_PORTION = 100


def add(entries: Iterable[Entry]) -> None:
    """Write documents, texts and tokens. FTS5 wants rising keys, or writes a segment for each."""
    entries = sorted(entries, key=lambda entry: entry.document.key)
    SearchDocument.objects.bulk_create([entry.document for entry in entries])
    SearchText.objects.bulk_create(
        [SearchText(key=entry.document.key, text=entry.text) for entry in entries]
    )
    with connection.cursor() as cursor:
        for some, values in cut_ahead(entries, _PORTION, _cut):
            marks = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO {TABLE} (rowid, tokens) VALUES {marks}",  # noqa: S608 (our own name)
                values,
            )


def _cut(entries: list[Entry]) -> list[int | str]:
    return [value for entry in entries for value in (entry.document.key, entry.tokens(LONGEST))]


def remove(entries: Iterable[Entry]) -> None:
    """Take documents out; FTS5 must be told again what it was given."""
    entries = sorted(entries, key=lambda entry: entry.document.key)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, tokens) VALUES ('delete', %s, %s)",  # noqa: S608
            [(entry.document.key, entry.tokens(LONGEST)) for entry in entries],
        )
    keys = [entry.document.key for entry in entries]
    for start in range(0, len(keys), _MANY):
        some = keys[start : start + _MANY]
        SearchText.objects.filter(key__in=some).delete()
        SearchDocument.objects.filter(key__in=some).delete()


def in_bulk() -> AbstractContextManager[None]:
    """What is added within a transaction is sorted in memory anyway."""
    return nullcontext()


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # noqa: S608
        cursor.execute("DELETE FROM news_searchdocument")
        cursor.execute("DELETE FROM news_searchtext")


def newest(want: Want) -> list[Candidate]:
    """The newest documents that have the tokens; FTS5 walks its row ids downwards."""
    live, values = "", []
    if want.live_at is not None:
        at = connection.ops.adapt_datetimefield_value(want.live_at)
        live = "AND d.publish_at <= %s AND (d.unpublish_at IS NULL OR d.unpublish_at > %s)"
        values = [at, at]
    statement = f"""
        SELECT {COLUMNS} FROM {TABLE} f CROSS JOIN news_searchdocument d ON d.key = f.rowid
        WHERE f.{TABLE} MATCH %s AND f.rowid BETWEEN %s AND %s {live}
        ORDER BY f.rowid DESC LIMIT %s"""  # noqa: S608 (our own names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_match(want), want.low, want.high, *values, want.most])
        return cursor.fetchall()


def holding(keys: Sequence[int], needles: Sequence[str]) -> set[int]:
    """Those of the keys whose text holds every needle.

    Bytes are looked through here: SQLite would compare character by character.
    """
    statement = """
        SELECT t.key, CAST(t.text AS BLOB) FROM json_each(%s) wanted
        CROSS JOIN news_searchtext t ON t.key = wanted.value"""
    sought = [needle.encode() for needle in needles]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(list(keys))])
        return {key for key, text in cursor if all(map(text.__contains__, sought))}


def _match(want: Want) -> str:
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in want.groups)


def _quoted(token: str) -> str:
    """Tokens hold letters, digits and marks of ours only, so that nothing can be an operator."""
    return f'"{token[:-1]}" *' if token.endswith("*") else f'"{token}"'
