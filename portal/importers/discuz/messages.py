"""Turns the HTML of a comment, or the BBCode of a post, into plain text again."""

import re
from html import unescape
from urllib.parse import urlsplit

from portal.lib.text import clean_text

SMILEY = "[表情]"
"""Stands for a smiley, so that a comment of nothing else is not empty."""

# Nothing here may look further than the next tag of its kind: comments are written by strangers.
_QUOTE = re.compile(
    r"(?:<div class=\"?quote\"?>\s*)?<blockquote[^<>]*>((?:(?!<blockquote).)*?)</blockquote>"
    r"(?:\s*</div>)?",
    re.I | re.S,
)
_LINK = re.compile(r"<a\b[^<>]*?href=[\"']?([^\"'\s<>]+)[^<>]*>((?:(?!<a\b).)*?)</a>", re.I | re.S)
_IMAGE = re.compile(r"<img\b[^<>]*?src=[\"']?([^\"'\s<>]+)[^<>]*>", re.I)
_BREAK = re.compile(r"<br\s*/?>\r?\n?|</(?:p|div|li)>", re.I)
_CODE = re.compile(r"\[/?(?:b|i|u|s|color|size|font|align|quote|url)(?:=[^\[\]]{0,99})?\]", re.I)
_POST_QUOTE = re.compile(r"\[quote\]((?:(?!\[quote\]).)*?)\[/quote\]", re.I | re.S)
_POST_IMAGE = re.compile(r"\[img(?:=[\d,x]{0,20})?\](https?://[^\[\]\s]{1,500})\[/img\]", re.I)
_POST_LINK = re.compile(r"\[url=(https?://[^\[\]\s\"'<>]{1,500})\]([^\[\]]{0,500})\[/url\]", re.I)
_NOT_TEXT = re.compile(
    r"\[(attach|attachimg|hide)\][^\[\]]{0,500}\[/\1\]|\[i=s\][^\[\]]{0,200}\[/i\]", re.I
)
_ANY_CODE = re.compile(
    r"\[/?(?:b|i|u|s|color|size|font|align|quote|url|img|list|p|backcolor|table|tr|td|indent|float|code|free|email|media|audio|flash|password)(?:=[^\[\]]{0,99})?\]",
    re.I,
)
_SPACES = re.compile(r"[ \t\xa0]{2,}|\xa0")
_TAG = re.compile(r"<[^<>]*>")


def plain_message(html: str) -> str:
    """Answer the words of a comment; quotes stand in lines that begin with "> "."""
    text = _IMAGE.sub(_image, _LINK.sub(_link, html))
    text = _words(_QUOTE.sub(_quote, text))
    return clean_text(_SPACES.sub(" ", unescape(text))).strip()


def plain_post(code: str) -> str:
    """Answer the words of a post, which is escaped text with BBCode."""
    html = _POST_QUOTE.sub(r"<blockquote>\1</blockquote>", _NOT_TEXT.sub("", code))
    html = _POST_LINK.sub(r'<a href="\1">\2</a>', _POST_IMAGE.sub(r" \1 ", html))
    return _ANY_CODE.sub("", plain_message(html))


def _quote(found: re.Match[str]) -> str:
    lines = _words(found[1]).strip().splitlines()
    return "\n" + "".join(f"&gt; {line.strip()}\n" for line in lines)


def _link(found: re.Match[str]) -> str:
    """Keep the address beside the words, unless they are the same; scripts have none."""
    address, words = found[1], _TAG.sub("", found[2]).strip()
    is_web = urlsplit(unescape(address)).scheme in ("http", "https")
    if not is_web or words == address:
        return words
    return f"{words} ({address})" if words else address


def _image(found: re.Match[str]) -> str:
    return f" {found[1]} " if "static/image/smiley" not in found[1] else f" {SMILEY} "


def _words(html: str) -> str:
    return _CODE.sub("", _TAG.sub("", _BREAK.sub("\n", html)))
