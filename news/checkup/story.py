"""A story as the check-up looks at it: plain data, gathered before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from news.body.grammar import MARKS
from news.body.tree import Element, Node, parse
from news.checkup.finding import Place
from portal.lib.bilingual import is_chinese

INLINE = frozenset({*MARKS, "br"})

AROUND = 6
"""Characters shown on each side of what was found."""


@dataclass(frozen=True)
class Passage:
    """A run of words in one place: a field, or a line of the text."""

    field: str
    text: str
    block: int | None = None
    line: int = 0

    def at(self, start: int, end: int) -> Place:
        """The place of a range of these words."""
        excerpt = self.text[max(0, start - AROUND) : end + AROUND]
        return Place(self.field, self.block, self.line, start, end, excerpt)


@dataclass(frozen=True)
class PictureFacts:
    """What is known of a picture, and where it stands."""

    pk: int
    name: str
    place: Place
    alt: str = ""
    credit: str = ""
    rights_end: date | None = None
    ai_label: str = ""
    ratio: float = 1.5
    has_focal_point: bool = True
    is_cover: bool = False


@dataclass(frozen=True)
class SourceFacts:
    """稿源: its name, whether its stories are reprints."""

    name: str
    is_reprint: bool


@dataclass(frozen=True)
class Word:
    """An entry of the house's list."""

    pattern: str
    kind: str
    suggestion: str = ""
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Twin:
    """The same story in the other language."""

    language: str
    title: str
    summary: str
    body: str

    @cached_property
    def lines(self) -> list[str]:
        return [passage.text for passage in passages_of(self.body)]

    @property
    def text(self) -> str:
        return "\n".join([self.title, self.summary, *self.lines])


@dataclass(frozen=True)
class Alike:
    """Another story that says nearly the same; `likeness` from 0 to 1."""

    pk: int
    title: str
    likeness: float


@dataclass(frozen=True)
class Story:
    """All that is looked at."""

    language: str = "zh-hans"
    title: str = ""
    summary: str = ""
    body: str = ""
    jump_url: str = ""
    ai_label: str = ""
    original_url: str = ""
    original_title: str = ""
    source: SourceFacts | None = None
    bylines: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    pictures: tuple[PictureFacts, ...] = ()
    missing_pictures: tuple[tuple[int, Place], ...] = ()
    twin: Twin | None = None
    words: tuple[Word, ...] = ()
    alike: tuple[Alike, ...] = ()
    today: date = date.min
    title_most: int = 32
    summary_most: int = 120
    is_title_clipped: bool = False
    page: str = ""
    json_ld: tuple[dict[str, Any], ...] = ()
    ninjs: dict[str, Any] = field(default_factory=dict)
    dead_links: tuple[tuple[str, str], ...] = ()

    @property
    def is_chinese(self) -> bool:
        return is_chinese(self.language)

    @cached_property
    def nodes(self) -> list[Node]:
        return parse(self.body)

    @cached_property
    def lines(self) -> list[Passage]:
        """The lines of the text."""
        return list(passages_in(self.nodes))

    @cached_property
    def passages(self) -> list[Passage]:
        """All words a reader reads: title, summary, text."""
        return [
            Passage("title", self.title),
            *([Passage("summary", self.summary)] if self.summary else []),
            *self.lines,
        ]


def passages_of(html: str) -> Iterator[Passage]:
    """The lines of a body."""
    return passages_in(parse(html))


def passages_in(nodes: list[Node]) -> Iterator[Passage]:
    """The lines of a body's blocks; notes to colleagues are no part of it."""
    for block, node in enumerate(nodes):
        if isinstance(node, Element):
            for line, element in enumerate(lines_in(node)):
                words = words_in(element)
                if words.strip():
                    yield Passage("body", words, block, line)


def lines_in(element: Element) -> Iterator[Element]:
    """The elements in which words stand, in their order."""
    if element.has_class("note"):
        return
    if any(isinstance(child, str) or child.tag in INLINE for child in element.children):
        yield element
        return
    for child in element.elements():
        yield from lines_in(child)


def words_in(element: Element) -> str:
    """The words of a line; a line break counts as one character."""
    return "".join(
        node if isinstance(node, str) else "\n" if node.tag == "br" else words_in(node)
        for node in element.children
    )
