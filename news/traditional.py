"""Traditional Chinese story by story: the pairs an editor gave one story, and what to look at.

Whole pages are converted together, so a story's own terms are put into its words beforehand,
marked so that the converter keeps them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from news import body
from news.models import Article
from portal.lib.html import convert_text_nodes
from portal.lib.terms import parse_terms
from portal.lib.words import BORDER, put_terms, said, to_traditional

TRADITIONAL = "zh-hant"

WORDS = (
    "kicker",
    "title",
    "title_breaks",
    "short_title",
    "summary",
    "drawn_summary",
    "seo_title",
    "seo_description",
)

WATCHED = "只台后里干面松发系准制谷向征范"
"""Characters that stand for several Traditional ones: 只 is 只 or 隻, 台 is 台, 臺 or 颱."""

AROUND = 4
"""Characters shown on each side: enough to tell which word it is."""

MOST_HINTS = 20
"""More are not read."""


@dataclass(frozen=True)
class Hint:
    """An ambiguous character where it stands, and what the converter makes of the place."""

    simplified: str
    traditional: str


class Termed(Protocol):
    """What has terms of its own: a story, or its line in a list."""

    @property
    def traditional_terms(self) -> str: ...


def terms_of(article: Termed) -> Mapping[str, str]:
    """The pairs of one story, empty on pages that are not Traditional."""
    if not article.traditional_terms or get_language() != TRADITIONAL:
        return {}
    return _terms(article.traditional_terms)


def in_own_terms(article: Termed, text: str) -> str:
    """Words of a story with its own terms put in."""
    return put_terms(text, terms_of(article))


def put_own_terms(article: Article) -> Article:
    """Put its own terms into all words of a story that was read to be shown, never to be saved."""
    terms = terms_of(article)
    if terms:
        for name in WORDS:
            setattr(article, name, put_terms(getattr(article, name), terms))
        article.body = convert_text_nodes(article.body, lambda text: put_terms(text, terms))
    return article


def in_script_of_page(text: str) -> str:
    """A text for places that the conversion of whole pages does not reach, such as addresses."""
    return to_traditional(text) if get_language() == TRADITIONAL else text


def in_script(article: Termed, text: str) -> str:
    """A text of a story as its page shows it, converted whole and in the story's own terms."""
    return in_script_of_page(in_own_terms(article, text))


def kept_by_page(html: SafeString) -> SafeString:
    """HTML whose words are in the script of the page: its conversion leaves them as they are."""
    if get_language() != TRADITIONAL:
        return html
    kept = convert_text_nodes(html, lambda words: BORDER.join(map(said, words.split(BORDER))))
    return mark_safe(kept)


def is_converted_unseen(article: Article) -> bool:
    """Whether this page is a conversion that no editor has looked at."""
    return get_language() == TRADITIONAL and not article.is_traditional_checked


def hints(article: Article) -> list[Hint]:
    """The places of a story whose characters have several Traditional forms, each once."""
    texts = (article.kicker, article.title, article.summary, body.text(article.body))
    try:
        terms = parse_terms(article.traditional_terms)
    except ValidationError:
        terms = {}
    found = dict.fromkeys(place for text in texts for place in _watched_places(text))
    return [Hint(place, to_traditional(place, terms)) for place in list(found)[:MOST_HINTS]]


def _watched_places(text: str) -> Iterator[str]:
    for at, character in enumerate(text):
        if character in WATCHED:
            yield " ".join(text[max(0, at - AROUND) : at + AROUND + 1].split())


@lru_cache(maxsize=256)
def _terms(text: str) -> Mapping[str, str]:
    try:
        return parse_terms(text)
    except ValidationError:
        return {}
