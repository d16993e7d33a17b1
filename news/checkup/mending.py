"""Putting what a finding suggests into a text; the editor sees it before anything is saved."""

from collections.abc import Iterable

from news.body.tree import Element, parse, to_html
from news.checkup.finding import Finding
from news.checkup.story import lines_in

Texts = dict[str, str]


def mended(texts: Texts, findings: Iterable[Finding]) -> Texts:
    """The texts ("title", "summary", "body") with the suggestions put in.

    From the end to the beginning, so that places before stay where they are; what overlaps
    another is left out.
    """
    texts = dict(texts)
    taken: set[tuple[str, int | None, int, int]] = set()
    for finding in sorted(findings, key=lambda found: found.place.start, reverse=True):
        place = finding.place
        letters = {
            (place.field, place.block, place.line, letter)
            for letter in range(place.start, place.end)
        }
        if finding.fix is None or place.field not in texts or letters & taken:
            continue
        taken |= letters
        if place.field == "body" and place.block is not None:
            texts["body"] = _in_body(texts["body"], finding)
        else:
            texts[place.field] = _in_line(texts[place.field], place.start, place.end, finding.fix)
    return texts


def _in_line(text: str, start: int, end: int, better: str) -> str:
    """Replace a range of a text; hints where a title's line may end do not count."""
    places = [place for place, letter in enumerate(text) if letter != "|"] + [len(text)]
    return text[: places[start]] + better + text[places[end - 1] + 1 :]


def _in_body(html: str, finding: Finding) -> str:
    nodes, place = parse(html), finding.place
    block = nodes[place.block or 0]
    if isinstance(block, Element):
        line = list(lines_in(block))[place.line]
        _replace(line, place.start, place.end, finding.fix or "")
    return to_html(nodes)


def _replace(element: Element, start: int, end: int, better: str) -> None:
    """Replace a range of an element's words; marks round it stay."""
    _Range(start, end, better).walk(element)


class _Range:
    """A range of words on its way through an element."""

    def __init__(self, start: int, end: int, better: str) -> None:
        self.start, self.end, self.better = start, end, better
        self.at = 0

    def walk(self, element: Element) -> None:
        for number, child in enumerate(element.children):
            if isinstance(child, str):
                element.children[number] = self._cut(child)
            elif child.tag == "br":
                self.at += 1
            else:
                self.walk(child)

    def _cut(self, text: str) -> str:
        first, last = self.at, self.at + len(text)
        self.at = last
        start, end = max(self.start, first) - first, min(self.end, last) - first
        if start >= end:
            return text
        better, self.better = self.better, ""
        return text[:start] + better + text[end:]
