"""Words across scripts: Simplified to Traditional, and folding for comparison.

The one importer of opencc, which is loaded when first needed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from portal.lib.terms import LABELS, TERMS
from portal.lib.text import HAN

if TYPE_CHECKING:
    from opencc import OpenCC

# Text nodes of one page travel through the converter in one string, parted by this character. No
# phrase of a dictionary holds it, so that none reaches over a border.
BORDER = "\x1f"

# Standard Traditional characters (裡, 為, 著) with the vocabulary left alone. s2twp also swaps
# words, and in news turns 发布 into 釋出 and 审核 into 稽核; s2t writes 裏 and 爲, which neither
# Taiwan nor Hong Kong prints; what a reader misses otherwise is in the list of house terms.
_TO_TRADITIONAL = "s2tw"

# Stands for a house term while the rest of a text is converted.
_HELD = "\uf8ff"

# Around words that are Traditional already and stay as they are; two characters that are none.
_SAID, _END = "\ufdd0", "\ufdd1"

# What the newsroom adds to the terms, asked for when there is something to convert.
_added: ContextVar[Callable[[], Mapping[str, str]]] = ContextVar("added", default=dict)


@contextmanager
def added_terms(terms: Callable[[], Mapping[str, str]]) -> Iterator[None]:
    """Let further terms hold for what is converted meanwhile."""
    token = _added.set(terms)
    try:
        yield
    finally:
        _added.reset(token)


def put_terms(text: str, terms: Mapping[str, str]) -> str:
    """Put Traditional terms into a Simplified text, marked so that `to_traditional` keeps them.

    For words that hold in one text of many that are converted together. Putting twice is once.
    """
    if not terms or not text:
        return text
    return _put_pattern(tuple(terms)).sub(
        lambda match: (
            match.group()
            if match.group().startswith(_SAID)
            else f"{_SAID}{terms[match.group()]}{_END}"
        ),
        text,
    )


def said(text: str) -> str:
    """Mark a text that is Traditional already, so that `to_traditional` keeps all of it."""
    return f"{_SAID}{text}{_END}" if text else text


@lru_cache(maxsize=64)
def _put_pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(f"{_SAID}[^{_END}]*{_END}|{'|'.join(map(re.escape, longest_first))}")


def to_traditional(text: str, terms: Mapping[str, str] | None = None) -> str:
    """Turn Simplified Chinese into Traditional, in the words of the house.

    `terms` are further replacements that hold for this text alone (Simplified to Traditional) and
    win over the house's. Text without Chinese comes back as it is, its quotation marks as well.
    """
    if text.isascii():
        return text
    wanted = _house_terms() if not terms else {**_house_terms(), **terms}
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        word = match.group()
        if word.startswith(_SAID):
            held.append(word[1:-1])
            return _HELD
        held.append(wanted.get(word) or LABELS.get(word) or word)
        return _HELD

    rest = _requote(_opencc(_TO_TRADITIONAL).convert(_terms_pattern(tuple(wanted)).sub(hold, text)))
    if not held:
        return rest
    release = iter(held)
    return re.sub(_HELD, lambda _: next(release), rest)


def _house_terms() -> Mapping[str, str]:
    added = _added.get()()
    return {**TERMS, **added} if added else TERMS


@lru_cache(maxsize=64)
def _terms_pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    # What was said in Traditional already, as catalogues do, is said so once more.
    said = [word for word in TERMS.values() if _opencc(_TO_TRADITIONAL).convert(word) != word]
    longest_first = sorted({*terms, *said}, key=len, reverse=True)
    anywhere = "|".join(map(re.escape, longest_first))
    alone = "|".join(re.escape(label) for label in LABELS)
    before, after = rf"(?<![^\s{BORDER}])", rf"(?![^\s{BORDER}：·])"
    return re.compile(f"{_SAID}[^{_END}]*{_END}|{_HELD}|{before}(?:{alone}){after}|{anywhere}")


_QUOTES = str.maketrans("“”‘’", "「」『』")
_CURLY = re.compile("[“”‘’]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ANY_HAN = re.compile(f"[{HAN}]")
_LINES = re.compile(f"([\n{BORDER}])")


def _requote(text: str) -> str:
    """Turn “ ” ‘ ’ into 「 」『 』, except in lines that are foreign, and in words like don’t."""
    if not _CURLY.search(text):
        return text
    return "".join(
        line if not _CURLY.search(line) or _is_foreign(line) else _requote_line(line)
        for line in _LINES.split(text)
    )


def _is_foreign(line: str) -> bool:
    return bool(_LATIN.search(line)) and not _ANY_HAN.search(line)


def _requote_line(line: str) -> str:
    return re.sub(
        "(?<![A-Za-z\u00c0-\u024f])’|’(?![A-Za-z\u00c0-\u024f])|[“”‘]",
        lambda mark: mark.group().translate(_QUOTES),
        line,
    )


@cache
def _opencc(configuration: str) -> OpenCC:
    from opencc import OpenCC  # 16 to 70 ms: only for those who meet Chinese text

    return OpenCC(configuration)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable, that still knows where each of its characters came from."""

    text: str
    # Where the character at each position began in the original, and at the end its length.
    offsets: tuple[int, ...] | range
    # Where each cluster of the original begins, and at the end its length.
    borders: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the part of the original that `text[start:end]` came from, in whole characters."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        return self.offsets[start], self.borders[bisect_right(self.borders, last)]


