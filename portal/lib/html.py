"""HTML as text: converting the words of a finished page, and marking up titles.

The converter reads a page once, with a tokenizer made of one regular expression. It changes words
and nothing else: every tag, name, address, value and space stays as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.lib.caching import cached
from portal.lib.text import Clause, Run, clauses, runs
from portal.lib.words import BORDER

Convert = Callable[[str], str]

# How long a converted page is kept. It never goes stale: another page has another key.
_KEEP = timedelta(days=1)

# The same titles stand on page after page: those of a front and the newest lists.
_TITLES_KEPT = 4096


def convert_text_nodes(html: str, convert: Convert) -> str:
    """Convert what people read in a page: text, and the values of alt, title, aria-label and such.

    Never touched: href, src, class, id, name, value; scripts other than JSON-LD, styles and text
    areas; options whose text is their value; anything in an element that is marked
    `translate="no"` or in another language than Chinese; comments of readers in JSON-LD.
    `convert` is called once, with all the pieces in one string parted by `words.BORDER`, which it
    must leave alone. Tags are taken to be balanced, as templates write them.
    """
    page = _cut(html)
    for places, words in zip(page.places, _convert_all(page.words(), convert), strict=True):
        page.put(places, words, convert)
    return "".join(page.pieces)


def convert_text_nodes_cached(html: str, convert: Convert, *, kind: str) -> str:
    """Give `convert_text_nodes` from the cache where the same page was converted before.

    `kind` names the conversion and its version: zh-hant:1.
    """
    digest = hashlib.blake2b(html.encode(), digest_size=20).hexdigest()
    packed = cached(
        f"html:{kind}:{digest}",
        # A fifth of the room for half a millisecond: robots walk every page there is.
        lambda: zlib.compress(convert_text_nodes(html, convert).encode(), level=1),
        ttl=_KEEP.total_seconds(),
    )
    return zlib.decompress(packed).decode()


@lru_cache(_TITLES_KEPT)
def title_html(title: str, breaks: str = "", *, kicker: str = "") -> SafeString:
    """Mark up a title so that its lines break between clauses: `ph` keeps one, `nb` a measure.

    `breaks` and `kicker` are as in `text.clauses`; the kicker itself is not written.
    """
    found = clauses(title, breaks, kicker=kicker)
    return format_html_join("", "{}", ((_clause_html(clause),) for clause in found))


@lru_cache(_TITLES_KEPT)
def line_html(title: str) -> SafeString:
    """Mark up a title that stands in a list: it breaks where it likes, but not in a measure."""
    return format_html_join("", "{}", ((_run_html(run),) for run in runs(title)))


def _clause_html(clause: Clause) -> SafeString:
    runs = format_html_join("", "{}", ((_run_html(run),) for run in clause.runs))
    return runs if clause.flows else format_html('<span class="ph">{}</span>', runs)


def _run_html(run: Run) -> str:
    return format_html('<span class="nb">{}</span>', run.text) if run.is_whole else run.text


@dataclass(slots=True)
class _Page:
    """A page cut into pieces, and the places of those pieces that are words.

    The words of a title that was cut into clauses are taken together, as the whole that they are.
    """

    pieces: list[str] = field(default_factory=list)
    places: list[list[int]] = field(default_factory=list)
    # Whether the next words go on where the last ones ended, and how many clauses are open.
    goes_on: bool = False
    open_clauses: int = 0

    def add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.goes_on = False

    def add_tag(self, tag: str) -> None:
        """Add a tag as it is; the marks of a title's clauses do not end its words."""
        if tag in _CLAUSE_TAGS:
            self.open_clauses += 1
        elif tag == "</span>" and self.open_clauses:
            self.open_clauses -= 1
        else:
            self.open_clauses = 0
            self.goes_on = False
        self.pieces.append(tag)

    def add_words(self, piece: str) -> None:
        # There is nothing to convert in ASCII.
        if piece and piece.isascii():
            self.goes_on = False
        elif piece and self.goes_on:
            self.places[-1].append(len(self.pieces))
        elif piece:
            self.places.append([len(self.pieces)])
            self.goes_on = True
        self.pieces.append(piece)

    def words(self) -> list[str]:
        return ["".join(self.pieces[place] for place in places) for places in self.places]

    def put(self, places: list[int], words: str, convert: Convert) -> None:
        """Put converted words where they came from, in pieces as long as the old ones."""
        lengths = [len(self.pieces[place]) for place in places]
        if len(places) > 1 and sum(lengths) != len(words):
            for place in places:
                self.pieces[place] = convert(self.pieces[place])
            return
        for place, length in zip(places, lengths, strict=True):
            is_last = place == places[-1]
            self.pieces[place], words = (words, "") if is_last else (words[:length], words[length:])


# As `title_html` writes them.
_CLAUSE_TAGS = ('<span class="ph">', '<span class="nb">')


def _convert_all(words: list[str], convert: Convert) -> list[str]:
    converted = convert(BORDER.join(words)).split(BORDER) if words else []
    if len(converted) == len(words):
        return converted
    # Some text holds the border itself: one by one, then.
    return [convert(text) for text in words]


