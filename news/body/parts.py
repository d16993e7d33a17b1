"""A topic's text in parts, each with a head of its own: a note, numbers, a timeline, questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from .text import text
from .tree import Element, Node, parse, to_html


class Kind(StrEnum):
    """What a part is made of."""

    TEXT = "text"
    NUMBERS = "numbers"
    TIMELINE = "timeline"
    QUESTIONS = "questions"


KINDS = {"aside.fact": Kind.NUMBERS, "ol.timeline": Kind.TIMELINE, "section.qa": Kind.QUESTIONS}


@dataclass(frozen=True)
class Part:
    """A stretch of text, or one of the blocks above; `title` is empty where nobody gave one."""

    kind: Kind
    title: str
    html: str
    numbers: list[tuple[str, str]] = field(default_factory=list)


def parts(html: str) -> Iterator[Part]:
    """Cut a stored body at its headings and around its blocks; a heading heads what follows."""
    title = ""
    for is_run, nodes in groupby(parse(html), lambda node: not (_is_heading(node) or _kind(node))):
        if is_run:
            run = to_html(nodes)
            if run.strip():
                yield Part(Kind.TEXT, title, run)
                title = ""
            continue
        for node in nodes:
            kind = _kind(node)
            if isinstance(node, Element) and kind is not None:
                yield _block(kind, title, node)
            title = "" if kind else _words(node)


def _kind(node: Node) -> Kind | None:
    if isinstance(node, str):
        return None
    return KINDS.get(f"{node.tag}.{node.attributes.get('class', '')}")


def _is_heading(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "h2"


def _block(kind: Kind, title: str, element: Element) -> Part:
    if kind != Kind.NUMBERS:
        return Part(kind, title, to_html([element]))
    own = [_words(child) for child in element.elements() if child.tag == "h2"]
    return Part(kind, (own or [title])[0], to_html([element]), list(_numbers(element)))


def _numbers(element: Element) -> Iterator[tuple[str, str]]:
    """What was counted, and how many."""
    for facts in _within(element, "div"):
        words = {child.tag: _words(child) for child in facts.elements()}
        yield words.get("dt", ""), words.get("dd", "")


def _within(element: Element, tag: str) -> Iterable[Element]:
    for child in element.elements():
        if child.tag == tag:
            yield child
        else:
            yield from _within(child, tag)


def _words(node: Node) -> str:
    return text(to_html([node])).strip()
