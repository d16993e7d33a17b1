"""What a text becomes in the index: runs of folded characters, and the tokens of these.

Nothing here asks the database. Whoever changes what comes out raises `VERSION`, and the worker
builds the index anew.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from portal.lib.text import HAN
from portal.lib.words import fold_text

VERSION = 1

LONGEST_WORD = 64
"""Characters of a word of letters that count; longer ones are addresses and accidents."""

PREFIXES = 4
"""The first characters of a word that are tokens of their own, so that typing two letters does
not gather thousands of words."""

# Private characters stand before what no text can hold: beginnings of words, facts of a story.
_BEGINNING, _FACT = "\ue001", "\ue002"

_RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")


def runs(text: str) -> list[str]:
    """Cut a text into its folded runs of Han characters and words of letters or digits."""
    return _RUNS.findall(fold_text(text))


def plain(text: str) -> str:
    """The folded runs of a text, a space before, between and behind."""
    return f" {' '.join(runs(text))} "


def is_han(run: str) -> bool:
    return _IS_HAN.match(run) is not None


def tokens_of(plain_text: str) -> set[str]:
    """All tokens of a plain text: Han characters and pairs, words and their beginnings."""
    tokens: set[str] = set()
    for run in set(plain_text.split()):
        if is_han(run):
            tokens.update(run)
            tokens.update([first + second for first, second in pairwise(run)])
        else:
            tokens.update(_tokens_of_word(run[:LONGEST_WORD]))
    return tokens


def sought(run: str) -> list[str]:
    """The tokens that a document with this run has; the last may be the beginning of one.

    A word of letters is looked for by its beginning, hence `word*` where it is a long one.
    """
    if is_han(run):
        return [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
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
