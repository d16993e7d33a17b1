"""What stories have in common: a tag, a source, an author. One page for the three."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from news import lists
from news.caching import STORIES
from news.cards import lay_out
from news.categories import tree
from news.languages import story_language
from news.models import Byline, Correction, Image, Source, Tag, TaggedArticle
from news.placements import seconds_to_next_change
from news.rail import rail
from news.views.listing import canonical_of, page_of
from portal.lib.caching import cached
from portal.lib.pagecache import reader_page

PAGE_SIZE = 20

NEAR = 8

COUNT_SECONDS = 3600


@dataclass(frozen=True)
class Entity:
    """What the head of the page shows of it."""

    kind: str
    name: str
    text: str
    seal: str
    thing: Any
    rows: lists.Rows
    pigment: str
    note: str = ""
    url: str = ""
    correction_count: int | None = None
    picture: Image | None = None
    """A photo or a logo, which stands in place of the seal."""


NEAR_TITLES = {
    Source: gettext_lazy("Other sources"),
    Byline: gettext_lazy("Often writes about"),
    Tag: gettext_lazy("Related tags"),
}


@reader_page("page")
@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """All stories with a tag."""
    found = get_object_or_404(Tag, slug=slug)
    rows = TaggedArticle.objects.filter(tag=found).in_language(story_language())
    return _page(request, Entity(_("Tag"), found.label, "", "#", found, rows, "azurite"))


@reader_page("page")
@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """All stories from a source."""
    found = get_object_or_404(Source.objects.select_related("logo"), slug=slug)
    entity = Entity(
        kind=_("Source"),
        name=found.name,
        text=found.description,
        seal=found.name[:1],
        thing=found,
        rows=lists.of_source(found, story_language()),
        pigment="malachite",
        note=found.licence_note,
        url=found.url,
        picture=found.logo,
    )
    return _page(request, entity)


@reader_page("page")
@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """All stories a person had a part in, and how many of them had to be put right."""
    found = get_object_or_404(Byline.objects.select_related("photo"), slug=slug)
    language = story_language()
    entity = Entity(
        kind=_("Author"),
        name=found.name,
        text=found.bio or found.title,
        seal=found.name[:1],
        thing=found,
        rows=lists.by_author(found, language),
        pigment="ochre",
        correction_count=_corrections_of(found, language),
        picture=found.photo,
    )
    return _page(request, entity)


def _page(request: HttpRequest, entity: Entity) -> HttpResponse:
    language = story_language()
    name = f"{entity.thing._meta.model_name}:{entity.thing.pk}:{language}"
    page = page_of(request, name, entity.rows, PAGE_SIZE)
    stories = lists.stories_in_order(dict.fromkeys(page.article_ids))
    cards = lay_out(stories, tree=tree())
    context = {
        "entity": entity,
        "page": page,
        "days": list(lists.by_day(cards)),
        "near_title": NEAR_TITLES[type(entity.thing)],
        "near": _near(entity, page.article_ids),
        "rail": rail(language),
        "description": entity.text,
        "canonical": canonical_of(entity.thing.get_absolute_url(), page),
    }
    return render(request, "news/entity.html", context)


def _near(entity: Entity, article_ids: list[int]) -> list[Tag] | list[Source]:
    """Where to go on: other sources, or other tags of the stories shown."""
    if isinstance(entity.thing, Source):
        return list(Source.objects.filter(is_active=True).exclude(pk=entity.thing.pk)[:NEAR])
    tags = Tag.objects.filter(tagged__content_object__in=article_ids).distinct()
    if isinstance(entity.thing, Tag):
        tags = tags.exclude(pk=entity.thing.pk)
    return list(tags[:NEAR])


def _corrections_of(byline: Byline, language: str) -> int:
    """Asked seldom and kept: it grows with a career."""
    rows = lists.by_author(byline, language)
    return cached(
        f"corrections:{byline.pk}:{language}",
        lambda: Correction.objects.filter(article__in=rows.live().article_ids()).count(),
        generations=(STORIES,),
        ttl=lambda: seconds_to_next_change(None, language, at_most=COUNT_SECONDS),
    )
