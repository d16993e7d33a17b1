"""Where words are found: SQLite's FTS5 and PostgreSQL's tsvector behind the same functions.

Both hold the set of tokens of each document under its key, without positions: what has to stand
together is looked up in `SearchText` afterwards, and only for what is shown.
"""

from types import ModuleType

from django.db import connection

from news.search.backends import postgresql, sqlite
from news.search.backends.shape import Candidate, Entry, Names, Want

__all__ = ["Candidate", "Entry", "Names", "Want", "backend"]


def backend() -> ModuleType:
    """The adapter of the database at hand: add, remove, clear, newest, holding, and
    the VERSION of its tokens and the LONGEST of them in Han characters."""
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
