"""Inline text in canonical form: runs of characters with their marks.

Any nesting of marks is flattened into runs and written again with the marks in one order
(`grammar.MARKS`), equal neighbours joined and white space collapsed. The editor's own writer
does the same, so a body that is only opened and saved does not change.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from .grammar import BLOCK_LEVEL, MARK_ALIASES, MARKS, link_of
from .tree import Element, Node

BREAK = "\n"
SPACES = re.compile(r"[ \t\r\n\f]+")
# Characters that no database or XML feed takes, and that nobody typed.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

Mark = tuple[str, str]  # the element and, for a link, its address


@dataclass(frozen=True, slots=True)
class Run:
    """Characters under the same marks, outermost mark first; BREAK alone is a line break."""

    text: str
    marks: tuple[Mark, ...] = ()


def line(nodes: Iterable[Node]) -> list[Node]:
    """Answer one canonical line, as a heading, a cell or a caption holds it."""
    runs: list[Run] = []
    for paragraph in _paragraphs(nodes):
        runs += [Run(BREAK), *paragraph] if runs else paragraph
    return _nested(runs)


def paragraphs(nodes: Iterable[Node]) -> list[Element]:
    """Answer the canonical paragraphs of any contents; two line breaks end a paragraph."""
    return [Element("p", {}, _nested(runs)) for runs in _paragraphs(nodes)]


def _paragraphs(nodes: Iterable[Node]) -> list[list[Run]]:
    found: list[list[Run]] = [[]]
    for is_break, group in groupby(_collapsed(_runs(nodes)), key=_is_break):
        runs = list(group)
        if is_break and len(runs) > 1:
            found.append([])
        else:
            found[-1] += runs
    return [_joined(_loosened(_joined(trimmed))) for runs in found if (trimmed := _trimmed(runs))]


def _runs(nodes: Iterable[Node], marks: tuple[Mark, ...] = ()) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, str):
            yield Run(SPACES.sub(" ", UNSTORABLE.sub("", node)), marks)
        elif node.tag == "br":
            yield Run(BREAK, marks)
        elif node.tag == "q":
            yield from _runs(["“", *node.children, "”"], marks)
        elif node.tag in BLOCK_LEVEL:
            edge = Run(BREAK)
            yield from (edge, edge, *_runs(node.children, marks), edge, edge)
        else:
            yield from _runs(node.children, _with_mark(marks, node))


def _with_mark(marks: tuple[Mark, ...], element: Element) -> tuple[Mark, ...]:
    """Add the element's mark, unless it is none, is there already or links nowhere."""
    tag = MARK_ALIASES.get(element.tag, element.tag)
    if tag not in MARKS or any(tag == name for name, _ in marks):
        return marks
    address = link_of(element.attributes.get("href", "")) if tag == "a" else ""
    if address is None:
        return marks
    return tuple(sorted((*marks, (tag, address)), key=lambda mark: MARKS.index(mark[0])))


def _collapsed(runs: Iterable[Run]) -> list[Run]:
    """Join white space over run borders into one space, none of it beside a break."""
    collapsed: list[Run] = []
    for run in runs:
        if run.text == BREAK:
            collapsed = _without_blank_end(collapsed)
            collapsed.append(run)
            continue
        text = run.text
        if not collapsed or collapsed[-1].text == BREAK:
            text = text.lstrip()
        elif collapsed[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            collapsed.append(replace(run, text=text))
    return _without_blank_end(collapsed)


def _without_blank_end(runs: list[Run]) -> list[Run]:
    while runs and runs[-1].text != BREAK:
        text = runs[-1].text.rstrip()
        if text:
            return [*runs[:-1], replace(runs[-1], text=text)]
        runs = runs[:-1]
    return runs


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Drop breaks at the edges of a paragraph."""
    start = len(list(takewhile(_is_break, runs)))
    end = len(list(takewhile(_is_break, reversed(runs))))
    return list(runs[start : len(runs) - end])


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours under the same marks."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and last.marks == run.marks and BREAK not in (last.text, run.text):
            joined[-1] = replace(run, text=last.text + run.text)
        else:
            joined.append(run)
    return joined


def _loosened(runs: Sequence[Run]) -> list[Run]:
    """Take from white space the marks that the words around it do not share."""
    loosened: list[Run] = []
    before: tuple[Mark, ...] = ()
    for index, run in enumerate(runs):
        if not run.text.isspace():
            before = run.marks
            loosened.append(run)
            continue
        after = next((later.marks for later in runs[index:] if not later.text.isspace()), ())
        shared = tuple(mark for mark in run.marks if mark in before and mark in after)
        loosened.append(replace(run, marks=shared))
    return loosened


def _nested(runs: Iterable[Run], depth: int = 0) -> list[Node]:
    """Write runs as elements, neighbours under one mark together."""
    nodes: list[Node] = []
    for mark, group in groupby(runs, key=lambda run: run.marks[depth : depth + 1]):
        if mark:
            (tag, address), *_ = mark
            attributes = {"href": address} if address else {}
            nodes.append(Element(tag, attributes, _nested(group, depth + 1)))
        else:
            nodes += [Element("br") if _is_break(run) else run.text for run in group]
    return nodes


def _is_break(run: Run) -> bool:
    return run.text == BREAK
