"""Stories and topics of either language on one page, each under its own address."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, override

from news.cards import Card, lay_out
from news.categories import tree
from news.languages import story_language
from news.models import Bookmark
from portal.lib.addresses import html_language


def saved_cards(bookmarks: Iterable[Bookmark]) -> list[tuple[Bookmark, Card]]:
    """Bookmarks with cards of their stories, which lead to the page in the story's language.

    Of a story that readers can no longer see, pages must not show the card, nor the title.
    """
    saved = list(bookmarks)
    cards = lay_out([bookmark.article for bookmark in saved], tree=tree())
    own = (replace(card, url=own_address(card.article)) for card in cards)
    return list(zip(saved, own, strict=True))


def own_address(thing: Any) -> str:
    """The address of a story or topic in its own language."""
    with override(own_language(thing)):
        return thing.get_absolute_url()


def own_language(thing: Any) -> str | None:
    """The language under which a story or topic has its page: this one where that will do."""
    return thing.language if foreign(thing) else get_language()


def foreign(thing: Any) -> str:
    """The language of a story or topic as HTML writes it, where it is not that of this page."""
    return "" if thing.language == story_language() else html_language(thing.language)
