"""Plain text: cleaning what people type, cutting tags and titles, naming files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Protocol

# In Han characters. A clause that is longer than a phone's line breaks where it likes.
LONGEST_CLAUSE = 15.5

# The brackets around a kicker together, as wide as one character.
BRACKETS = 1

# Han characters, for use inside the brackets of a regular expression.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


# Control characters, direction marks and overrides, zero-width spaces, tag characters, lone
# surrogates: invisible, and able to make a name look like another. Joiners stay: emoji and the
# scripts of India and Persia need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def clean_line(text: str) -> str:
    """Make one tidy line: nothing invisible, every run of white space one space, none at ends."""
    return " ".join(_INVISIBLE.sub("", text).split())


def clean_text(text: str) -> str:
    """Make tidy paragraphs: nothing invisible, line ends as \\n, at most one empty line between."""
    text = _INVISIBLE.sub("", re.sub("\r\n?|[\x85\u2028\u2029]", "\n", text))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def width(text: str) -> float:
    """Count how wide a text is in Han characters: Han and full-width marks 1, Latin 0.5."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    # Ambiguous ones such as “ and … come full width, since the Han font stands first.
    return 1 if unicodedata.east_asian_width(character) in "WFA" else 0.5


class Named(Protocol):
    """Something with a name, such as a tag."""

    name: str


_BETWEEN_TAGS = re.compile(f"[，、；;,\n\u3000]|(?<=[{HAN}])[^\\S\n]+(?=[{HAN}])")


def split_tags(text: str) -> list[str]:
    """Read a line of tags: ，、；;, and new lines part them, and spaces between Chinese words.

    A space beside a Latin word belongs to the tag (New York, AI 教育). A tag that comes twice,
    whatever its case, counts once, as first written.
    """
    tags: dict[str, str] = {}
    for piece in _BETWEEN_TAGS.split(text):
        tag = clean_line(piece).strip("#\"'“”‘’")
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return list(tags.values())


def join_tags(tags: Iterable[Named]) -> str:
    """Write tags as one line that `split_tags` reads back."""
    return "，".join(tag.name for tag in tags)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a title; with `is_whole` no line may break inside (a number and its unit)."""

    text: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a title: kept on one line where there is room, unless it `flows`."""

    runs: tuple[Run, ...]
    flows: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def split_hints(typed: str) -> tuple[str, str]:
    """Part a typed title into (clean title, the same with its `|` hints, or nothing without).

    The first is for all places, the second is kept beside it for `clauses`.
    """
    parts = [part for part in map(str.strip, clean_line(typed).split("|")) if part]
    if not parts:
        return "", ""
    hinted = parts[0]
    for before, after in pairwise(parts):
        are_latin_words = before[-1].isascii() and after[0].isascii()
        hinted += f"{' ' if are_latin_words else ''}|{after}"
    return hinted.replace("|", ""), hinted if len(parts) > 1 else ""


def clauses(title: str, breaks: str = "", *, kicker: str = "") -> list[Clause]:
    """Cut a title into the clauses between which its lines break (DESIGN, section 5).

    A Chinese title is cut after ，：？！； and where `breaks` (the title with `|` hints) says so;
    hints that no longer spell the title are passed over. A clause wider than 15.5 Han characters,
    the kicker before it and its brackets counted in, flows freely. Other titles are one flowing
    clause.
    """
    hinted = breaks if breaks.replace("|", "") == title else title
    if not re.search(f"[{HAN}]", title):
        return [Clause(runs(title), flows=True)] if title else []
    room = LONGEST_CLAUSE - (width(kicker) + BRACKETS if kicker else 0)
    found = []
    for piece in _pieces(hinted):
        found.append(Clause(runs(piece), flows=width(piece) > room))
        room = LONGEST_CLAUSE
    return found


def _pieces(hinted: str) -> Iterator[str]:
    """Cut at hints and after marks; closing quotes and brackets stay with the mark."""
    for part in hinted.split("|"):
        yield from re.findall(r"[^，：？！；]*[，：？！；]+[”’」』）》〉】]*|[^，：？！；]+", part)


# A number, and what is measured by it: 0.3 米, 12 公里, 45%, 3 km².
_LONG_UNITS = (
    "平方公里|平方米|立方米|公里|公斤|公顷|千米|厘米|毫米|千克|万元|亿元|万人|亿人|小时|分钟"
)
_MEASURE = re.compile(
    rf"\d[\d.,:/–-]*"
    rf"(?:\s?(?:[%％‰℃°]|{_LONG_UNITS})|\s[{HAN}]|\s?[A-Za-zµμΩ]{{1,4}}[²³]?(?![A-Za-z]))"
)


def runs(text: str) -> tuple[Run, ...]:
    """Cut a title around what is measured in it."""
    found = []
    end = 0
    for match in _MEASURE.finditer(text):
        if match.start() > end:
            found.append(Run(text[end : match.start()]))
        found.append(Run(match.group(), is_whole=True))
        end = match.end()
    if end < len(text):
        found.append(Run(text[end:]))
    return tuple(found)


LONGEST_NAME = 180  # bytes of UTF-8: file systems stop at 255, and storages add to it

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%#\s]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def safe_filename(name: str, default: str = "file") -> str:
    """Make a file name that no system, shell or header trips over; letters of any script stay."""
    name = unicodedata.normalize("NFC", clean_line(name.replace("\\", "/").split("/")[-1]))
    path = PurePosixPath(_NOT_IN_NAMES.sub("_", name).strip("._ -"))
    extension = path.suffix if len(path.suffix.encode()) <= 12 else ""
    stem = path.name.removesuffix(extension).strip("._ -")
    stem = stem or default
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return _cut(stem, LONGEST_NAME - len(extension.encode())) + extension


def _cut(text: str, size: int) -> str:
    """Cut a text to a number of bytes, never inside a character."""
    return text.encode()[:size].decode(errors="ignore")
