"""Did you mean: terms one edit away, found along an index.

Each term is kept under itself and under each way of leaving out one of its characters. Two words
are at most one edit apart only if they meet in one of these, so that a handful of equal
comparisons answers, however many terms there are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from news.models import SearchSpelling
from news.search.backends import Names
from news.search.tokens import is_han, runs
from portal.lib.text import HAN
from portal.lib.words import fold_text

SHORTEST, LONGEST = 2, 20
"""Lengths of terms; of a single character everything is one edit away."""

LONGEST_CLAUSE = 8
"""Characters of a Chinese clause of a title that still is a name, not a sentence."""

SHORTEST_WORD = 4
"""Letters of a word of a title that is worth a correction."""

LABEL, KICKER, TITLE = 0, 1, 2
"""Where a term comes from, the most trusted first."""

_CLAUSES = re.compile(f"[{HAN}]+|[^\\W\\d_{HAN}]+")


@dataclass(frozen=True)
class _Term:
    text: str
    rank: int


def learn(names: Iterable[Names]) -> None:
    """Note the terms of stories: names of tags and bylines, kickers, names within titles."""
    found = {term for of_story in names for term in _terms(of_story)}
    terms = {term.text: term for term in sorted(found, key=lambda term: -term.rank)}
    if not terms:
        return
    known = SearchSpelling.objects.filter(variant__in=terms, term__in=terms).values_list(
        "term", "rank"
    )
    ranks = dict(known)
    SearchSpelling.objects.bulk_create(
        [
            SearchSpelling(variant=variant, term=term.text, rank=term.rank)
            for term in terms.values()
            if ranks.get(term.text, TITLE + 1) > term.rank
            for variant in variants(term.text)
        ],
        update_conflicts=True,
        unique_fields=["variant", "term"],
        update_fields=["rank"],
    )


def nearest(word: str) -> str | None:
    """The most trusted term one edit from a word; None where there is none, or it is a term."""
    sought = fold_text(word)
    if not SHORTEST <= len(sought) <= LONGEST:
        return None
    near = SearchSpelling.objects.filter(variant__in=variants(sought))
    terms = set(near.values_list("rank", "term"))
    if any(term == sought for _rank, term in terms):
        return None
    apart = [(rank, term) for rank, term in terms if is_one_edit(sought, term)]
    return min(apart)[1] if apart else None


def variants(term: str) -> set[str]:
    """The term, and what remains of it without one of its characters; of two, only itself."""
    if len(term) <= SHORTEST:
        return {term}
    return {term, *(term[:i] + term[i + 1 :] for i in range(len(term)))}


def is_one_edit(one: str, other: str) -> bool:
    """Whether one character added, left out, changed, or two neighbours swapped, make the other."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    is_swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or is_swapped


def _terms(names: Names) -> Iterator[_Term]:
    for label in names.labels:
        yield from _kept(" ".join(runs(label)), LABEL)
    yield from _kept(" ".join(runs(names.kicker)), KICKER)
    for clause in filter(_is_name, _CLAUSES.findall(fold_text(names.title))):
        yield from _kept(clause, TITLE)


def _is_name(clause: str) -> bool:
    """Whether a piece of a title may be a name, and is no sentence and no little word."""
    if is_han(clause):
        return SHORTEST < len(clause) <= LONGEST_CLAUSE
    return len(clause) >= SHORTEST_WORD


def _kept(text: str, rank: int) -> Iterator[_Term]:
    if SHORTEST <= len(text) <= LONGEST:
        yield _Term(text, rank)
