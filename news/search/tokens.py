"""What a text becomes in the index: runs of folded characters, and the tokens of these.

Nothing here asks the database. Whoever changes what comes out raises the `VERSION` of each adapter
whose tokens change, and the worker builds its index anew.
"""

import re
from collections.abc import Iterator
from operator import add

from portal.lib.text import HAN
from portal.lib.words import fold_text

LONGEST_WORD = 64
"""Characters of a word of letters that count; longer ones are addresses and accidents."""

PAIRS, TRIPLES = 2, 3
"""Han characters of the longest tokens: pairs find everything, triples need fewer texts read."""

PREFIXES = 4
"""The first characters of a word that are tokens of their own, so that typing two letters does
not gather thousands of words."""

# Private characters stand before what no text can hold: beginnings of words, facts of a story.
_BEGINNING, _FACT = "\ue001", "\ue002"

_RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
_WORDS = re.compile(f"[^ {HAN}]+")


def runs(text: str) -> list[str]:
    """Cut a text into its folded runs of Han characters and words of letters or digits."""
    return _RUNS.findall(fold_text(text))


def plain(text: str) -> str:
    """The folded runs of a text, a space before, between and behind."""
    return f" {' '.join(runs(text))} "


def is_han(run: str) -> bool:
    return _IS_HAN.match(run) is not None


def token_text(plain_text: str, longest: int = PAIRS) -> str:
    """All tokens of a plain text, with blanks between: Han characters, pairs of them and, where
    `longest` is TRIPLES, also triples; words and their beginnings.

    Many are there twice: a database drops what it has already faster than Python does. For the
    same reason all is cut at once; where a run ends, the pieces with its blank are shorter tokens.
    """
    words = _WORDS.findall(plain_text)
    han = _WORDS.sub("", plain_text) if words else plain_text
    pairs = list(map(add, han, han[1:]))
    tokens = [*set(han), *pairs]
    if longest == TRIPLES:
        tokens += map(add, pairs, han[2:])
    for word in set(words):
        tokens += _tokens_of_word(word[:LONGEST_WORD])
    return " ".join(tokens)


def sought(run: str, longest: int = PAIRS) -> list[str]:
    """The tokens that a document with this run has; the last may be the beginning of one.

    A word of letters is looked for by its beginning, hence `word*` where it is a long one.
    """
    if is_han(run):
        size = min(len(run), longest)
        return [run[i : i + size] for i in range(len(run) - size + 1)]
    word = run[:LONGEST_WORD]
    return [_BEGINNING + word] if len(word) <= PREFIXES else [word + "*"]


def fact(name: str, value: object) -> str:
    """The token of a fact about a document: its section, its kind."""
    return f"{_FACT}{name}{value}"


def _tokens_of_word(word: str) -> Iterator[str]:
    for length in range(1, min(PREFIXES, len(word)) + 1):
        yield _BEGINNING + word[:length]
    if len(word) > PREFIXES:
        yield word
