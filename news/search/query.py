"""What a reader typed, understood: words, phrases, and nothing that can go wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from news.search.tokens import fact, is_han, runs, sought

LONGEST = 100
"""Characters of a query that count; more are a text, not a question."""

MOST_TERMS = 8

_PIECES = re.compile('["“”「」『』＂]([^"“”「」『』＂]*)["“”「」『』＂]|([^\\s"“”「」『』＂]+)')


@dataclass(frozen=True)
class Term:
    """A run that has to be there; a phrase of several runs has to be there as it stands."""

    runs: tuple[str, ...]
    is_phrase: bool = False

    def tokens(self, longest: int) -> list[str]:
        return [token for run in self.runs for token in sought(run, longest)]

    @property
    def needle(self) -> str:
        """How a plain text holds it: a word begins there, in a phrase it also ends there."""
        text = " ".join(self.runs)
        before = "" if is_han(self.runs[0]) else " "
        after = " " if self.is_phrase and not is_han(self.runs[-1]) else ""
        return f"{before}{text}{after}"

    def is_answered_by_tokens(self, longest: int) -> bool:
        """Whether all that has the tokens has the term as well."""
        run = self.runs[0]
        return not self.is_phrase and (len(run) <= longest if is_han(run) else True)


@dataclass(frozen=True)
class Query:
    """The terms of a query; none where it holds nothing that can be looked for."""

    text: str
    terms: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def groups(self, longest: int) -> list[list[str]]:
        """The tokens that all have to be there, as the backends take them; `longest` is theirs."""
        tokens = (token for term in self.terms for token in term.tokens(longest))
        return [[token] for token in dict.fromkeys(tokens)]

    def needles(self, longest: int) -> list[str]:
        """What the tokens alone cannot answer."""
        return [term.needle for term in self.terms if not term.is_answered_by_tokens(longest)]

    @property
    def all_needles(self) -> list[str]:
        return [term.needle for term in self.terms]


def with_words(query: Query, shown: Callable[[str], str]) -> Query:
    """The query with its terms also as `shown` writes them, to mark them in what is shown."""
    also = (replace(term, runs=tuple(runs(shown(" ".join(term.runs))))) for term in query.terms)
    return replace(query, terms=tuple(dict.fromkeys([*query.terms, *filter(_is_any, also)])))


def parse(typed: str) -> Query:
    """Read a query: words with space between, and phrases in quotation marks of any kind."""
    text = " ".join(typed.replace("\0", " ").split())[:LONGEST]
    terms: dict[Term, None] = {}
    for match in _PIECES.finditer(text):
        phrase, word = match.groups()
        found = runs(phrase if phrase is not None else word)
        if phrase is not None and found:
            terms[Term(tuple(found), is_phrase=True)] = None
        elif phrase is None:
            terms.update({Term((run,)): None for run in found})
    return Query(text, tuple(terms)[:MOST_TERMS])


def _is_any(term: Term) -> bool:
    return bool(term.runs)


def among(name: str, values: list) -> list[str]:
    """The group of tokens for a fact that may have one of some values."""
    return [fact(name, value) for value in values]
