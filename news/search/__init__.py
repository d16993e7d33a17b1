"""Search that finds Chinese: an index of character pairs in the database's own search engine.

A story is folded character by character (width, case, Traditional to Simplified), so that a query
in either script finds both. See `tokens` for what is indexed, `finding` for the order.
"""

from news.search.finding import (
    CANDIDATES,
    DAYS,
    EXACT,
    Counts,
    Filters,
    Found,
    Number,
    Search,
    find_anywhere,
)
from news.search.query import Query, parse
from news.search.state import mark_stale
from news.search.writing import index, later

__all__ = [
    "CANDIDATES",
    "DAYS",
    "EXACT",
    "Counts",
    "Filters",
    "Found",
    "Number",
    "Query",
    "Search",
    "find_anywhere",
    "index",
    "later",
    "mark_stale",
    "parse",
]
