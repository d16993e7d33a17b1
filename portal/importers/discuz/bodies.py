"""Turns the pages of a Discuz! X article into a body of the grammar.

An article's HTML is whatever browsers, Word and PHP made of it in twenty years. What only looks is
dropped by the one sanitiser later; here is done what needs knowledge of Discuz!: pictures and
files become figures that name them, captions find their pictures, codes become films or links,
breaks and indents become paragraphs.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import cast
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from news.body import clean, film_in
from portal.importers.discuz.captions import Caption, caption_of

THUMBNAIL = ".thumb.jpg"
STATIC = "static/image/"
"""Smilies and the icons of file types: furniture of the old site."""

_ATTACHMENT = re.compile(r"(?:^|/)data/attachment/(?P<path>[^?#\"'<>]+)", re.I)
_FILE_LINK = re.compile(r"\bmod=attachment\b.*?\bid=(?P<id>\d+)", re.I)
_NEXT_PAGE = re.compile(
    r"(?:<(?:strong|b)>\s*)?#{10}\s*NextPage(?:\[title=(.*?)\])?\s*#{10}\s*(?:</(?:strong|b)>)?",
    re.I | re.S,
)
_CODE = re.compile(r"\[(flash|media|audio|mp3)[^\]]{0,99}\]([^\[]*)\[/\1\]", re.I)
_LOST_CODE = re.compile(r"\[(attach|attachimg|hide)[^\]]{0,99}\][^\[]*\[/\1\]", re.I)
_EMBED = re.compile(r"<embed\b([^<>]*)>(?:\s*</embed>)?", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DATA_IMAGE = re.compile(r"src\s*=\s*([\"'])data:[^\"']*\1", re.I)

_BREAK = r"<br\s*/?>"
# A line that ends as a sentence does, or is followed by an indent, was meant as a paragraph.
_PARAGRAPH_END = re.compile(rf"(?<=[。！？…：；”』」）])\s*{_BREAK}(?=\s*[^<\s])")
_INDENT = re.compile(rf"{_BREAK}\s*(?=(?:\u3000|\xa0|&nbsp;|&\#160;){{2}})")

SCRIPTS = ("script", "noscript", "applet")
FRAMES = ("iframe", "object", "video", "audio", "frame")
KEPT_ATTRIBUTES = frozenset({"href", "colspan", "rowspan"})
"""Ours to give are the others that the grammar knows: no article may name our own pictures."""

Exists = Callable[[str], bool]


@dataclass
class Figure:
    """A picture as a body shows it."""

    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass
class Body:
    """A body in the grammar, whose figures name paths and ids of the source, and what was met."""

    html: str = ""
    figures: list[Figure] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    """Films and sounds of sites we cannot embed."""
    scripts: int = 0
    codes: int = 0
    """[attach] and [hide], whose contents are not here."""
    unread: int = 0
    """Pages of which only the words could be kept."""


@dataclass(frozen=True)
class Shelves:
    """What the source has: pictures by path, and the ids of pictures and files in links."""

    has_picture: Exists
    has_document: Exists
    picture_of_id: Callable[[str], str]
    base: str = "/"
    """The path at which the old site stood; its relative links counted from there."""


def read_body(pages: Iterable[tuple[str, str]], shelves: Shelves) -> Body:
    """Make one body of (title, HTML) pages; several, or one with a title, stand below breaks."""
    body = Body()
    parts = [part for title, text in pages for part in _split(title, text)]
    titled = len(parts) > 1 or any(title for title, _ in parts)
    for title, text in parts:
        if titled:
            body.html += f'<hr class="page" data-title="{escape(title)}">'
        body.html += _page(text, shelves, body)
    return body


def _split(title: str, text: str) -> list[tuple[str, str]]:
    """Split where the mark of a page was left in the text."""
    first, *rest = _NEXT_PAGE.split(text)
    following = zip(rest[::2], rest[1::2], strict=True)
    return [(title, first), *((unescape(name or "").strip(), part) for name, part in following)]


def _page(text: str, shelves: Shelves, body: Body) -> str:
    text = _CONTROLS.sub("", _DATA_IMAGE.sub("", text))
    text, lost = _LOST_CODE.subn("", text)
    body.codes += lost
    # The parser would take what follows an <embed> for its contents.
    text = _EMBED.sub(r"<iframe\1></iframe>", _CODE.sub(_code, text))
    if not text.strip():
        return ""
    root = _tree(text)
    if root is None:
        body.unread += 1
        return clean(text)
    _drop_scripts(root, body)
    _make_figures(root, shelves, body)
    _give_captions(root, body)
    return _paragraphs(_inside(root))


def _tree(text: str) -> HtmlElement | None:
    """Parse HTML; None where it nests so deeply that the parser would leave words out."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.fragment_fromstring(f"<div>{text}</div>", create_parent="div", parser=parser)
    except (etree.ParserError, ValueError):
        return None
    is_too_deep = any("depth" in entry.message for entry in parser.error_log)
    return None if is_too_deep else cast(HtmlElement, root)


def _code(found: re.Match[str]) -> str:
    """Write the code of a film as the element it stands for."""
    address = unescape(re.sub(r"<[^>]*>", "", found[2])).strip()
    return f'<iframe src="{escape(address)}"></iframe>'


