"""What may have been meant by a search that found little."""

from dataclasses import replace

from news.search import spelling
from news.search.finding import Filters, Found, Search
from news.search.query import parse

FEW = 10
"""Whoever found as many has found what they meant."""

MOST_WORDS = 4
"""Words that are looked at: in a longer query one wrong word is not the trouble."""


def suggestion(search: Search, found: Found) -> str | None:
    """The query with one word set right; only one that finds more than the query itself."""
    if found.total.count >= FEW:
        return None
    text = search.query.text
    for word in text.split()[:MOST_WORDS]:
        better = spelling.nearest(word)
        if better is None:
            continue
        other = replace(search, query=parse(text.replace(word, better, 1)), filters=Filters())
        if other.query and len(other.found().article_ids) > found.total.count:
            return other.query.text
    return None
