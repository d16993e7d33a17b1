"""What a Word document says: its title, who wrote it, its text and its pictures."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import mammoth
from django.utils.translation import gettext as _
from mammoth import html as written

from ..sanitise import clean
from ..text import text
from ..tree import Element, Node, parse, take, to_html
from .archive import WordError, broken, check

# Word and WPS write the styles they bring under English names, whatever language they speak;
# files from older versions have Chinese ones.
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='标题'] => h1.title:fresh
p[style-name='标题 1'] => h1:fresh
p[style-name='标题 2'] => h2:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='题注'] => figcaption:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
p[style-name='引用'] => blockquote:fresh
r[style-name='Emphasis'] => em
"""

#: The longest line that may be a title, and the longest text a story may have.
LONGEST_TITLE = 200
LONGEST_UNMARKED_TITLE = 45
LONGEST_TEXT = 500_000
MOST_PICTURES = 100

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SENTENCE = re.compile(r"[。！？；…，,.;:：]$")
_CAPTION = re.compile(r"^(?:[▲△▼▽●]|图\s*[\d一二三四五六七八九十]*\s*[：:、.．/丨|]|Figure\s*\d)")
_NAME = r"[\u4e00-\u9fff·]{2,8}"
_BYLINE = re.compile(
    rf"^(?:[^\s，。]{{0,10}}?(?:记者|通讯员)|作者|撰文|文字?)\s*[：:/丨|]?\s*"
    rf"({_NAME}(?:[\s、，/]+(?:(?:记者|通讯员)\s*)?{_NAME})*)$"
)
_CREDIT = re.compile(rf"(?:[（(\s。]|^)({_NAME})\s*[／/]?摄影?\s*[）)]?。?$")
_CREDIT_BEFORE = re.compile(rf"(?:摄影|图片来源|供图|图)\s*[：:/]\s*({_NAME})\s*[）)]?。?$")
# What Word itself says of a picture nobody described.
_MACHINE_ALT = re.compile(r"描述已自动生成|Description automatically generated", re.IGNORECASE)


@dataclass(frozen=True)
class WordPicture:
    """A picture of the document with what is said of it; `data` is empty if it lies elsewhere."""

    data: bytes
    name: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class WordStory:
    """A document as a story: `html` names picture n of `pictures` by data-image="n", from 1."""

    title: str
    authors: list[str]
    html: str
    pictures: list[WordPicture] = field(default_factory=list)


def read(data: bytes, *, name: str = "") -> WordStory:
    """Read a .docx; `name`, without its ending, is the title of one that has none.

    Raises WordError.
    """
    check(data)
    pictures: list[WordPicture] = []
    nodes = parse(_converted(data, pictures))
    _drop_references(nodes)
    nodes = list(_with_captions(nodes, pictures))
    title, nodes = _title(nodes)
    authors, nodes = _authors(nodes)
    html = clean(to_html(nodes))
    if len(html) > LONGEST_TEXT:
        raise WordError(_("This document is too long. Send it in several parts."))
    if not html and not title:
        raise WordError(_("This document holds no text."))
    return WordStory((title or name)[:LONGEST_TITLE], authors, html, pictures)


def numbered(html: str, ids: Mapping[int, int | str]) -> str:
    """Put for each numbered picture its id of the library, or a note that says why it is not."""
    nodes = parse(html)
    return clean(to_html(_named(nodes, ids)))


