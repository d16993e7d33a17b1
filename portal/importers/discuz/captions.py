"""Finds the caption of a picture: Discuz! has no element for it, so editors typed a paragraph."""

import re
from dataclasses import dataclass
from typing import cast

from lxml.html import HtmlElement

LONGEST_CAPTION = 80
"""Characters; a longer paragraph is text, however it is centred."""

_MARKS = "▲△▴↑◆■●"
_EDGE = " \t\r\n\u3000\xa0"
_NUMBERED = re.compile(
    r"图\s*[0-9一二三四五六七八九十]+\s*[:：\s\u3000、.]|(?:[上下左右]图|图)[:：]|图为"
)
_NAME = r"[^\s，。；：（）()/|]{2,12}"
# The name before 摄 (photographed by) or after 摄影：, behind a blank, a bracket or a stop.
_CREDIT = re.compile(
    rf"(?:^|(?<=[\s，。；（(/|]))(?:(?P<who>(?:[^\s，。；：（）()/|]{{0,4}}(?:记者|通讯员)\s)?{_NAME})[\s/]*摄影?"
    rf"|摄影?[:：/]\s*(?P<by>{_NAME}))[)）。]?$"
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_SMALL = re.compile(
    r"font-size\s*:\s*(?:1[0-3]px|[6-9](?:\.\d+)?pt|small|x-small)|color\s*:\s*(?:#[6-9a]|gr[ae]y)",
    re.I,
)
_BLOCKS = ("p", "div", "center", "td", "h5", "h6")
_STRONG = ("strong", "b", "h1", "h2", "h3", "h4")


@dataclass(frozen=True)
class Caption:
    """What a caption says, and whom it credits."""

    text: str
    credit: str = ""


def caption_of(figure: HtmlElement) -> Caption | None:
    """Take the caption that stands after a figure out of the tree, if something looks like one."""
    block = _block_of(figure)
    if block is not figure and (found := _within(figure, block)):
        return found
    following = _next_block(block)
    if following is None or not _looks_like_caption(following):
        return None
    caption = parse_caption(_words(following))
    if caption is not None:
        following.drop_tree()
    return caption


def parse_caption(words: str) -> Caption | None:
    """Read a caption; None where nothing but marks is left."""
    text = " ".join(words.strip(_EDGE).lstrip(_MARKS + _EDGE).rstrip(_MARKS + _EDGE).split())
    credit = ""
    if found := _CREDIT.search(text):
        credit = " ".join((found["who"] or found["by"]).split())
        text = text[: found.start()].rstrip(_EDGE + "，；（(/|")
    return Caption(text, credit) if text or credit else None


def _block_of(figure: HtmlElement) -> HtmlElement:
    """The largest element that holds this figure and no words before it."""
    block = figure
    while (parent := block.getparent()) is not None and parent.getparent() is not None:
        if (parent.text or "").strip(_EDGE) or _has_figure_beside(parent, block):
            break
        if any(_words(sibling) or _tail(sibling) for sibling in block.itersiblings(preceding=True)):
            break
        if parent.tag not in (*_BLOCKS, "a", "span", "font", "strong", "b", "em"):
            break
        if block.tag in _BLOCKS and (_tail(block) or block.getnext() is not None):
            break
        block = cast(HtmlElement, parent)
    return block


def _has_figure_beside(parent: HtmlElement, block: HtmlElement) -> bool:
    here = set(block.iter("figure"))
    return any(figure not in here for figure in parent.iter("figure"))


def _within(figure: HtmlElement, block: HtmlElement) -> Caption | None:
    """The words after a figure in its own centred or small paragraph."""
    words = _words(block)
    if not words or len(words) > LONGEST_CAPTION or not (_is_set_apart(block) or _is_marked(words)):
        return None
    if any(child.tag in _BLOCKS for child in block.iter() if child is not block):
        return None
    caption = parse_caption(words)
    if caption is not None:
        for child in list(block):
            block.remove(child)
        block.text = None
        figure.tail = None
        block.append(figure)
    return caption


def _next_block(block: HtmlElement) -> HtmlElement | None:
    """The block right after, empty ones and breaks passed over; None where plain text follows."""
    if _tail(block):
        return None
    for sibling in block.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        is_empty = sibling.tag == "br" or (
            not _words(sibling) and not len(list(sibling.iter("figure")))
        )
        if not is_empty:
            return cast(HtmlElement, sibling)
        if _tail(sibling):
            return None
    return None


def _looks_like_caption(block: HtmlElement) -> bool:
    words = _words(block)
    if block.tag not in _BLOCKS or len(words) > LONGEST_CAPTION:
        return False
    if next(block.iter("figure", "img", "table"), None) is not None:
        return False
    if _is_marked(words):
        return True
    return _is_set_apart(block) and not _is_heading(block, words)


def _is_marked(words: str) -> bool:
    return words[:1] in _MARKS or bool(_NUMBERED.match(words)) or words.endswith(("摄", "摄）"))


def _is_set_apart(block: HtmlElement) -> bool:
    """Centred, or small and grey throughout."""
    if block.tag == "center" or (block.get("align") or "").lower() == "center":
        return True
    style = block.get("style") or ""
    if _CENTRED.search(style) or _SMALL.search(style):
        return True
    inner = list(block)
    if len(inner) != 1 or (block.text or "").strip(_EDGE) or _tail(inner[0]):
        return False
    is_small = inner[0].get("size") in ("1", "2") or _SMALL.search(inner[0].get("style") or "")
    return inner[0].tag == "center" or bool(inner[0].tag in ("font", "span") and is_small)


def _is_heading(block: HtmlElement, words: str) -> bool:
    """Bold throughout: the heading of what comes next."""
    return any(_words(child) == words for child in block.iter(*_STRONG))


def _words(element: HtmlElement) -> str:
    return (
        " ".join(element.text_content().split()).strip(_EDGE)
        if isinstance(element.tag, str)
        else ""
    )


def _tail(element: HtmlElement) -> str:
    return (element.tail or "").strip(_EDGE)
