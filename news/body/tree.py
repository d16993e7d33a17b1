"""A small tree of HTML, read from what the sanitiser wrote and written in one way only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr"})
# Deeper nesting than any story needs; what lies deeper joins the level above.
MAX_DEPTH = 40


@dataclass(slots=True)
class Element:
    """An element with its attributes and its children, which are elements or text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def has_class(self, name: str) -> bool:
        """Tell whether the element carries this class."""
        return name in self.attributes.get("class", "").split()

    def elements(self) -> Iterator[Element]:
        """Yield the child elements, passing over text."""
        return (child for child in self.children if isinstance(child, Element))


Node = Element | str
Test = Callable[[Element], bool]


def parse(html: str) -> list[Node]:
    """Read well-formed HTML (the sanitiser's output, or a stored body) into a list of nodes."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root.children


def to_html(nodes: Iterable[Node]) -> str:
    """Write nodes as HTML, everything escaped."""
    return "".join(_html(node) for node in nodes)


def escape(text: str) -> str:
    """Escape text for an element's content or a quoted attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def take(element: Element, test: Test) -> list[Element]:
    """Remove and answer the descendants that pass, in order; what lies in them stays there."""
    taken: list[Element] = []
    kept: list[Node] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
        elif test(child):
            taken.append(child)
        else:
            taken += take(child, test)
            kept.append(child)
    element.children = kept
    return taken


def take_first(element: Element, *tags: str) -> Element | None:
    """Remove and answer the first descendant with one of these tags."""
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            continue
        if child.tag in tags:
            del element.children[index]
            return child
        if found := take_first(child, *tags):
            return found
    return None


def has(element: Element, test: Test) -> bool:
    """Tell whether any descendant passes."""
    return any(test(child) or has(child, test) for child in element.elements())


def _html(node: Node) -> str:
    if isinstance(node, str):
        return node.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    if node.tag in VOID:
        return f"<{node.tag}{attributes}>"
    return f"<{node.tag}{attributes}>{to_html(node.children)}</{node.tag}>"


class _Builder(HTMLParser):
    """Builds the tree; a stray or missing end tag closes what it can and breaks nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag in VOID:
            return
        too_deep = len(self.open) > MAX_DEPTH
        self.open.append(self.open[-1] if too_deep else element)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)
