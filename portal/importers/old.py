"""What an old address named, whatever system gave it."""

from dataclasses import dataclass

Key = tuple[str, str, int]
"""Kind, foreign id and page of what may be meant."""

LAST_PAGE = 9999


@dataclass(frozen=True)
class OldAddress:
    """What an address named, the likeliest first; without keys nothing that is kept."""

    keys: tuple[Key, ...] = ()
    form: str = "page"
    """page, comments, feed; or home and archive, which need no key."""
    is_sure: bool = True
    """Whether only the old site can have given such an address."""
    period: str = ""
    """Of the archive: 2026, 2026/06 or 2026/06/18."""


GONE = OldAddress()
HOME = OldAddress(form="home")
