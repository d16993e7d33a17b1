"""What goes into an index and what comes out."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from news.models import SearchDocument
from news.search.tokens import fact, token_text

Cut = TypeVar("Cut")


@dataclass(frozen=True)
class Names:
    """Where terms come from: tags and bylines, the kicker, the title."""

    labels: tuple[str, ...]
    kicker: str
    title: str


@dataclass(frozen=True)
class Entry:
    """A document with its plain text, and the names in it that others may misspell."""

    document: SearchDocument
    text: str
    names: Names | None = None

    def tokens(self, longest: int) -> str:
        """What the index holds of it, with blanks between: its words and its facts."""
        row = self.document
        facts = [fact("s", row.section), fact("o", row.source), fact("k", row.kind)]
        return " ".join([token_text(self.text, longest), *facts])


def cut_ahead(
    entries: list[Entry], size: int, cut: Callable[[list[Entry]], Cut]
) -> Iterator[tuple[list[Entry], Cut]]:
    """Portions of entries, with what `cut` makes of each; the next is cut while the database
    takes in the last, if it does so in few statements."""
    portions = [entries[start : start + size] for start in range(0, len(entries), size)]
    with ThreadPoolExecutor(1) as ahead:
        yield from zip(
            portions, (map if len(portions) == 1 else ahead.map)(cut, portions), strict=True
        )


@dataclass(frozen=True)
class Want:
    """What is looked for: one of the tokens of each group, within a span of keys.

    `live_at` empty means documents in every state. A token with * is the beginning of tokens.
    """

    groups: list[list[str]]
    low: int
    high: int
    live_at: datetime | None
    most: int


Candidate = tuple[int, int, str, int, int, str]
"""A document that has the tokens: key, story, heading, section, source, kind.

A plain tuple, as the database gives it: thousands are made for a search, and anything more would
keep the garbage collector busy for longer than the search takes.
"""

COLUMNS = "d.key, d.article_id, d.heading, d.section, d.source, d.kind"
