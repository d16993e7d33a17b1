"""Turns the HTML of other systems into a body of the grammar.

What only looks is dropped by the one sanitiser later; here is done what needs knowledge of the
source: pictures and files that we have become figures that name them, films of sites we know are
embedded, everything of other places becomes a link and is told.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import cast
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from news.body import clean, film_in, text
from portal.importers.report import Report

MOST_CHARACTERS = 5_000_000
"""Of one body; no story is longer, only a bomb."""

SCRIPTS = ("script", "noscript", "applet", "style", "template", "svg")
FRAMES = ("iframe", "object", "video", "audio", "embed", "frame")
KEPT_ATTRIBUTES = frozenset({"href", "colspan", "rowspan"})
OUR_ATTRIBUTES = frozenset({"data-image", "data-document", "data-video", "data-title", "class"})
OURS = "data-ours"
"""Marks the elements that were made here: no article may name our own rows or classes."""

FEWEST_IN_GALLERY = 3

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DATA_IMAGE = re.compile(r"src\s*=\s*([\"'])data:[^\"']*\1", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_EMBED = re.compile(r"<embed\b([^<>]*)>(?:\s*</embed>)?", re.I)


@dataclass
class Picture:
    """A picture as a body shows it."""

    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass
class Body:
    """A body in the grammar, whose figures name paths or ids of the source, and what was met."""

    html: str = ""
    pictures: list[Picture] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    """Films and sounds of sites we cannot embed."""
    scripts: int = 0
    unread: int = 0
    """Pages of which only the words could be kept."""
    without: Counter[str] = field(default_factory=Counter)
    """What has no counterpart here, by its name."""

    def tell(self, report: Report, name: str) -> None:
        """Report what could not come as it was."""
        if self.scripts:
            report.note("Scripts taken out", f"{name}: {self.scripts}")
        if self.unread:
            report.note("Damaged pages, of which only the words came", f"{name}: {self.unread}")
        for subject, things in (
            ("Pictures of other sites, left as links", self.remote),
            ("Pictures missing", self.missing),
            ("Films and sounds of other sites, left as links", self.linked),
        ):
            for thing in things:
                report.note(subject, f"{name}: {thing[:300]}")


@dataclass(frozen=True)
class Shelves:
    """What the source has."""

    path_of: Callable[[str], str]
    """The path of a file of the source by its address; empty for files of other places."""
    has: Callable[[str], bool]
    """Whether there is a file of this path."""

    def document(self, address: str) -> str:
        """The id of the document at an address, its path; empty if there is none."""
        path = self.path_of(address)
        return path if path and not is_picture(path) and self.has(path) else ""


def read_body(pages: Iterable[tuple[str, str]], shelves: Shelves) -> Body:
    """Make one body of (title, HTML) pages; several stand below breaks."""
    body = Body()
    parts = list(pages)
    for title, words in parts:
        if len(parts) > 1:
            body.html += f'<hr class="page" data-title="{escape(title)}">'
        body.html += _page(words, shelves, body)
    return body


def plain(words: str) -> str:
    """The words of HTML that may be anything, a line for each paragraph."""
    return text(clean(_CONTROLS.sub("", words))).strip()


def tree_of(words: str) -> HtmlElement | None:
    """Parse HTML; None where it nests so deeply that the parser would leave words out."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.fragment_fromstring(f"<div>{words}</div>", create_parent="div", parser=parser)
    except (etree.ParserError, ValueError):
        return None
    is_too_deep = any("depth" in entry.message for entry in parser.error_log)
    return None if is_too_deep else cast(HtmlElement, root)


def _page(words: str, shelves: Shelves, body: Body) -> str:
    def make(root: HtmlElement) -> None:
        make_figures(root, shelves, body)
        _make_quotes(root)
        _make_galleries(root)

    return made_page(words, body, make)


