"""The words of a stored body without markup: for search, feeds, descriptions and counts."""

import re
from collections.abc import Iterable, Iterator

from .grammar import MARKS
from .tree import Element, Node, parse

INLINE = frozenset({*MARKS, "br"})
# A table's row and a fact box's entry read as one line.
ROWS = frozenset({"tr", "div"})
SENTENCE_END = re.compile(r"[。！？…](?:[”’」』）]*)|[.!?][”\"’)]*(?=\s)")


def text(html: str) -> str:
    """Answer the words, a line for each paragraph or row; notes to colleagues are left out."""
    return "\n".join(_lines(parse(html)))


def summary(html: str, limit: int = 120) -> str:
    """Draw a summary of at most `limit` characters from the story's paragraphs.

    It ends with a sentence where one ends in the second half, else with an ellipsis.
    """
    words = _opening(html, limit)
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    ends = [match.end() for match in SENTENCE_END.finditer(words, 0, limit)]
    if ends and ends[-1] >= limit // 2:
        return words[: ends[-1]]
    return re.sub(r"[\s,;:，、；：]*(?:\b[\w'’-]*)?$", "", cut, flags=re.ASCII) + "…"


def sentences(html: str) -> list[str]:
    """Answer the sentences of a body, in their order; a heading or a row is one."""
    found: list[str] = []
    for line in text(html).splitlines():
        start = 0
        for match in SENTENCE_END.finditer(line):
            found.append(line[start : match.end()].strip())
            start = match.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def _opening(html: str, limit: int) -> str:
    """Join the leading paragraphs until there are words enough."""
    words = ""
    for node in parse(html):
        if isinstance(node, Element) and node.tag == "p" and len(words) <= limit:
            gap = " " if words[-1:].isascii() else ""
            words += gap + _words(node.children)
    return words.strip()


def _lines(nodes: Iterable[Node]) -> Iterator[str]:
    for element in nodes:
        if isinstance(element, str) or element.has_class("note"):
            continue
        if element.tag == "hr":
            line = element.attributes.get("data-title", "")
        elif element.tag in ROWS and element.children and not _is_pictures(element):
            line = " ".join(_words([cell]) for cell in element.elements())
        elif _is_line(element):
            line = _words(element.children)
        else:
            yield from _lines(element.children)
            continue
        if line.strip():
            yield line.strip()


def _is_pictures(element: Element) -> bool:
    return element.has_class("duo") or element.has_class("gallery")


def _is_line(element: Element) -> bool:
    return any(isinstance(child, str) or child.tag in INLINE for child in element.children)


def _words(nodes: Iterable[Node]) -> str:
    return "".join(
        node if isinstance(node, str) else " " if node.tag == "br" else _words(node.children)
        for node in nodes
    )