def _drop_scripts(root: HtmlElement, body: Body) -> None:
    """Take out what acts, and every attribute that might be taken for one of ours."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            element.drop_tree()
            continue
        for name in list(element.attrib):
            if name.startswith("on") or _is_script(element.attrib[name]):
                body.scripts += 1
                del element.attrib[name]
            elif name.startswith("data-") or name == "class":
                del element.attrib[name]
        if element.tag in SCRIPTS:
            body.scripts += 1
            element.drop_tree()


def _is_script(value: str) -> bool:
    return re.sub(r"[\x00-\x20]", "", value).lower().startswith(("javascript:", "vbscript:"))


def _make_figures(root: HtmlElement, shelves: Shelves, body: Body) -> None:
    for element in list(root.iter("a", "img", *FRAMES)):
        if not _is_below(element, root):
            continue
        if element.tag == "a":
            _link(element, shelves, body)
        elif element.tag == "img":
            _picture(element, shelves, body)
        else:
            _frame(element, body)


def _picture(element: HtmlElement, shelves: Shelves, body: Body) -> None:
    """A picture we have becomes a figure, one of another site a link, a smiley nothing."""
    address = (element.get("file") or element.get("src") or "").strip()
    path = local_path(address)
    if STATIC in address or not address:
        element.drop_tree()
    elif path and shelves.has_picture(path):
        alt = " ".join((element.get("alt") or "").split())
        body.figures.append(Figure(path=path, alt=alt))
        _replace(element, _figure("data-image", path))
    elif path or not urlsplit(address).netloc:
        body.missing.append(path or address)
        element.drop_tree()
    else:
        body.remote.append(address)
        _replace(element, _paragraph_link(address, element.get("alt") or ""))


def _link(element: HtmlElement, shelves: Shelves, body: Body) -> None:
    """The link of a file becomes the file; relative addresses count from the old site's place."""
    address = (element.get("href") or "").strip()
    figure = _linked_file(element, address, shelves, body)
    if figure is not None:
        _replace(element, figure)
    elif element.find(".//img") is not None and local_path(address):
        element.drop_tag()
    elif address and not urlsplit(address).scheme and not address.startswith(("/", "#")):
        element.set("href", f"{shelves.base}{address.removeprefix('./')}")


def _linked_file(
    element: HtmlElement, address: str, shelves: Shelves, body: Body
) -> HtmlElement | None:
    found = _FILE_LINK.search(address)
    if found is None:
        return None
    name = " ".join(element.text_content().split())
    path = shelves.picture_of_id(found["id"])
    if path and shelves.has_picture(path):
        body.figures.append(Figure(path=path, alt=name))
        return _figure("data-image", path)
    return (
        _figure("data-document", found["id"], name) if shelves.has_document(found["id"]) else None
    )


def _frame(element: HtmlElement, body: Body) -> None:
    """A film of a known site is embedded; of another site it becomes a link."""
    sources = [element, *element.iter("source", "iframe")]
    named = [(node.get("src") or node.get("data") or "").strip() for node in sources]
    named += [param.get("value") or "" for param in element.iter("param")]
    address = next((value for value in named if value and not value.startswith("#")), "")
    if film := next((found for value in named if (found := film_in(value))), None):
        _replace(element, _figure("data-video", film))
    elif urlsplit(address).netloc:
        body.linked.append(address)
        _replace(element, _paragraph_link(address))
    else:
        element.drop_tree()


def _give_captions(root: HtmlElement, body: Body) -> None:
    figures = [figure for figure in root.iter("figure") if figure.get("data-image")]
    for element, figure in zip(figures, body.figures[-len(figures) :], strict=bool(figures)):
        caption = caption_of(element)
        if caption is not None:
            _put_caption(element, figure, caption)


def _put_caption(element: HtmlElement, figure: Figure, caption: Caption) -> None:
    figure.caption, figure.credit = caption.text, caption.credit
    if caption.text:
        line = html.Element("figcaption")
        line.text = caption.text
        element.append(line)


def _inside(root: HtmlElement) -> str:
    for element in root.iter():
        ours = element.tag in ("figure", "figcaption")
        for name in list(element.attrib):
            if not ours and name not in KEPT_ATTRIBUTES:
                del element.attrib[name]
    inner = cast(HtmlElement, root[0]) if len(root) == 1 else root
    parts = (etree.tostring(child, encoding="unicode", method="html") for child in inner)
    return escape(inner.text or "", quote=False) + "".join(parts)


def _paragraphs(text: str) -> str:
    return _INDENT.sub("<br><br>", _PARAGRAPH_END.sub("<br><br>", text))


def local_path(address: str) -> str:
    """The path of an attachment below their folder, never a thumbnail's; or nothing."""
    found = _ATTACHMENT.search(unescape(address))
    return found["path"].strip().removesuffix(THUMBNAIL) if found else ""


def _figure(attribute: str, value: str, caption: str = "") -> HtmlElement:
    figure = html.Element("figure", {attribute: value})
    if caption:
        line = html.Element("figcaption")
        line.text = caption
        figure.append(line)
    return cast(HtmlElement, figure)


def _paragraph_link(address: str, words: str = "") -> HtmlElement:
    paragraph, link = html.Element("p"), html.Element("a", {"href": address})
    link.text = words.strip() or address
    paragraph.append(link)
    return cast(HtmlElement, paragraph)


def _is_below(element: HtmlElement, root: HtmlElement) -> bool:
    return any(ancestor is root for ancestor in element.iterancestors())


def _replace(element: HtmlElement, other: HtmlElement) -> None:
    other.tail, element.tail = element.tail, None
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, other)
