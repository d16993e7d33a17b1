"""What one page of HTML says, and what is wrong with it, found without a browser."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import quote, unquote, urldefrag, urljoin
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

ADDRESSES = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "source": "src",
    "iframe": "src",
    "form": "action",
}
"""Where each element names another file; `srcset` besides."""


class Markup:
    """A page, read as browsers do; `url` is absolute."""

    def __init__(self, html: str, url: str) -> None:
        self.url = url
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)
        self.errors = [
            f"line {place[0]}: {MESSAGES.get(code, code) % data}"
            for place, code, data in parser.errors
        ]

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [element.attrib["id"] for element in self.elements() if "id" in element.attrib]

    @property
    def lang(self) -> str:
        """The language that the page says it speaks."""
        return self.root.attrib.get("lang", "")

    @property
    def title(self) -> str:
        """What a tab or a list of results calls the page."""
        return text_of(self.root.find("head/title"))

    @property
    def canonical(self) -> str | None:
        """The address that the page says it has."""
        found = self.root.find("head/link[@rel='canonical']")
        return None if found is None else found.attrib["href"]

    @property
    def is_kept_from_engines(self) -> bool:
        """Whether the page asks search engines to leave it out."""
        found = self.root.find("head/meta[@name='robots']")
        return found is not None and "noindex" in found.attrib["content"]

    @property
    def links(self) -> set[str]:
        """The absolute addresses of all that the page leads to or shows, fragments kept."""
        return {quoted(urljoin(self.url, address)) for address in self._addresses()}

    def elements(self) -> Iterator[Element]:
        """Every element in order; comments have no name and are left out."""
        return (element for element in self.root.iter() if isinstance(element.tag, str))

    def faults(self) -> list[str]:
        """All that is wrong with the page by itself."""
        return [
            *self.errors,
            *self._heading_faults(),
            *self._frame_faults(),
            *(f"id {name} stands {n} times" for name, n in Counter(self.ids).items() if n > 1),
            *(f"no {name} to point at" for name in self._missing_ids()),
            *self._picture_faults(),
        ]

    def _heading_faults(self) -> Iterator[str]:
        levels = [HEADINGS.index(one.tag) + 1 for one in self.elements() if one.tag in HEADINGS]
        if levels.count(1) != 1:
            yield f"{levels.count(1)} headings h1"
        for before, level in zip([0, *levels], levels, strict=False):
            if level > before + 1 and before:
                yield f"h{level} follows h{before}"

    def _frame_faults(self) -> Iterator[str]:
        if not self.title:
            yield "no title"
        if len(list(self.root.iter("main"))) != 1:
            yield "not one main"
        if not self.is_kept_from_engines and self.canonical is None:
            yield "neither canonical nor noindex"

    def _missing_ids(self) -> Iterator[str]:
        for element in self.elements():
            for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget", "list"):
                for target in element.attrib.get(name, "").split():
                    if target not in self.ids:
                        yield f"{name}={target}"

    def _picture_faults(self) -> Iterator[str]:
        for element in self.root.iter("img"):
            for name in ("alt", "width", "height"):
                if name not in element.attrib:
                    yield f"img without {name}: {element.attrib.get('src')}"

    def _addresses(self) -> Iterator[str]:
        for element in self.elements():
            address = element.attrib.get(ADDRESSES.get(element.tag, ""))
            if address is not None and element.attrib.get("method", "get").lower() == "get":
                yield address
            for part in element.attrib.get("srcset", "").split(","):
                if part.strip():
                    yield part.split()[0]


def text_of(element: Element | None) -> str:
    """The words within an element, blanks joined."""
    return "" if element is None else re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def quoted(address: str) -> str:
    """An address as it is sent, for one may be written in two ways."""
    return quote(unquote(address), safe="/:?#[]@!$&'()*+,;=%~")


def page_of(address: str) -> tuple[str, str]:
    """An address as page and fragment."""
    page, fragment = urldefrag(address)
    return page, fragment
