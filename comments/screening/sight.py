"""A text as a moderator would read it, whatever tricks its characters play.

Every character of a view knows where it came from, so that a find can be marked in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from portal.lib.words import fold

_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""Default-ignorable code points (Unicode DerivedCoreProperties): they show nothing."""

_LOOKALIKES = {
    **dict(
        zip(map(ord, "авгеикмнопрстухьзіјѕѵҽԁԛԝһӏ"), "abreukmhonpctyxb3ijsvedqwhl", strict=True)
    ),
    **dict(zip(map(ord, "αβγεηικνοπρσςτυχω"), "abyenikvonpoctuxw", strict=True)),
    **dict(zip(map(ord, "աոսօցհգզ"), "wnuoghqq", strict=True)),
    ord("ƅ"): "b",
    ord("ɩ"): "i",
    ord("ʋ"): "v",
    ord("ℓ"): "l",
}
"""Cyrillic, Greek and Armenian letters that pass for Latin ones (Unicode TR 39 confusables)."""

_FOREIGN = re.compile(f"[{''.join(map(chr, _LOOKALIKES))}]+")

_VARIANT = re.compile(
    "LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL)(?: DOTLESS| SCRIPT| OPEN| TURNED)? ([A-Z])"
    "(?: WITH .+)?|LATIN SMALL LETTER (A)LPHA"
)
"""Names of Latin letters in another dress: small capitals, with a stroke or a hook, dotless."""

_TOKEN = re.compile(r"[^\W\d_\u3400-\u9fff\uf900-\ufaff]+")
_LATIN = re.compile("[a-z]")
SHORTEST = 4
"""Letters of a word that may be all look-alikes; да and он are not."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A view of a text: its characters, and the place in the original of each."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original `text[start:end]` stands."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=64)
def see(text: str) -> Sight:
    """The text folded: width, case, script, look-alikes; without what is invisible or combining.

    Look-alikes are folded only in words that hold a Latin letter too, and in those that hold
    nothing else; so Russian stays Russian, but for a word in some hundred. Each check looks at
    the same text: it is worked out once.
    """
    folded = fold(text)
    letters, starts, ends = [], [], []
    for index, character in enumerate(folded.text):
        start, end = folded.span(index, index + 1)
        for bare in _bared(character):
            letters.append(bare)
            starts.append(start)
            ends.append(end)
    unmasked = _TOKEN.sub(_as_latin, "".join(letters))
    return Sight(unmasked, tuple(starts), tuple(ends))


def squeeze(sight: Sight) -> Sight:
    """Letters and digits alone: 赌,博 and c.a.s.i.n.o without what was put between."""
    kept = [index for index, character in enumerate(sight.text) if character.isalnum()]
    return Sight(
        "".join(sight.text[index] for index in kept),
        tuple(sight.starts[index] for index in kept),
        tuple(sight.ends[index] for index in kept),
    )


def without_invisible(text: str) -> str:
    """The text as it is written, without characters that show nothing, or sit upon others."""
    return "".join(
        sign
        for sign in text
        if sign.isascii()
        or not (_IGNORABLE.match(sign) or unicodedata.category(sign) in ("Mn", "Me"))
    )


def _bared(character: str) -> str:
    if character.isascii():
        return character
    if _IGNORABLE.match(character):
        return ""
    parts = unicodedata.normalize("NFD", character)
    bare = "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me"))
    return unicodedata.normalize("NFC", bare)


def _as_latin(token: re.Match[str]) -> str:
    word = token.group()
    if word.isascii():
        return word
    word = "".join(map(_undressed, word))
    is_masked = _LATIN.search(word) or (len(word) >= SHORTEST and _FOREIGN.fullmatch(word))
    return word.translate(_LOOKALIKES) if is_masked else word


@cache
def _undressed(character: str) -> str:
    if character.isascii():
        return character
    match = _VARIANT.fullmatch(unicodedata.name(character, ""))
    return (match[1] or match[2]).lower() if match else character
