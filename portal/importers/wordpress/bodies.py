"""The bodies of WordPress, old and new: blocks, shortcodes and texts without paragraphs.

What `the_content` does on each view is done once: shortcodes become the HTML they stand for, empty
lines of classic texts become paragraphs (wpautop, wp-includes/formatting.php), the comments that
bound blocks fall away. What has no counterpart is counted by its name.
"""

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any

from news.body import film_in
from portal.importers.markup import Body, Shelves, read_body

PicturesOf = Callable[[list[str]], list[tuple[str, str, str]]]
"""Address, alternative text and caption of pictures by their ids; of none, of all of the post."""

DYNAMIC = frozenset(
    """archives calendar categories latest-comments latest-posts rss search tag-cloud loginout
    page-list site-logo site-title site-tagline social-links social-link navigation query
    template-part post-comments comments widget-group legacy-widget""".split()  # noqa: SIM905
)
"""Blocks that the server fills on each view: there is nothing in the export."""

FILM_CODES = ("youtube", "embed", "video", "bilibili", "vimeo", "wpvideo", "tudou", "youku")
SOUND_CODES = ("audio", "playlist", "soundcloud")

_BLOCK = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+"
    r"(?P<facts>\{.*?\}\s+)?(?P<alone>/)?-->",
    re.S,
)
_NEXT_PAGE = re.compile(r"\s*<!--\s*nextpage\s*-->\s*")
_MORE = re.compile(r"<!--\s*more(?:.*?)-->|<!--noteaser-->", re.S)
_CODE = re.compile(
    r"(?<!\[)\[(?P<end>/)?(?P<name>[a-z][a-z0-9_-]{1,40})(?P<facts>(?:\s[^\[\]]{0,2000})?)/?\](?!\])",
    re.I,
)
_FACT = re.compile(
    r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|&quot;(.*?)&quot;|([^\s\"'\]]+))|(\S+)"
)
_CAPTION = re.compile(
    r"\[(?:wp_)?caption(?P<facts>[^\]]{0,2000})\](?P<inner>.{0,20000}?)\[/(?:wp_)?caption\]",
    re.I | re.S,
)
_INNER = re.compile(
    r"\[(?P<name>embed|video|audio|youtube)(?P<facts>[^\]]{0,2000})\](?P<inner>[^\[]{0,2000})"
    r"\[/(?P=name)\]",
    re.I,
)
_IMAGE = re.compile(
    r"(?P<image>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", re.I | re.S
)

BLOCK_TAGS = (
    r"(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map"
    r"|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup"
    r"|header|footer|nav|figure|figcaption|details|menu|summary|iframe|video|audio|object)"
)
_OPENS = re.compile(rf"(<{BLOCK_TAGS}[\s/>])", re.I)
_CLOSES = re.compile(rf"(</{BLOCK_TAGS}>)", re.I)
_IS_BLOCK = re.compile(rf"^\s*</?{BLOCK_TAGS}[\s/>]", re.I)
_PRE = re.compile(r"<pre\b.*?</pre>", re.I | re.S)
_LONE_ADDRESS = re.compile(r"^\s*(https?://[^\s<>\"]+)\s*$")


def read(content: str, shelves: Shelves, pictures_of: PicturesOf) -> Body:
    """Make a body of the content of a post, all its pages."""
    text = _MORE.sub("", content.replace("\r\n", "\n").replace("\r", "\n"))
    without = Body().without
    pages = [("", _expanded(page, pictures_of, without)) for page in _NEXT_PAGE.split(text)]
    body = read_body(pages, shelves)
    body.without.update(without)
    return body


def _expanded(text: str, pictures_of: PicturesOf, without: Any) -> str:
    def coded(words: str) -> str:
        return _codes(words, pictures_of, without)

    if "<!-- wp:" not in text:
        return autop(coded(text))
    out, depth, start, is_free = "", 0, 0, True
    for mark in _BLOCK.finditer(text):
        part = text[start : mark.start()]
        start = mark.end()
        out += autop(coded(part)) if depth == 0 or is_free else coded(part)
        name = mark["name"].removeprefix("core/")
        if mark["alone"] or (not mark["end"] and name in DYNAMIC):
            _note_block(name, without)
        if mark["end"]:
            depth = max(0, depth - 1)
        elif not mark["alone"]:
            depth += 1
            out += _cover(name, mark["facts"])
        is_free = not mark["end"] and name in ("freeform", "shortcode")
    return out + autop(coded(text[start:]))


def _note_block(name: str, without: Any) -> None:
    if name not in ("more", "nextpage", "separator", "spacer"):
        without[f"block {name}"] += 1


def _cover(name: str, facts: str | None) -> str:
    """The picture behind the words of a cover, which its HTML may only name in a style."""
    if name != "cover" or not facts:
        return ""
    try:
        address = json.loads(facts).get("url")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return f'<figure><img src="{escape(str(address))}"></figure>' if address else ""


def _codes(text: str, pictures_of: PicturesOf, without: Any) -> str:
    """Put what they stand for in the place of shortcodes; of unknown ones the contents stay."""
    if "[" not in text:
        return text
    text = _CAPTION.sub(_caption, text)
    text = _INNER.sub(lambda found: _film(found["inner"].strip() or found["facts"]), text)
    closed = {found["name"].lower() for found in _CODE.finditer(text) if found["end"]}

    def one(found: re.Match[str]) -> str:
        name = found["name"].lower()
        facts = _facts(found["facts"])
        if name == "gallery" and not found["end"]:
            return _gallery(facts, pictures_of)
        if name in FILM_CODES + SOUND_CODES and not found["end"] and found["facts"].strip():
            return _film(found["facts"])
        if name not in closed and "=" not in found["facts"]:
            return found[0]  # Brackets that people type.
        if not found["end"]:
            without[f"shortcode {name}"] += 1
        return ""

    return _CODE.sub(one, text)


def _caption(found: re.Match[str]) -> str:
    """[caption caption="words"]image[/caption], or since 3.4 the words after the image."""
    parts = _IMAGE.match(found["inner"].strip())
    if parts is None:
        return found["inner"]
    words = parts["words"].strip() or _facts(found["facts"]).get("caption", "")
    return f"\n\n<figure>{parts['image']}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(facts: dict[str, str], pictures_of: PicturesOf) -> str:
    named = facts.get("ids") or facts.get("include") or ""
    ids = [part.strip() for part in named.split(",") if part.strip()]
    shown = "".join(
        f'<figure><img src="{escape(address)}" alt="{escape(alt)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for address, alt, caption in pictures_of(ids)
    )
    return f'\n\n<div class="gallery">{shown}</div>\n\n' if shown else ""


def _film(words: str) -> str:
    """The player of the first address in a code."""
    found = re.search(r"https?://[^\s\"'\]<>]+", words)
    return f'\n\n<iframe src="{escape(found[0])}"></iframe>\n\n' if found else ""


def _facts(words: str) -> dict[str, str]:
    return {
        found[1].lower(): next((part for part in found.groups()[1:5] if part), "")
        for found in _FACT.finditer(words)
        if found[1]
    }


def autop(text: str) -> str:
    """Make paragraphs of what empty lines part, and breaks of the other line ends."""
    if not text.strip():
        return ""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0].replace("\n", "<br>"))
        return f'\n\n<pre data-kept="{len(kept) - 1}"></pre>\n\n'

    text = _PRE.sub(keep, text)
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    text = _CLOSES.sub(r"\1\n\n", _OPENS.sub(r"\n\n\1", text))
    made = "\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", text) if part.strip())
    return re.sub(
        r'<pre data-kept="(\d+)"></pre>',
        lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "",
        made,
    )


def _paragraph(part: str) -> str:
    if lone := _LONE_ADDRESS.match(part):
        address = escape(lone[1].replace("&amp;", "&"))
        if film_in(lone[1]):
            return f'<iframe src="{address}"></iframe>'
        return f'<p><a href="{address}">{address}</a></p>'
    if _IS_BLOCK.match(part):
        return part
    lines = re.sub(r"(?<!<br>)(?<!<br />)(?<!<br/>)\n", "<br>\n", part.strip())
    return f"<p>{lines}</p>"
