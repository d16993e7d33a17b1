"""How a text is written: punctuation, headings, and the words of the house."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.body.tidy import FULL_WIDTH
from news.body.tree import Element, Node
from news.checkup.finding import Finding, Place
from news.checkup.registry import kind
from news.checkup.story import Story, Word, words_in
from news.models.checkup import HouseWord, Severity
from portal.lib.text import HAN

HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}”’」』）》〉]) *([,;:!?])"  # after a Chinese character or mark
    rf"|([,;:!?]) *(?=[{HAN}“‘「『（《〈])"  # before one
    rf"|(?<=[{HAN}”’」』）》〉])(\.)(?=\s|$|[{HAN}“])"
    rf"|(?<=[{HAN}]) *\(([^()\n]{{1,60}})\)|\(([^()\n]*[{HAN}][^()\n]*)\)"
    rf'|"([^"\n]*[{HAN}][^"\n]*)"'
)
"""GB/T 15834: Chinese text has full-width marks. Between digits and Latin letters they are half."""

LINK = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+")


@kind("punctuation", gettext_lazy("Half-width punctuation"), Severity.WARNING)
def punctuation(story: Story) -> Iterator[Finding]:
    """Half-width marks between Chinese characters."""
    if not story.is_chinese:
        return
    for passage in story.passages:
        links = [match.span() for match in LINK.finditer(passage.text)]
        for match in HALF_WIDTH.finditer(passage.text):
            if any(start <= match.start() < end for start, end in links):
                continue
            better = _full_width(match)
            text = _("“%(mark)s” is half-width; in Chinese it is “%(better)s”.")
            told = text % {"mark": match[0].strip(), "better": better}
            yield Finding("punctuation", told, passage.at(*match.span()), fix=better)


def _full_width(match: re.Match[str]) -> str:
    if mark := match[1] or match[2] or match[3]:
        return FULL_WIDTH[mark]
    if within := match[4] or match[5]:
        return f"（{within}）"
    return f"“{match[6]}”"


@kind("headings", gettext_lazy("Order of headings"), Severity.WARNING)
def headings(story: Story) -> Iterator[Finding]:
    """A subheading before any heading: who listens to the page misses a level."""
    has_heading = False
    for block, node in enumerate(story.nodes):
        if _is_heading(node, "h2"):
            has_heading = True
        elif _is_heading(node, "h3") and not has_heading:
            words = words_in(node)  # type: ignore[arg-type]
            place = Place("body", block, 0, 0, len(words), words)
            yield Finding("headings", _("A subheading stands before any heading."), place)


@kind("empty_heading", gettext_lazy("Empty heading"), Severity.WARNING)
def empty_heading(story: Story) -> Iterator[Finding]:
    """A heading without words."""
    for block, node in enumerate(story.nodes):
        if _is_heading(node, "h2", "h3") and not words_in(node).strip():  # type: ignore[arg-type]
            yield Finding("empty_heading", _("A heading is empty."), Place("body", block))


def _is_heading(node: Node, *tags: str) -> bool:
    return isinstance(node, Element) and node.tag in tags


@kind("word_banned", HouseWord.Kind.BANNED.label, Severity.ERROR)
def banned(story: Story) -> Iterator[Finding]:
    """Words that are not printed."""
    return _words(story, HouseWord.Kind.BANNED)


@kind("word_sensitive", HouseWord.Kind.SENSITIVE.label, Severity.WARNING)
def sensitive(story: Story) -> Iterator[Finding]:
    """Words that somebody should think about."""
    return _words(story, HouseWord.Kind.SENSITIVE)


@kind("word_advertising", HouseWord.Kind.ADVERTISING.label, Severity.WARNING)
def advertising(story: Story) -> Iterator[Finding]:
    """Superlatives that 广告法 forbids in what is paid for."""
    return _words(story, HouseWord.Kind.ADVERTISING)


@kind("word_style", HouseWord.Kind.STYLE.label, Severity.NOTE)
def style(story: Story) -> Iterator[Finding]:
    """Words the house writes otherwise."""
    return _words(story, HouseWord.Kind.STYLE)


def _words(story: Story, kind_of_word: str) -> Iterator[Finding]:
    name = f"word_{kind_of_word}"
    for word in story.words:
        if word.kind != kind_of_word:
            continue
        for passage in story.passages:
            for start in places_of(word, passage.text):
                said = passage.text[start : start + len(word.pattern)]
                text = _("“%s” is on the list of house words.") % said
                if word.suggestion:
                    told = _("“%(word)s” is on the list of house words; better: %(better)s.")
                    text = told % {"word": said, "better": word.suggestion}
                place = passage.at(start, start + len(said))
                yield Finding(name, text, place, fix=word.suggestion or None)


def places_of(word: Word, text: str) -> Iterator[int]:
    """Where a word stands in a text and is meant, Latin letters in either case."""
    folded, wanted = text.lower(), word.pattern.lower()
    if not wanted or wanted not in folded or len(folded) != len(text):
        return
    allowed = [span for phrase in word.exceptions for span in _spans(phrase.lower(), folded)]
    for start, end in _spans(wanted, folded):
        if _is_part_of_latin_word(folded, start, end):
            continue
        if not any(first <= start and end <= last for first, last in allowed):
            yield start


def _spans(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        yield start, start + len(phrase)
        start = text.find(phrase, start + len(phrase))


def _is_part_of_latin_word(text: str, start: int, end: int) -> bool:
    """“ad” is not meant in “ready”."""

    def is_letter(place: int) -> bool:
        return 0 <= place < len(text) and text[place].isascii() and text[place].isalnum()

    is_joined_before = is_letter(start) and is_letter(start - 1)
    return is_joined_before or (is_letter(end - 1) and is_letter(end))
