"""Stories, topics and pages of either language together, each under its own address."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, override

from news.cards import Card, lay_out
from news.categories import tree
from news.languages import story_language
from news.models import Bookmark
from portal.lib.addresses import html_language
from portal.site.models import Page


def saved_cards(bookmarks: Iterable[Bookmark]) -> list[tuple[Bookmark, Card]]:
    """Bookmarks with cards of their stories, which lead to the page in the story's language.

    Of a story that readers can no longer see, pages must not show the card, nor the title.
    """
    saved = list(bookmarks)
    cards = lay_out([bookmark.article for bookmark in saved], tree=tree())
    own = (replace(card, url=own_address(card.article)) for card in cards)
    return list(zip(saved, own, strict=True))


def own_address(thing: Any) -> str:
    """The address of a thing in its own language."""
    with override(own_language(thing)):
        return thing.get_absolute_url()


def own_language(thing: Any) -> str | None:
    """The language under which a thing has its page: this one where that will do."""
    return _written_in(thing) if foreign(thing) else get_language()


def foreign(thing: Any) -> str:
    """The language of a thing as HTML writes it, where it is not that of this page."""
    language = _written_in(thing)
    return "" if language == story_language() else html_language(language)


def _written_in(thing: Any) -> str:
    """A flat page may be there in both languages, and is read in this one where it can be."""
    if not isinstance(thing, Page):
        return str(thing.language)
    here = story_language()
    return here if thing.is_in(here) else "zh-hans" if here == "en" else "en"
