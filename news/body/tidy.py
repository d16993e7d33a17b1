"""One-key tidy (一键排版): a text's spaces, marks and widths as the house sets them.

GB/T 15834 for the marks: full width in Chinese, half width between digits and Latin letters;
…… and —— are two characters wide. The gap between Chinese and Latin is the style sheet's
(`text-autospace`), so no space is put in; a single one that somebody typed (870 米) stays, more
and wider ones shrink to it. Marks, links and blocks stay as they are.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from portal.lib.text import HAN

from .sanitise import clean
from .text import INLINE
from .tree import Element, Node, parse, to_html

FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
HALF_WIDTH = {full: half for half, full in FULL_WIDTH.items() if half != "."}

_CLOSING, _OPENING = "”’」』）》〉】", "“‘「『（《〈【"
_MARKS = "，。；：？！、…—" + _CLOSING + _OPENING
_SPACE = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"

_LINK = re.compile(
    r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/=&#_-]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[A-Za-z0-9-]+\.)+(?:com|cn|net|org|gov|edu|io|cc|tv|info)\b(?:/[!-~]*[A-Za-z0-9/=&#_-])?",
    re.ASCII,
)
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(f"[{HAN}]")

Edit = tuple[int, int, str]
Rule = Callable[[str], Iterator[Edit]]


def tidy(html: str) -> str:
    """Answer the stored form of a body, tidied; tidying it again changes nothing."""
    nodes = parse(clean(html))
    _tidy(nodes)
    return clean(to_html(nodes))


def tidy_line(words: str) -> str:
    """Answer a line without markup, tidied: a title, a caption."""
    line = _Line([words])
    _apply_rules(line)
    return line.text


def _tidy(nodes: Iterable[Node]) -> None:
    for element in nodes:
        if isinstance(element, str):
            continue
        if any(isinstance(child, str) or child.tag in INLINE for child in element.children):
            _tidy_words(element)
        else:
            _tidy(element.children)


def _tidy_words(element: Element) -> None:
    """Tidy the words of one paragraph, line by line, each piece of them left in its marks."""
    for places in _lines(element):
        line = _Line([str(holder.children[index]) for holder, index in places])
        _apply_rules(line)
        for (holder, index), words in zip(places, line.pieces(), strict=True):
            holder.children[index] = words


Places = list[tuple[Element, int]]


def _lines(element: Element) -> Iterator[Places]:
    """Yield where the words of each line stand; a line ends at a break."""
    places: Places = []
    for place in _places(element):
        if place is not None:
            places.append(place)
        elif places:
            yield places
            places = []
    if places:
        yield places


def _places(element: Element) -> Iterator[tuple[Element, int] | None]:
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            yield element, index
        elif child.tag == "br":
            yield None
        else:
            yield from _places(child)


class _Line:
    """Words in several pieces; an edit may cross from one to another."""

    def __init__(self, pieces: list[str]) -> None:
        self.text = "".join(pieces)
        self.count = len(pieces)
        self.owners = [number for number, piece in enumerate(pieces) for _ in piece]

    def put(self, edits: Iterable[Edit]) -> None:
        """Make edits, given from the left to the right; links are left alone."""
        links = [match.span() for match in _LINK.finditer(self.text)]
        text, owners, at = "", [], 0
        for start, end, better in edits:
            is_linked = any(first < end and start < last for first, last in links)
            if start < at or is_linked or self.text[start:end] == better:
                continue
            text += self.text[at:start] + better
            owners += self.owners[at:start] + [self.owners[start]] * len(better)
            at = end
        self.text, self.owners = text + self.text[at:], owners + self.owners[at:]

    def pieces(self) -> list[str]:
        """Answer the words of each piece."""
        pieces = [""] * self.count
        for character, owner in zip(self.text, self.owners, strict=True):
            pieces[owner] += character
        return pieces


def _apply_rules(line: _Line) -> None:
    for rule in (_widths, _spaces, _quotes):
        line.put(rule(line.text))
    for rule in _CHINESE if _is_chinese(line.text) else _LATIN:
        line.put(rule(line.text))


def _is_chinese(text: str) -> bool:
    """A line is Chinese that has at least as many Chinese characters as Latin words."""
    han = len(_HAN.findall(text))
    return han > 0 and han >= len(_LATIN_WORD.findall(text))


def _each(pattern: str, better: str | Callable[[re.Match[str]], str]) -> Rule:
    """Make a rule of a pattern: what it matches is replaced."""
    compiled = re.compile(pattern)

    def rule(text: str) -> Iterator[Edit]:
        for match in compiled.finditer(text):
            yield (*match.span(), better if isinstance(better, str) else better(match))

    return rule


# Digits and letters of the full width are an old input method's.
_widths = _each(
    "[０-９Ａ-Ｚａ-ｚ％＆＠＂]|(?<=[0-9０-９])．(?=[0-9０-９])|[\u200b\u2060\ufeff]",
    lambda match: (
        "" if match[0] in "\u200b\u2060\ufeff" else unicodedata.normalize("NFKC", match[0])
    ),
)


def _spaces(text: str) -> Iterator[Edit]:
    """Indents go; what is wider than a space shrinks to one; spaced-out characters close up."""
    spread = rf"(?<![{HAN}])[{HAN}](?:{_SPACE}+[{HAN}](?![{HAN}])){{2,}}"
    closed = [match.span() for match in re.finditer(spread, text)]
    for match in re.finditer(f"{_SPACE}+", text):
        is_edge = match.start() == 0 or match.end() == len(text)
        is_within = any(start <= match.start() < end for start, end in closed)
        # A lone no-break space between Latin words was put there on purpose.
        beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        is_meant = match[0] == "\u00a0" and beside.isascii()
        if is_edge or is_within:
            yield (*match.span(), "")
        elif match[0] != " " and not is_meant:
            yield (*match.span(), " ")


def _quotes(text: str) -> Iterator[Edit]:
    """Straight quotes become pairs, in both scripts the same; inches and odd ones stay."""
    places = [match.start() for match in re.finditer('"', text)]
    if len(places) % 2 or re.search(r'\d"(?![，。,.;；、])', text):
        return
    for number, place in enumerate(places):
        yield place, place + 1, "”" if number % 2 else "“"


def _parentheses(text: str) -> Iterator[Edit]:
    """Pairs round Chinese words, or behind a Chinese character; both become full."""
    for match in re.finditer(r"[(（]([^()（）\n]*)[)）]", text):
        before = text[: match.start()].rstrip()[-1:]
        is_mixed = match[0][0] + match[0][-1] not in ("()", "（）")
        if is_mixed or _HAN.search(match[1]) or re.match(f"[{HAN}{_CLOSING}]", before):
            yield match.start(), match.start() + 1, "（"
            yield match.end() - 1, match.end(), "）"


def _single_quotes(text: str) -> Iterator[Edit]:
    for match in re.finditer(rf"(?<![A-Za-z0-9])'([^'\n]*[{HAN}][^'\n]*)'(?![A-Za-z0-9])", text):
        yield match.start(), match.start() + 1, "‘"
        yield match.end() - 1, match.end(), "’"


_BESIDE = f"{HAN}{_MARKS}"

_CHINESE: tuple[Rule, ...] = (
    _each(rf"(?<=[{_BESIDE}]) *(?:\.{{3,}}|。{{3,}}|…+)|(?:\.{{3,}}|…+)(?=[{HAN}])", "……"),
    _each(
        rf"(?<=[{_BESIDE}]) *(?:-{{2,}}|－{{2,}}|[—―]+|─{{2,}}) *(?=[{_BESIDE}A-Za-z0-9])"
        rf"|^(?:-{{2,}}|－{{2,}}|[—―]+|─{{2,}}) *(?=[{HAN}“《])",
        "——",
    ),
    _each(
        rf"(?<=[{HAN}{_CLOSING}…—]) *([,;:!?])|([,;:!?]) *(?=[{HAN}{_OPENING}])"
        rf"|(?<=[{HAN}{_CLOSING}])(\.)(?=\s|$|[{HAN}{_OPENING}])|(?<=[%0-9])\.$",
        lambda match: FULL_WIDTH[match[0].strip()],
    ),
    _parentheses,
    _single_quotes,
    _each(r"([，、；：])\1+", lambda match: match[1]),
    _each(r"(?<!。)。。(?!。)", "。"),
    # Full-width marks bring their own room.
    _each(rf"(?<=[{_MARKS}]) +| +(?=[{_MARKS}])", ""),
)

_LATIN: tuple[Rule, ...] = (
    _each(r"(?<=[A-Za-z0-9”’)]) ?([，；：？！]) ?", lambda match: f"{HALF_WIDTH[match[1]]} "),
    _each(r"(?<=[A-Za-z])'(?=[A-Za-z])", "’"),
    _each(r" +$", ""),
)
