"""Marking what was found, on the text as it was written."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from news.search.query import Query, Term
from news.search.tokens import is_han
from portal.lib.bilingual import is_chinese
from portal.lib.words import fold, fold_text

SNIPPET = 108
"""Columns of a snippet, a Chinese sign filling two: four lines on a phone, two on a desk."""

BEFORE = 20
"""Characters shown before what was found."""

Span = tuple[int, int]

_STARTS = re.compile("[。！？；\n.!?;]\\s*")

_LONGEST_WORD = 30
"""Longer runs of letters are no words and may be cut anywhere."""


def marked(text: str, query: Query) -> SafeString:
    """The whole text with every hit marked."""
    return _marked(text, spans(text, query))


def snippet(text: str, query: Query) -> SafeString:
    """A piece of the text around what was found first; nothing where it holds nothing of it.

    It is the piece that holds the most different terms among those that begin with a hit.
    """
    found = spans(text, query)
    if not found:
        return SafeString("")
    start = max(found, key=lambda span: (_different(text, found, span[0]), -span[0]))[0]
    first = _beginning(text, start)
    last = _ending(text, start, _reach(text, first))
    inside = [(a - first, min(b, last) - first) for a, b in found if first <= a < last]
    shown = _marked(re.sub("\\s", " ", text[first:last]), inside)
    more = "……" if is_chinese(get_language() or "zh") else "…"
    before, after = more if first else "", more if last < len(text) else ""
    return format_html("{}{}{}", before, shown, after)


def spans(text: str, query: Query) -> list[Span]:
    """Where the terms stand in the text, in order, none over another."""
    found: list[Span] = []
    patterns = [_pattern(term) for term in query.terms]
    for start, line in _lines(text):
        folded = fold_text(line)
        hits = [match.span() for pattern in patterns for match in pattern.finditer(folded)]
        if not hits:
            continue
        if len(folded) != len(line) or not _is_one_to_one(line, folded):
            exact = fold(line)
            hits = [exact.span(a, b) for a, b in hits]
        found += [(start + a, start + b) for a, b in hits]
    return _joined(found)


def _is_one_to_one(line: str, folded: str) -> bool:
    """Whether each character became one: in runs of plain text, which most lines are."""
    return all(len(fold_text(a)) == 1 for a, b in zip(line, folded, strict=True) if a != b)


def _pattern(term: Term) -> re.Pattern[str]:
    """Find the term in folded text, whatever stands between the runs of a phrase."""
    between = "[\\W_]+" if len(term.runs) > 1 else ""
    body = between.join(map(re.escape, term.runs))
    first, last = term.runs[0], term.runs[-1]
    before = "" if is_han(first) else "(?<![^\\W_])"
    after = "(?![^\\W_])" if term.is_phrase and not is_han(last) else ""
    return re.compile(before + body + after)


def _lines(text: str) -> Iterable[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _joined(found: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _different(text: str, found: Sequence[Span], start: int) -> int:
    """How many different hits a snippet that begins there holds."""
    return len({text[a:b] for a, b in found if start <= a < _reach(text, start) - BEFORE})


def _beginning(text: str, hit: int) -> int:
    """Where a snippet begins: with the sentence, if that begins near enough, or with a word."""
    earliest = max(0, hit - BEFORE)
    starts = [match.end() for match in _STARTS.finditer(text, earliest, hit)]
    return 0 if hit <= BEFORE else starts[0] if starts else _next_word(text, earliest, hit)


def _reach(text: str, first: int) -> int:
    """How far a snippet gets that begins there: letters are half as wide as Chinese signs."""
    widths = accumulate(2 if is_han(sign) else 1 for sign in text[first : first + SNIPPET])
    return first + sum(width <= SNIPPET for width in widths)


def _ending(text: str, hit: int, latest: int) -> int:
    """Where a snippet that holds a hit ends: not within a word of letters."""
    if latest >= len(text):
        return len(text)
    last = latest
    while last > max(hit, latest - _LONGEST_WORD) and _parts_a_word(text, last):
        last -= 1
    return latest if _parts_a_word(text, last) or last == hit else last


def _next_word(text: str, earliest: int, hit: int) -> int:
    """The first beginning of a word from a place on; the hit is one."""
    return next(
        at
        for at in range(earliest, hit + 1)
        if at == hit or not (text[at].isspace() or _parts_a_word(text, at))
    )


def _parts_a_word(text: str, at: int) -> bool:
    """Whether a cut there would lie between two letters or digits that are not Chinese."""
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and not (is_han(before) or is_han(after))


def _marked(text: str, found: Iterable[Span]) -> SafeString:
    pieces: list[tuple[str, str]] = []
    end = 0
    for start, stop in found:
        pieces.append((text[end:start], text[start:stop]))
        end = stop
    hits = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", hits, text[end:])
