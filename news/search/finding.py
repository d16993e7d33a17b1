"""Searching: candidates from the index, filters and counts, the order, the proof of phrases."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.utils import timezone

from news.search.backends import Candidate, Want, backend
from news.search.keys import SECOND, span_of
from news.search.query import Query, among

CANDIDATES = 5_000
"""The newest stories among which the order is found."""

EXACT = 1_000
"""Up to here numbers are exact, and results can be paged through."""

IN_TITLE, IN_LABELS, FRESH = 5.0, 3.0, 2.0
"""What a term in the headline, in a tag or byline, and being of today are worth."""

HALF_LIFE = timedelta(days=120)
"""After so long the worth of being new has halved."""

DAYS = {"day": timedelta(days=1), "week": timedelta(days=7), "year": timedelta(days=365)}


@dataclass(frozen=True)
class Filters:
    """What a reader narrowed the search to; empty means everything."""

    sections: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    days: str = ""

    def __bool__(self) -> bool:
        return bool(self.sections or self.sources or self.kinds or self.days)

    def without(self, name: str) -> "Filters":
        empty: dict[str, Any] = {name: "" if name == "days" else ()}
        return replace(self, **empty)

    def admits(self, low: int) -> Callable[[Candidate], bool]:
        """The test of a candidate; `low` is the first key of the time chosen."""
        sections, sources, kinds = set(self.sections), set(self.sources), set(self.kinds)

        def test(row: Candidate) -> bool:
            key, _story, _heading, section, source, kind = row
            return (
                key >= low
                and (not sections or section in sections)
                and (not sources or source in sources)
                and (not kinds or kind in kinds)
            )

        return test


@dataclass(frozen=True)
class Number:
    """How many there are; `is_more` says that these are only those that were counted."""

    count: int
    is_more: bool = False


@dataclass(frozen=True)
class Found:
    """The answer to a search: ids of stories in order, the first `EXACT` at most."""

    article_ids: list[int]
    total: Number
    counted: "Counts"


@dataclass(frozen=True)
class Search:
    """A query with its filters in one language, at one moment."""

    query: Query
    language: str
    filters: Filters = Filters()
    by_date: bool = False

    def found(self) -> Found:
        """Look it up: a question to the index, a second where filters reach behind the newest
        candidates, and one to the texts where tokens alone cannot tell."""
        everything = self._newest(Filters())
        rows = self._filtered(everything)
        is_cut = len(everything) > CANDIDATES
        if is_cut and self.filters:
            rows = self._newest(self.filters)
        rows = self._ordered(_once(rows[:CANDIDATES]))
        proven, is_all_proven = self._proven(rows)
        total = Number(min(len(proven), EXACT), len(proven) > EXACT)
        if is_all_proven and not is_cut and self.needles:
            refuted = {row[1] for row in rows} - {row[1] for row in proven}
            everything = self._prove_the_rest(everything, rows, refuted)
        return Found(
            article_ids=[row[1] for row in proven[:EXACT]],
            total=total,
            counted=Counts(_once(everything), self, is_cut),
        )

    @cached_property
    def needles(self) -> list[str]:
        return self.query.needles(backend().LONGEST)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    def low_of(self, days: str) -> int:
        """The lowest key of that many days back."""
        since = self.now - DAYS[days] if days else None
        return span_of(self.language, since, None)[0]

    def _newest(self, filters: Filters) -> list[Candidate]:
        groups = self.query.groups(backend().LONGEST)
        for name, values in (
            ("s", filters.sections),
            ("o", filters.sources),
            ("k", filters.kinds),
        ):
            groups += [among(name, list(values))] if values else []
        low = self.low_of(filters.days)
        high = span_of(self.language, None, self.now)[1]
        return backend().newest(Want(groups, low, high, self.now, CANDIDATES + 1))

    def _filtered(self, rows: list[Candidate]) -> list[Candidate]:
        if not self.filters:
            return rows
        return list(filter(self.filters.admits(self.low_of(self.filters.days)), rows))

    def _ordered(self, rows: list[Candidate]) -> list[Candidate]:
        if self.by_date:
            return rows
        needles = [needle.strip() for needle in self.query.all_needles]
        in_title, in_labels = IN_TITLE / len(needles), IN_LABELS / len(needles)
        now = span_of(self.language, None, self.now)[1]
        half_life = HALF_LIFE.total_seconds() * SECOND
        worths = [FRESH * 0.5 ** ((now - row[0]) / half_life) for row in rows]
        for needle in needles:
            for place, row in enumerate(rows):
                if needle in row[2]:
                    title, _, _labels = row[2].partition("\n")
                    worths[place] += in_title if needle in title else in_labels
        order = sorted(range(len(rows)), key=worths.__getitem__, reverse=True)
        return [rows[place] for place in order]

    def _proven(self, rows: list[Candidate]) -> tuple[list[Candidate], bool]:
        """Those that truly hold the phrases, and whether all rows were looked at."""
        if not self.needles:
            return rows, True
        proven: list[Candidate] = []
        for start in range(0, len(rows), EXACT + 100):
            some = rows[start : start + EXACT + 100]
            held = backend().holding([row[0] for row in some], self.needles)
            proven += [row for row in some if row[0] in held]
            if len(proven) > EXACT:
                return proven, start + EXACT + 100 >= len(rows)
        return proven, True

    def _prove_the_rest(
        self, everything: list[Candidate], looked_at: list[Candidate], refuted: set[int]
    ) -> list[Candidate]:
        """Take out of what is counted all that does not hold the phrases."""
        seen = {row[0] for row in looked_at}
        rest = [row[0] for row in everything if row[0] not in seen][:EXACT]
        held = backend().holding(rest, self.needles) if rest else set()
        return [
            row
            for row in everything
            if row[1] not in refuted and (row[0] in seen or row[0] in held)
        ]


@dataclass(frozen=True)
class Counts:
    """How many of the candidates each choice of a filter would leave."""

    rows: list[Candidate]
    search: Search
    is_cut: bool

    def sections(self) -> Counter[int]:
        return self._by("sections", itemgetter(3))

    def sources(self) -> Counter[int]:
        return self._by("sources", itemgetter(4))

    def kinds(self) -> Counter[str]:
        return self._by("kinds", itemgetter(5))

    def days(self) -> dict[str, int]:
        rows = self._others("days")
        return {
            days: sum(row[0] >= low for row in rows)
            for days, low in ((days, self.search.low_of(days)) for days in ("", *DAYS))
        }

    def number(self, count: int) -> Number:
        """A count as it may be shown."""
        return Number(min(count, EXACT), count > EXACT or (self.is_cut and count > 0))

    def _by(self, name: str, value: Callable[[Candidate], object]) -> Counter:
        return Counter(map(value, self._others(name)))

    def _others(self, name: str) -> list[Candidate]:
        """What all the other filters leave."""
        filters = self.search.filters.without(name)
        if not filters:
            return self.rows
        return list(filter(filters.admits(self.search.low_of(filters.days)), self.rows))


def find_anywhere(query: Query, languages: Iterable[str], most: int = EXACT) -> list[int]:
    """Ids of the newest stories in any state that hold the query, for the desk."""
    rows: list[Candidate] = []
    groups, needles = query.groups(backend().LONGEST), query.needles(backend().LONGEST)
    for language in languages:
        low, high = span_of(language, None, None)
        rows += backend().newest(Want(groups, low, high, None, most))
    if needles and rows:
        held = backend().holding([row[0] for row in rows], needles)
        rows = [row for row in rows if row[0] in held]
    return [row[1] for row in _once(rows)]


def _once(rows: list[Candidate]) -> list[Candidate]:
    """Parts of one story are one result."""
    return list({row[1]: row for row in reversed(rows)}.values())[::-1]