def fold(text: str) -> Folded:
    """Fold a text for comparison: width, case, compatibility forms, Traditional to Simplified.

    It works character by character (a base with its combining marks counts as one), so that every
    place in the folded text has a place in the original: what is found can be marked there.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    borders: list[int] = []
    for cluster in _clusters(text):
        piece = _folded(cluster.group())
        pieces.append(piece)
        offsets.extend([cluster.start()] * len(piece))
        borders.append(cluster.start())
    end = len(text)
    return Folded("".join(pieces), (*offsets, end), (*borders, end))


def fold_text(text: str) -> str:
    """Give only the text of `fold(text)`, faster."""
    folded = text.translate(_FOLDED_CHARACTERS)
    if _MARK not in folded:
        return folded
    return "".join([_folded(cluster.group()) for cluster in _clusters(text)])


class _FoldedCharacters(dict[int, str]):
    """A table for `str.translate` that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        is_mark = _marks().match(chr(code))
        self[code] = _MARK if is_mark else _folded(chr(code))
        return self[code]


# No character: stands for one that changes the one before it, so that a table cannot fold it.
_MARK = "\uffff"

_FOLDED_CHARACTERS = _FoldedCharacters()


def _clusters(text: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"[\s\S]{_marks().pattern}*", text)


@cache
def _marks() -> re.Pattern[str]:
    """Match what changes the character before it: combining marks, vowel jamo, half-width ﾞ."""
    codes = [
        code
        for code in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
        if unicodedata.category(chr(code)).startswith("M")
        or 0x1160 <= code <= 0x11FF
        or 0xD7B0 <= code <= 0xD7FF
        or 0xFFA0 <= code <= 0xFFDC
        or code in (0xFF9E, 0xFF9F)
    ]
    return re.compile(f"[{_as_ranges(codes)}]")


def _as_ranges(codes: Iterable[int]) -> str:
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


@lru_cache(maxsize=65536)
def _folded(cluster: str) -> str:
    """Fold one cluster, again and again until it stays."""
    if cluster.isascii():
        return cluster.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    folded = "".join([_simplified(character) for character in folded])
    return folded if folded == cluster else _folded(folded)


def _simplified(character: str) -> str:
    """Give the Simplified form that all forms of a character share.

    The detour through Taiwan brings 着 and 著, 檐 and 簷 together, Hong Kong's 衞 goes first.
    """
    if character < "\u3400":
        return character
    for configuration in ("hk2s", "s2tw", "t2s"):
        character = _opencc(configuration).convert(character)
    return character
