"""The front page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from news.cards import Card, lay_out
from news.categories import tree
from news.frontpage import Front, front
from news.languages import story_language
from news.models import Category, GalleryItem, Image
from news.rail import rail
from news.tree import CategoryTree
from portal.lib.addresses import absolute

SIDE_PICTURES = 3


@dataclass(frozen=True)
class Block:
    """A section on the front, in its layout."""

    category: Category
    pigment: str
    children: list[Category]
    cards: list[Card]

    @property
    def template(self) -> str:
        return f"news/_block_{self.category.front_layout}.html"


@dataclass(frozen=True)
class PictureStory:
    """The dark band: one story told in pictures."""

    card: Card
    side: list[Image]
    count: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead, seconds, strip and section blocks, with what is latest and most read beside."""
    language = story_language()
    sections = tree()
    page = front(language)
    beside = rail(language)
    story, gallery = _picture_story(page)
    pictures = [item.image for item in gallery[:SIDE_PICTURES]]
    cards = {
        card.article.pk: card
        for card in lay_out(page.cards(), tree=sections, more=[*pictures, beside.topic_cover])
    }
    context = {
        "lead": page.lead and cards[page.lead.article.pk],
        "secondary": [cards[place.article.pk] for place in page.secondary],
        "strip": [cards[place.article.pk] for place in page.strip],
        "blocks": _blocks(page, cards, sections),
        "picture_story": story and PictureStory(cards[story], pictures, len(gallery)),
        "rail": beside,
        "canonical": absolute(reverse("news:home")),
    }
    return render(request, "news/home.html", context)


def _blocks(page: Front, cards: dict[int, Card], sections: CategoryTree) -> list[Block]:
    return [
        Block(
            category=block.category,
            pigment=sections.pigment(block.category.pk),
            children=sections.children(block.category.pk),
            cards=[cards[place.article.pk] for place in block.cards],
        )
        for block in page.blocks
    ]


def _picture_story(page: Front) -> tuple[int | None, list[GalleryItem]]:
    """The story of the dark band and its gallery."""
    layout = Category.FrontLayout.PICTURES
    block = next((b for b in page.blocks if b.category.front_layout == layout), None)
    if block is None:
        return None, []
    article = block.cards[0].article
    return article.pk, list(article.gallery.select_related("image"))