def made_page(words: str, body: Body, make: Callable[[HtmlElement], None]) -> str:
    """The HTML of one page, in whose tree, disarmed, `make` puts things of the grammar."""
    words = _CONTROLS.sub("", _DATA_IMAGE.sub("", words))
    if len(words) > MOST_CHARACTERS:
        body.unread += 1
        return clean(words[:MOST_CHARACTERS])
    if not words.strip():
        return ""
    # The parser would take what follows an <embed> for its contents.
    root = tree_of(_EMBED.sub(r"<iframe\1></iframe>", words))
    if root is None:
        body.unread += 1
        return clean(words)
    _disarm(root, body)
    make(root)
    return _inside(root)


def _disarm(root: HtmlElement, body: Body) -> None:
    """Take out what acts, and every attribute that might be taken for one of ours."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree()
            continue
        for name in list(element.attrib):
            if name.startswith("on") or _is_script(element.attrib[name]):
                body.scripts += 1
                del element.attrib[name]
            elif name == OURS or (name.startswith("data-") and name != "data-src"):
                del element.attrib[name]
        if element.tag in SCRIPTS:
            body.scripts += element.tag == "script"
            element.drop_tree()


def _is_script(value: str) -> bool:
    bare = re.sub(r"[\x00-\x20]", "", value).lower()
    return bare.startswith(("javascript:", "vbscript:", "data:text"))


def make_figures(root: HtmlElement, shelves: Shelves, body: Body) -> None:
    """Let pictures, files and films become figures, or links where we have them not."""
    for element in list(root.iter("figure", "a", "img", *FRAMES)):
        if not is_below(element, root) or element.get(OURS):
            continue
        if element.tag == "figure":
            _figure_of_source(element, shelves, body)
        elif element.tag == "a":
            _link(element, shelves, body)
        elif element.tag == "img":
            _picture(element, shelves, body)
        else:
            _frame(element, body)


def _figure_of_source(element: HtmlElement, shelves: Shelves, body: Body) -> None:
    """A figure of one picture or film keeps its caption; of anything else only its parts stay."""
    figures = element.findall(".//figure")
    shown = list(element.iter("img", *FRAMES))
    address = _embedded(element)
    if figures or (not address and len(shown) != 1):
        caption = element.find("./figcaption")
        if caption is not None:
            caption.tag = "p"
        element.tag = "div"
        return
    caption = element.find(".//figcaption")
    words = _words(caption) if caption is not None else ""
    if address:
        made = _film(address, words, body)
    elif shown[0].tag == "img":
        made = _picture_of(shown[0], words, shelves, body)
    else:
        made = _film(_address_in(shown[0]), words, body)
    _put(element, made)


def _embedded(element: HtmlElement) -> str:
    """The address in the figure of an embedding block."""
    if "wp-block-embed" not in (element.get("class") or ""):
        return ""
    frame = next(element.iter("iframe"), None)
    found = _ADDRESS.search(element.text_content())
    return (frame.get("src") or "") if frame is not None else found[0] if found else ""


def _picture(element: HtmlElement, shelves: Shelves, body: Body) -> None:
    made = _picture_of(element, "", shelves, body)
    outer = element.getparent()
    while outer is not None and outer.tag == "a" and not _words(outer):
        element, outer = outer, outer.getparent()
    _put(element, made)


def _picture_of(
    element: HtmlElement, caption: str, shelves: Shelves, body: Body
) -> list[HtmlElement]:
    """A picture we have becomes a figure, one of another place a link."""
    address = (element.get("src") or element.get("data-src") or "").strip()
    alt = " ".join((element.get("alt") or "").split())
    path = shelves.path_of(address)
    if path and shelves.has(path):
        body.pictures.append(Picture(path=path, alt=alt, caption=caption))
        return [figure("data-image", path, caption)]
    if path or not urlsplit(address).netloc:
        if address:
            body.missing.append(path or address)
        return [_paragraph(caption)] if caption else []
    body.remote.append(address)
    return [_paragraph_link(address, caption or alt)]


def _link(element: HtmlElement, shelves: Shelves, body: Body) -> None:
    """The link of a document that we have becomes the document."""
    key = shelves.document((element.get("href") or "").strip())
    if key and element.find(".//img") is None:
        body.documents.append(key)
        _put(element, [figure("data-document", key, _words(element))])


def is_picture(path: str) -> bool:
    """Whether a name ends as those of pictures do."""
    return bool(re.search(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|heic)$", path, re.I))


def _frame(element: HtmlElement, body: Body) -> None:
    _put(element, _film(_address_in(element), "", body))


def _address_in(element: HtmlElement) -> str:
    """The first address of a frame or player, a film that we know before others."""
    nodes = [element, *element.iter("source", "iframe", "embed")]
    named = [(node.get("src") or node.get("data") or "").strip() for node in nodes]
    named += [param.get("value") or "" for param in element.iter("param")]
    named = [value for value in named if value and not value.startswith("#")]
    return next((value for value in named if film_in(value)), named[0] if named else "")


def _film(address: str, caption: str, body: Body) -> list[HtmlElement]:
    """A film of a known site is embedded; of another site it becomes a link."""
    if film := film_in(address):
        return [figure("data-video", film, caption)]
    if urlsplit(address).netloc:
        body.linked.append(address)
        return [_paragraph_link(address, caption)]
    return [_paragraph(caption)] if caption else []


def _make_quotes(root: HtmlElement) -> None:
    """A pull quote is one by its class; who said it stands in <cite>."""
    for quote in list(root.iter("blockquote")):
        lineage = [quote, *quote.iterancestors()][:2]
        is_pull = any("pullquote" in (each.get("class") or "") for each in lineage)
        cite = next(quote.iter("cite"), None)
        if cite is not None:
            cite.tag = "footer" if is_pull else "p"
            if cite.getparent() is not quote and is_pull:
                quote.append(cite)
        if is_pull:
            quote.attrib.update({"class": "pull", OURS: "1"})


def _make_galleries(root: HtmlElement) -> None:
    """Pictures that the source shows together; two stand side by side."""
    for place in list(root.iter("div", "ul")):
        if not re.search(r"\b(?:wp-block-gallery|gallery)\b", place.get("class") or ""):
            continue
        figures = [each for each in place.iter("figure") if each.get("data-image")]
        if len(figures) < FEWEST_IN_GALLERY - 1:
            continue
        kind = "gallery" if len(figures) >= FEWEST_IN_GALLERY else "duo"
        made = html.Element("div", {"class": kind, OURS: "1"})
        rest = [each for each in place.iter("p") if _words(each)]
        for each in figures:
            each.tail = None
            made.append(each)
        _put(place, [made, *(_paragraph(_words(each)) for each in rest)])


def _inside(root: HtmlElement) -> str:
    for element in root.iter():
        kept = KEPT_ATTRIBUTES | OUR_ATTRIBUTES if element.get(OURS) else KEPT_ATTRIBUTES
        for name in list(element.attrib):
            if name not in kept:
                del element.attrib[name]
    inner = cast(HtmlElement, root[0]) if len(root) == 1 else root
    parts = (etree.tostring(child, encoding="unicode", method="html") for child in inner)
    return escape(inner.text or "", quote=False) + "".join(parts)


def figure(attribute: str, value: str, caption: str = "") -> HtmlElement:
    """A figure of the grammar that names a thing of the source."""
    made = html.Element("figure", {attribute: value, OURS: "1"})
    if caption:
        line = html.Element("figcaption")
        line.text = caption
        made.append(line)
    return cast(HtmlElement, made)


def _paragraph(words: str) -> HtmlElement:
    made = html.Element("p")
    made.text = words
    return cast(HtmlElement, made)


def _paragraph_link(address: str, words: str = "") -> HtmlElement:
    made, link = html.Element("p"), html.Element("a", {"href": address})
    link.text = words.strip() or address
    made.append(link)
    return cast(HtmlElement, made)


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def is_below(element: HtmlElement, root: HtmlElement) -> bool:
    """Whether the element still stands in the tree."""
    return any(ancestor is root for ancestor in element.iterancestors())


def _put(element: HtmlElement, others: list[HtmlElement]) -> None:
    """Put others in the place of an element; what follows it stays."""
    if not others:
        element.drop_tree()
        return
    parent = element.getparent()
    if parent is None:
        return
    others[-1].tail, element.tail = element.tail, None
    at = parent.index(element)
    parent.remove(element)
    for place, other in enumerate(others):
        parent.insert(at + place, other)
