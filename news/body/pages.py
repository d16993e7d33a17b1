"""How a stored body falls into pages, and which pictures and documents it names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .grammar import number_of
from .tree import Element, parse, to_html


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a story: its title (empty when it has none) and its stored HTML."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class References:
    """Ids that a body names, each once, in order of appearance."""

    images: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)


def pages(html: str) -> list[Page]:
    """Split a stored body at its page breaks; a page without contents is none."""
    found = [Page("", "")]
    for node in parse(html):
        if isinstance(node, Element) and node.tag == "hr":
            found.append(Page(node.attributes.get("data-title", ""), ""))
        else:
            found[-1] = Page(found[-1].title, found[-1].html + to_html([node]))
    return [page for page in found if page.html]


def references(html: str) -> References:
    """List the pictures and documents that a stored body names."""
    found = References()
    for figure in _figures(Element("", {}, parse(html))):
        for name, ids in (("data-image", found.images), ("data-document", found.documents)):
            number = number_of(figure.attributes.get(name, ""))
            if number and number not in ids:
                ids.append(number)
    return found


def anchors(nodes: Iterable[object]) -> Iterator[Element]:
    """The links among nodes and in them."""
    for node in nodes:
        if isinstance(node, Element):
            if node.tag == "a":
                yield node
            yield from anchors(node.children)


def _figures(element: Element) -> Iterator[Element]:
    for child in element.elements():
        if child.tag == "figure":
            yield child
        yield from _figures(child)
