"""The front page."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from news.cards import Card, lay_out
from news.categories import tree
from news.frontpage import Block as FrontBlock
from news.frontpage import Front, front
from news.furniture import beneath
from news.languages import story_language
from news.models import Category, GalleryItem, Image
from news.rail import Rail, rail
from news.tree import CategoryTree
from portal.lib.addresses import absolute
from portal.lib.pagecache import reader_page

SIDE_PICTURES = 3
PICTURES = Category.FrontLayout.PICTURES


@dataclass(frozen=True)
class PictureStory:
    """The dark band: one story told in pictures."""

    card: Card
    side: list[Image]
    count: int


@dataclass(frozen=True)
class Block:
    """A section on the front, in its layout."""

    category: Category
    layout: str
    pigment: str
    children: list[Category]
    cards: list[Card]
    picture_story: PictureStory | None = None

    @property
    def template(self) -> str:
        return f"news/_block_{self.layout}.html"


@reader_page()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead, seconds, strip and section blocks, with what is latest and most read beside."""
    language = story_language()
    return show_home(request, front(language), rail(language))


def show_home(request: HttpRequest, page: Front, beside: Rail) -> HttpResponse:
    """The home page of any front: the one readers see, or one an editor looks at."""
    sections = tree()
    galleries = _galleries(page)
    sides = [item.image for gallery in galleries.values() for item in gallery[:SIDE_PICTURES]]
    cards = {
        card.article.pk: card
        for card in lay_out(page.cards(), tree=sections, more=[*sides, beside.topic_cover])
    }
    context = {
        "lead": page.lead and cards[page.lead.article.pk],
        "beneath": page.lead and beneath(page.lead.article),
        "secondary": [cards[place.article.pk] for place in page.secondary],
        "strip": [cards[place.article.pk] for place in page.strip],
        "blocks": [_block(block, cards, galleries, sections) for block in page.blocks],
        "rail": beside,
        "canonical": absolute(reverse("news:home")),
    }
    return render(request, "news/home.html", context)


def _block(
    block: FrontBlock,
    cards: dict[int, Card],
    galleries: dict[int, list[GalleryItem]],
    sections: CategoryTree,
) -> Block:
    shown = [cards[place.article.pk] for place in block.cards]
    story = None
    if block.layout == PICTURES:
        gallery = galleries.get(shown[0].article.pk, [])
        pictures = [item.image for item in gallery[:SIDE_PICTURES]]
        story = PictureStory(shown[0], pictures, len(gallery))
    return Block(
        category=block.category,
        layout=block.layout,
        pigment=sections.pigment(block.category.pk),
        children=sections.children(block.category.pk),
        cards=shown,
        picture_story=story,
    )


def _galleries(page: Front) -> dict[int, list[GalleryItem]]:
    """The galleries of the stories in the dark bands, by story."""
    stories = [block.cards[0].article.pk for block in page.blocks if block.layout == PICTURES]
    galleries: dict[int, list[GalleryItem]] = defaultdict(list)
    if stories:
        rows = GalleryItem.objects.filter(article__in=stories).select_related("image")
        for item in rows.order_by("article", "position", "pk"):
            galleries[item.article_id].append(item)
    return galleries
