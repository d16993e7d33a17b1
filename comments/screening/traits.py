"""What a text carries besides words: addresses, telephone numbers, accounts, shouting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from comments.screening.sight import Sight, see

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u303f\u3400-\u9fff，。！？）]+"
    r"|(?<![a-z0-9_@.])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}"
    r"(?:com|cn|net|org|info|xyz|top|vip|club|shop|site|online|ru|io|cc|me|tv|app|link)"
    r"(?![a-z0-9_-])(?:/[^\s\u3000-\u303f\u3400-\u9fff]*)?"
)
_HOST = re.compile(r"^(?:https?://)?(?:[^/@\s]*@)?([^/:?#\s]+)")

_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
"""Chinese mobile numbers: eleven digits from 13 to 19 (numbering plan of the MIIT)."""

_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")

_ACCOUNT = re.compile(
    r"(?:微信|薇信|威信|vx|wx|v信|weixin|wechat|加v|扣扣|qq|企鹅|telegram|tg|电报)"
    r"(?:号|群|id)?\s*[:：是]?\s*(?P<id>[a-z0-9][a-z0-9_-]{4,19})"
)


MOST_MARKS = 4
"""Vietnamese has two on a letter, pointed Hebrew three."""


@dataclass(frozen=True)
class Trait:
    """Something found: what it is, and where in the original it stands."""

    text: str
    start: int
    end: int


def links(text: str, sight: Sight | None = None) -> list[Trait]:
    """Web addresses, written out or as a bare host."""
    return list(_found(_LINK, sight or see(text)))


def host_of(link: str) -> str:
    """The host of a web address, without its `www.`."""
    match = _HOST.match(link)
    return match[1].removeprefix("www.") if match else ""


def contacts(text: str, sight: Sight | None = None) -> list[Trait]:
    """Telephone numbers, and accounts of WeChat, QQ or Telegram somebody is called to."""
    sight = sight or see(text)
    found = [trait for pattern in (_PHONE, _LANDLINE) for trait in _found(pattern, sight)]
    return found + list(_found(_ACCOUNT, sight, "id"))


def is_shouting(text: str) -> bool:
    """Mostly capitals, or one character over and over."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    if len(letters) >= 20 and capitals > 0.7 * len(letters):
        return True
    return bool(re.search(r"(\S)\1{9,}", text))


def is_piled_up(text: str) -> bool:
    """Whether a letter carries more marks than any script needs, as Zalgo text does."""
    piled = 0
    for character in text if not text.isascii() else "":
        piled = piled + 1 if unicodedata.combining(character) else 0
        if piled > MOST_MARKS:
            return True
    return False


def mask(text: str) -> str:
    """The text with the middle of each number and account starred, for a moderator's E key."""
    for trait in sorted(contacts(text), key=lambda trait: -trait.start):
        said = text[trait.start : trait.end]
        shown = max(1, len(said) // 4)
        stars = "*" * max(4, len(said) - 2 * shown - 1)
        text = text[: trait.start] + said[:shown] + stars + said[-shown:] + text[trait.end :]
    return text


def _found(pattern: re.Pattern[str], sight: Sight, group: str | int = 0) -> Iterator[Trait]:
    for match in pattern.finditer(sight.text):
        if match.end(group) > match.start(group):
            start, end = sight.span(match.start(group), match.end(group))
            yield Trait(match[group], start, end)
