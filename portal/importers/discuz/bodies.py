"""Turns the pages of a Discuz! X article into a body of the grammar.

An article's HTML is whatever browsers, Word and PHP made of it in twenty years. What only looks is
dropped by the one sanitiser later; here is done what needs knowledge of Discuz!: pictures and
files become figures that name them, captions find their pictures, codes become films or links,
breaks and indents become paragraphs.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import urlsplit

from lxml import html
from lxml.html import HtmlElement

from portal.importers.discuz.captions import Caption, caption_of
from portal.importers.markup import Body, Picture, Shelves, is_below, made_page, make_figures

ATTACHMENTS = "data/attachment/"
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
_ATTACHED = re.compile(r"\[attach(?:img)?\](\d{1,12})\[/attach(?:img)?\]", re.I)
_LOST_CODE = re.compile(r"\[(attach|attachimg|hide)[^\]]{0,99}\][^\[]*\[/\1\]", re.I)

_BREAK = r"<br\s*/?>"
# A line that ends as a sentence does, or is followed by an indent, was meant as a paragraph.
_PARAGRAPH_END = re.compile(rf"(?<=[。！？…：；”』」）])\s*{_BREAK}(?=\s*[^<\s])")
_INDENT = re.compile(rf"{_BREAK}\s*(?=(?:\u3000|\xa0|&nbsp;|&\#160;){{2}})")


@dataclass(frozen=True)
class Attached(Shelves):
    """What the source has: files by path, and the ids of pictures and files in links."""

    picture_of_id: Callable[[str], str]
    """The path of a picture."""
    picture_of_post: Callable[[str], str]
    """The path of a picture of the forum, by the number that a post names it by."""
    has_document: Callable[[str], bool]
    base: str = "/"
    """The path at which the old site stood; its relative links counted from there."""

    def document(self, address: str) -> str:
        """Files are linked by their number."""
        found = _FILE_LINK.search(address)
        return found["id"] if found and self.has_document(found["id"]) else ""


def read_body(pages: Iterable[tuple[str, str]], shelves: Attached) -> Body:
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


def _page(text: str, shelves: Attached, body: Body) -> str:
    def make(root: HtmlElement) -> None:
        _make_plain(root, shelves)
        make_figures(root, shelves, body)
        _give_captions(root, body)

    def attached(found: re.Match[str]) -> str:
        path = shelves.picture_of_post(found[1])
        return f'<img src="{ATTACHMENTS}{escape(path)}">' if path else found[0]

    text, lost = _LOST_CODE.subn("", _ATTACHED.sub(attached, text))
    body.without["code"] += lost
    return _paragraphs(made_page(_CODE.sub(_code, text), body, make))


def _code(found: re.Match[str]) -> str:
    """Write the code of a film as the element it stands for."""
    address = unescape(re.sub(r"<[^>]*>", "", found[2])).strip()
    return f'<iframe src="{escape(address)}"></iframe>'


def _make_plain(root: HtmlElement, shelves: Attached) -> None:
    """Write as any other site would what only Discuz! writes so."""
    for element in list(root.iter("a", "img")):
        if not is_below(element, root):
            continue
        if element.tag == "a":
            _make_plain_link(element, shelves)
        else:
            _make_plain_picture(element)


def _make_plain_picture(element: HtmlElement) -> None:
    """Pictures that load late name their file; smilies are furniture."""
    address = (element.get("file") or element.get("src") or "").strip()
    if STATIC in address or not address:
        element.drop_tree()
    else:
        element.set("src", address)


def _make_plain_link(element: HtmlElement, shelves: Attached) -> None:
    """A picture needs no link to itself; relative addresses count from the old site's place."""
    address = (element.get("href") or "").strip()
    found = _FILE_LINK.search(address)
    path = shelves.picture_of_id(found["id"]) if found else ""
    if path and shelves.has(path):
        alt = " ".join(element.text_content().split())
        shown = html.Element("img", {"src": f"{ATTACHMENTS}{path}", "alt": alt})
        shown.tail, element.tail = element.tail, None
        element.getparent().replace(element, shown)
    elif found and shelves.document(address):
        return
    elif element.find(".//img") is not None and local_path(address):
        element.drop_tag()
    elif address and not urlsplit(address).scheme and not address.startswith(("/", "#")):
        element.set("href", f"{shelves.base}{address.removeprefix('./')}")


def _give_captions(root: HtmlElement, body: Body) -> None:
    figures = [figure for figure in root.iter("figure") if figure.get("data-image")]
    pictures = body.pictures[len(body.pictures) - len(figures) :]
    for element, picture in zip(figures, pictures, strict=True):
        caption = caption_of(element) if not picture.caption else None
        if caption is not None:
            _put_caption(element, picture, caption)


def _put_caption(element: HtmlElement, picture: Picture, caption: Caption) -> None:
    picture.caption, picture.credit = caption.text, caption.credit
    if caption.text:
        line = html.Element("figcaption")
        line.text = caption.text
        element.append(line)


def _paragraphs(text: str) -> str:
    return _INDENT.sub("<br><br>", _PARAGRAPH_END.sub("<br><br>", text))


def local_path(address: str) -> str:
    """The path of an attachment below their folder, never a thumbnail's; or nothing."""
    found = _ATTACHMENT.search(unescape(address))
    return found["path"].strip().removesuffix(THUMBNAIL) if found else ""
