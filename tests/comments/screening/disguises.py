"""How people write a word that a list forbids. Written apart from the normaliser, by another hand:
whoever changes one must not read the other first, or the figures mean nothing.
"""

import random
import unicodedata
from collections.abc import Callable

UNSEEN = (
    "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff\u00ad\u034f\u180e\u200e\u200f\u202a\u202c"
    "\u2066\u2069\ufe0e\ufe0f\u115f\u3164\uffa0\u17b5\U000e0061\U000e0100"
)
MARKS = "\u0301\u0300\u0308\u0332\u0335\u0336\u0337\u0338\u0489\u20dd\u20de\u20e3\u0f37\u0e4e\u1ab0"
SIGNS = " .-*_|·•~/+★、，\u3000\u00a0\u2009—'^=#&🔥"
CYRILLIC = dict(zip("aceopxyijskmtbhn", "асеорхуіјѕкмтьһп", strict=True))
GREEK = dict(zip("aeiknopuvxy", "αεικηορυνχγ", strict=True))
LATIN_LIKE = dict(zip("aegilobcdrnsvw", "ɑҽɡıⅼօƅϲԁгոꜱᴠԝ", strict=True))
SMALL_CAPITALS = dict(zip("abcdefghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", strict=True))
LEET = str.maketrans("aeiost", "431057")


def _full_width(phrase: str, _dice: random.Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in phrase)


def _styled(first: int) -> Callable[[str, random.Random], str]:
    """Letters of a mathematical or circled alphabet that begins there."""

    def write(phrase: str, _dice: random.Random) -> str:
        letters = (
            chr(first + ord(sign) - ord("a")) if "a" <= sign <= "z" else sign for sign in phrase
        )
        return "".join(letters)

    return write


def _between(signs: str, *, least: int = 1, most: int = 1) -> Callable[[str, random.Random], str]:
    """One kind of sign between all letters, or after every letter where they join to it."""

    def write(phrase: str, dice: random.Random) -> str:
        sign = dice.choice(signs) * dice.randint(least, most)
        is_shown = sign.strip() and not set(sign) <= set(UNSEEN)
        return sign.join(phrase.replace(" ", sign if is_shown else "  "))

    return write


def _sprinkled(signs: str) -> Callable[[str, random.Random], str]:
    def write(phrase: str, dice: random.Random) -> str:
        return "".join(sign + dice.choice(signs) for sign in phrase)

    return write


def _one_inside(phrase: str, dice: random.Random) -> str:
    """One sign in the midst of each word, as in cas*ino."""
    sign = dice.choice("*_.|~•-'")
    halves = ((word[: len(word) // 2], word[len(word) // 2 :]) for word in phrase.split(" "))
    return " ".join(f"{one}{sign}{other}" for one, other in halves)


def _alike(table: dict[str, str], share: float) -> Callable[[str, random.Random], str]:
    def write(phrase: str, dice: random.Random) -> str:
        return "".join(table.get(sign, sign) if dice.random() < share else sign for sign in phrase)

    return write


_RADICALS = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for first, last in ((0x2F00, 0x2FD5), (0xF900, 0xFAD9), (0x2F800, 0x2FA1D))
    for code in range(first, last + 1)
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}


def _radicals(phrase: str, _dice: random.Random) -> str:
    """Characters of Chinese as their look-alikes among radicals and compatibility forms."""
    return "".join(_RADICALS.get(sign, sign) for sign in phrase)


def _case(phrase: str, dice: random.Random) -> str:
    return "".join(sign.upper() if dice.random() < 0.5 else sign for sign in phrase)


Disguise = Callable[[str, random.Random], str]

LATIN: dict[str, tuple[Disguise, ...]] = {
    "capitals": (_case, lambda phrase, _dice: phrase.upper()),
    "full width": (_full_width, *map(_styled, (0x1D41A, 0x1D4EA, 0x1D5BA, 0x1D68A, 0x24D0))),
    "zero width": (_between(UNSEEN), _sprinkled(UNSEEN), _between("\u00ad\u200b", most=3)),
    "combining": (_sprinkled(MARKS), _sprinkled("\u0301\u0308"), _sprinkled("\u0336")),
    "look-alikes": (
        _alike(CYRILLIC, 0.5),
        _alike(CYRILLIC, 1),
        _alike(GREEK, 0.5),
        _alike(LATIN_LIKE, 0.5),
        _alike(SMALL_CAPITALS, 1),
    ),
    "spacing": (_between(SIGNS), _between(".-* ", most=2), _one_inside),
}
HAN: dict[str, tuple[Disguise, ...]] = {
    "zero width": LATIN["zero width"],
    "combining": LATIN["combining"],
    "look-alikes": (_radicals,),
    "spacing": (_between(SIGNS), _between(".-* ", most=2), _sprinkled(SIGNS)),
}


def _after(first: Disguise, then: Disguise) -> Disguise:
    return lambda phrase, dice: then(first(phrase, dice), dice)


def disguises(phrase: str, traditional: str, seed: int) -> list[tuple[str, str]]:
    """(kind, disguised phrase) for every way that changes the phrase; the same at each call."""
    dice = random.Random(f"{phrase}{seed}")
    is_latin = phrase.isascii()
    kinds = LATIN if is_latin else HAN
    made = [(kind, way(phrase, dice)) for kind, ways in kinds.items() for way in ways]
    if is_latin:
        mixed = (
            _after(_alike(CYRILLIC, 0.5), _between(UNSEEN)),
            _after(_full_width, _sprinkled(MARKS)),
            _after(_case, _between(SIGNS)),
        )
        made += [("mixed", way(phrase, dice)) for way in mixed]
    else:
        made.append(("Traditional", traditional))
        mixed = (_between(UNSEEN), _between(SIGNS), _after(_radicals, _sprinkled(MARKS)))
        made += [("mixed", way(traditional, dice)) for way in mixed]
    return [(kind, text) for kind, text in made if text != phrase]


def leet(phrase: str) -> str:
    """Figures for letters: c451n0."""
    return phrase.translate(LEET)