def _named(nodes: Iterable[Node], ids: Mapping[int, int | str]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "figure" and "data-image" in node.attributes:
            yield from _figure_or_note(node, ids[int(node.attributes["data-image"])])
        else:
            yield Element(node.tag, node.attributes, list(_named(node.children, ids)))


def _figure_or_note(figure: Element, found: int | str) -> Iterator[Node]:
    if isinstance(found, int):
        yield Element("figure", {"data-image": str(found)}, figure.children)
        return
    caption = _words(figure)
    yield Element("aside", {"class": "note"}, [Element("p", {}, [found])])
    if caption:
        yield Element("p", {}, [caption])


def _converted(data: bytes, pictures: list[WordPicture]) -> str:
    def picture(image: Any) -> list[Any]:
        if len(pictures) == MOST_PICTURES:
            raise WordError(_("At most %d pictures in one document.") % MOST_PICTURES)
        pictures.append(_picture(image, len(pictures) + 1))
        # An element with nothing in it would be taken for an empty paragraph.
        number = {"data-image": str(len(pictures))}
        return [written.element("figure", number, [written.force_write])]

    try:
        return mammoth.convert_to_html(
            BytesIO(data),
            style_map=STYLES,
            # A style map within the file could write any element at all.
            include_embedded_style_map=False,
            convert_image=picture,
        ).value
    except WordError:
        raise
    # Parts that are missing or stand in the wrong place fail in many ways within it.
    except Exception as error:
        raise WordError(broken()) from error


def _picture(image: Any, number: int) -> WordPicture:
    alt = " ".join((image.alt_text or "").split())
    alt = "" if _MACHINE_ALT.search(alt) else alt
    ending = (image.content_type or "").rpartition("/")[2].removeprefix("x-") or "bin"
    try:
        with image.open() as stream:
            content = stream.read()
    # A picture that lies outside the document, or that it forgot to bring.
    except (ValueError, KeyError, OSError):
        content = b""
    return WordPicture(content, f"word-{number}.{ending}", alt)


def _drop_references(nodes: list[Node]) -> None:
    """Footnotes become plain text: their marks stay, the ways there and back do not."""
    for element in _all_elements(nodes):
        kept: list[Node] = []
        for child in element.children:
            is_way = isinstance(child, Element) and child.tag == "a" and _is_within(child)
            if not is_way:
                kept.append(child)
            elif isinstance(child, Element) and _words(child) != "↑":
                kept += child.children
        element.children = kept


def _is_within(link: Element) -> bool:
    return link.attributes.get("href", "#").startswith("#")


def _all_elements(nodes: Iterable[Node]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from _all_elements(node.children)


def _with_captions(nodes: list[Node], pictures: list[WordPicture]) -> Iterator[Node]:
    """Draw pictures out of their paragraphs, and give each the caption that follows it."""
    last: Element | None = None  # the figure that a caption would belong to
    pending: Element | None = None  # a caption above a table
    for node in nodes:
        if not isinstance(node, Element):
            continue
        figures = take(node, lambda child: child.tag == "figure") if node.tag == "p" else []
        words = _words(node)
        if last is not None and not figures and _is_caption(node, words):
            _caption(last, words, pictures)
            last = None
            continue
        if pending is not None:
            node, pending = _above(node, pending), None
        if node.tag == "figcaption":
            pending = node
            continue
        if words or not figures:
            yield node
        yield from figures
        last = figures[-1] if figures else None
    if pending is not None:
        yield Element("p", {}, pending.children)


def _is_caption(node: Element, words: str) -> bool:
    return node.tag == "figcaption" or (node.tag == "p" and bool(_CAPTION.match(words)))


def _caption(figure: Element, words: str, pictures: list[WordPicture]) -> None:
    words = words.lstrip("▲△▼▽● ").strip()
    number = int(figure.attributes["data-image"]) - 1
    found = _CREDIT_BEFORE.search(words) or _CREDIT.search(words)
    caption = words[: found.start()].rstrip(" （(|/") if found else words
    # The full stop that the credit stood behind belongs to the caption.
    if found and found[0].startswith("。"):
        caption += "。"
    one = pictures[number]
    credit = found[1] if found else ""
    pictures[number] = WordPicture(one.data, one.name, one.alt, caption, credit)
    figure.children = [Element("figcaption", {}, [caption])] if caption else []


def _above(node: Element, caption: Element) -> Element:
    """Answer a table with the caption that stood above it, or both as they were."""
    if node.tag == "table":
        return Element("table", {}, [Element("caption", {}, caption.children), *node.children])
    return Element("div", {}, [Element("p", {}, caption.children), node])


def _title(nodes: list[Node]) -> tuple[str, list[Node]]:
    """Answer the title and the rest: by its style, as first heading, or as a short first line."""
    elements = [node for node in nodes if isinstance(node, Element) and _words(node)]
    styled = [one for one in elements if one.has_class("title")]
    first = next(iter(elements), None)
    found = styled[0] if styled else first
    if found is None or not (found.tag in _HEADINGS or _is_short_line(found, elements)):
        return "", nodes
    return _words(found), [node for node in nodes if node is not found]


def _is_short_line(element: Element, elements: list[Element]) -> bool:
    words = _words(element)
    is_line = element.tag == "p" and len(words) <= LONGEST_UNMARKED_TITLE
    return is_line and len(elements) > 1 and not _SENTENCE.search(words)


def _authors(nodes: list[Node]) -> tuple[list[str], list[Node]]:
    """Answer who is named in a line of its own at the head of the text, and the rest."""
    elements = [node for node in nodes if isinstance(node, Element) and _words(node)]
    for element in elements[:2]:
        found = _BYLINE.match(_words(element)) if element.tag == "p" else None
        if found:
            names = re.split(r"[\s、，/]+", found[1])
            rest = [node for node in nodes if node is not element]
            return [name for name in names if name not in ("记者", "通讯员")], rest
    return [], nodes


def _words(element: Element) -> str:
    return " ".join(text(to_html([Element("p", {}, element.children)])).split())