# What is not text between tags. Scripts, styles and text areas are one token with all they hold.
_TAG_REST = r"""(?:[^>"']|"[^"]*"|'[^']*')*+>"""
_TOKENS = re.compile(
    rf"""(
    <!--.*?-->
    | <script\b{_TAG_REST}.*?</script\s*>
    | <style\b{_TAG_REST}.*?</style\s*>
    | <textarea\b{_TAG_REST}.*?</textarea\s*>
    | </?[a-z]{_TAG_REST}
    | <[!?][^>]*>
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def _cut(html: str) -> _Page:
    page = _Page()
    # The element whose words are kept as they are, and how many of its name are open.
    kept, depth = "", 0
    for number, token in enumerate(_TOKENS.split(html)):
        is_text = number % 2 == 0
        if depth:
            depth += 0 if is_text else _depth_change(token, kept)
            page.add(token)
        elif is_text:
            page.add_words(token)
        elif _keeps_words(token):
            kept = _name(token)
            depth = _depth_change(token, kept)
            page.add(token)
        elif token.isascii() and not token.startswith("<script"):
            page.add_tag(token)
        else:
            _cut_tag(token, page)
    return page


_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
# Elements that have no end tag, and so nothing inside.
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match.group(1).lower() if match else ""


def _depth_change(tag: str, name: str) -> int:
    """Tell how a tag changes the number of open elements of a name."""
    if _name(tag) != name or _VOID.fullmatch(name) or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1


_MARKED_KEPT = re.compile(
    r"""\s(?:translate\s*=\s*["']?no\b | lang\s*=\s*["']?(?!zh\b)[a-z])""",
    re.VERBOSE | re.IGNORECASE,
)


def _keeps_words(tag: str) -> bool:
    """Say whether an element's words stay: marked so, of another language, or sent as a value."""
    if ("lang" in tag or "translate" in tag) and _MARKED_KEPT.search(tag):
        return True
    return tag.startswith("<option") and " value" not in tag


# Attributes that people read or hear. The data-* ones are what scripts write over a label.
_HUMAN = re.compile(
    "alt|title|placeholder|label|summary"
    "|aria-(?:label|description|placeholder|roledescription|valuetext)|data-(?:done|on|off|label)"
)
# `<meta>` whose content is words, by name or property.
_HUMAN_META = re.compile(
    "description|keywords|application-name|apple-mobile-web-app-title|article:(?:section|tag)"
    "|og:(?:title|description|site_name|image:alt)|twitter:(?:title|description|image:alt)"
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))"""
)
_META_NAME = re.compile(r"""\s(?:name|property)\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)


def _cut_tag(tag: str, page: _Page) -> None:
    """Cut a tag around the values that people read."""
    if tag.startswith("<!") or _name(tag) in ("script", "style", "textarea"):
        _cut_json(tag, page) if _JSON_LD.match(tag) else page.add(tag)
        return
    done = 0
    for attribute in _ATTRIBUTE.finditer(tag):
        if _is_human(attribute["name"].lower(), tag):
            start, end = attribute.span(attribute.lastgroup or "name")
            page.add(tag[done:start])
            page.add_words(tag[start:end])
            done = end
    page.add(tag[done:])


def _is_human(attribute: str, tag: str) -> bool:
    if attribute != "content":
        return _HUMAN.fullmatch(attribute) is not None
    meta = _META_NAME.search(tag)
    return meta is not None and _HUMAN_META.fullmatch(meta.group(1).lower()) is not None


_JSON_LD = re.compile(
    r"""(<script\b[^>]*\btype\s*=\s*["']?application/ld\+json\b[^>]*>)(.*)(</script\s*>)""",
    re.DOTALL | re.IGNORECASE,
)
# As `json_script` does: nothing in a string may end the script.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S|/", re.IGNORECASE)
# What readers write is theirs.
_READERS_TYPES = ("Comment", "UserReview")
_IDENTIFIERS = {"identifier", "url", "contentUrl", "embedUrl", "sameAs", "inLanguage"}


def _cut_json(script: str, page: _Page) -> None:
    """Cut JSON-LD around the strings that people read; what is not JSON stays as it is."""
    match = _JSON_LD.match(script)
    marked = _marked_json(match[2]) if match else ""
    if match is None or _MARK not in marked:
        page.add(script)
        return
    page.add(match[1])
    for number, piece in enumerate(marked.split(_MARK)):
        page.add_words(piece) if number % 2 else page.add(piece)
    page.add(match[3])


def _marked_json(text: str) -> str:
    """Write JSON anew with borders around what people read; nothing when it is not JSON."""
    try:
        marked = _marked(json.loads(text))
    except ValueError:
        return ""
    return json.dumps(marked, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


# As JSON writes the border.
_MARK = json.dumps(BORDER)[1:-1]


def _marked(data: Any) -> Any:
    """Put borders around the strings of a JSON value that people read."""
    if isinstance(data, dict):
        if data.get("@type") in _READERS_TYPES:
            return data
        return {
            key: value if key.startswith("@") or key in _IDENTIFIERS else _marked(value)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [_marked(value) for value in data]
    if isinstance(data, str) and not data.isascii() and not _ADDRESS.match(data):
        return f"{BORDER}{data.replace(BORDER, '')}{BORDER}"
    return data
