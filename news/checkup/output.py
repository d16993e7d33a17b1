"""What goes out: the page's markup, its JSON-LD and its ninjs, held against what they must have.

Production has no schema validator; what the standards require stands in the tables below. That
the ninjs of a story is valid by the schema itself is tested where it is made (`test_ninjs`).
"""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.checkup.finding import Finding, Place
from news.checkup.registry import kind
from news.checkup.story import Story
from news.models.checkup import Severity

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
    | {"track", "wbr", "path", "use", "circle", "rect", "line", "polyline", "polygon", "ellipse"}
)

UNIQUE = "id"

JSON_LD: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "NewsArticle": {
        "headline": str,
        "url": str,
        "mainEntityOfPage": str,
        "inLanguage": str,
        "datePublished": str,
        "dateModified": str,
        "author": list,
        "publisher": dict,
        "image": list,
    },
    "BreadcrumbList": {"itemListElement": list},
}
"""What each kind of thing must have (schema.org, and what search engines ask for)."""

NINJS: Mapping[str, type | tuple[type, ...]] = {
    "uri": str,
    "standard": dict,
    "type": str,
    "representationType": str,
    "versionCreated": str,
    "pubStatus": str,
    "language": str,
    "title": str,
    "headlines": list,
    "bodies": list,
}
"""What ninjs 3.1 and its readers need of a story; the schema itself asks for `uri` alone."""


@kind("markup", gettext_lazy("Markup of the page"), Severity.ERROR)
def markup(story: Story) -> Iterator[Finding]:
    """The page does not parse."""
    for fault in faults_of(story.page):
        yield Finding("markup", _("The page has a fault in its markup: %s") % fault, Place("body"))


@kind("json_ld", gettext_lazy("JSON-LD"), Severity.WARNING)
def json_ld(story: Story) -> Iterator[Finding]:
    """What search engines read lacks something."""
    for thing in story.json_ld:
        missing = lacking(thing, JSON_LD.get(str(thing.get("@type")), {}))
        if missing:
            text = _("The data for search engines lacks: %s") % ", ".join(missing)
            yield Finding("json_ld", text, Place("title"))


@kind("ninjs", gettext_lazy("ninjs"), Severity.WARNING)
def ninjs(story: Story) -> Iterator[Finding]:
    """What partners read lacks something."""
    missing = lacking(story.ninjs, NINJS) if story.ninjs else []
    if missing:
        text = _("The data for partners lacks: %s") % ", ".join(missing)
        yield Finding("ninjs", text, Place("title"))


def lacking(data: Mapping[str, Any], required: Mapping[str, type | tuple[type, ...]]) -> list[str]:
    """What is not there, is empty, or is of another kind."""
    return [
        name
        for name, kind_of_value in required.items()
        if not isinstance(data.get(name), kind_of_value) or not data[name]
    ]


def faults_of(page: str) -> list[str]:
    """What is wrong with a page's elements: unclosed, crossed, or an id given twice."""
    balance = _Balance()
    balance.feed(page)
    balance.close()
    return [*balance.faults, *(f"<{tag}>" for tag, _line in balance.open)]


class _Balance(HTMLParser):
    """Keeps count of what is open; our templates close all they open, so any other is a fault."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == UNIQUE and value:
                if value in self.ids:
                    self.faults.append(f"id={value}")
                self.ids.add(value)
        if tag not in VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            return
        self.faults.append(f"</{tag}>")
        if any(name == tag for name, _line in self.open):
            while self.open.pop()[0] != tag:
                pass
