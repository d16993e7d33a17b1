"""The stories of a feed, each whole: read together, so that twenty cost as many queries as one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from news import body, renditions
from news.categories import tree
from news.corrections import by_gravity, changed_at, withhold
from news.furniture import SIGNED, Furniture
from news.models import (
    Article,
    ArticleByline,
    BylineRole,
    Correction,
    GalleryItem,
    Rendition,
    TaggedArticle,
)
from news.traditional import put_own_terms
from news.tree import CategoryTree
from portal.lib.addresses import absolute
from portal.lib.html import convert_text_nodes
from portal.lib.text import clean_line, clean_text
from portal.lib.words import to_traditional

Row = TypeVar("Row")


@dataclass(frozen=True)
class Person:
    """Who is named with a story, and their page here, if they have one."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """The lead picture as a file: `size` in bytes."""

    url: str
    size: int
    width: int
    height: int
    alt: str
    credit: str
    mime: str = "image/jpeg"


@dataclass(frozen=True)
class Note:
    """A correction."""

    kind: str
    label: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Item:
    """A story as all formats tell it; every address is a full one, every text fit for XML."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    ends: datetime | None
    authors: list[Person]
    contributors: list[Person]
    source: Person | None
    original_url: str
    categories: list[str]
    picture: Picture | None
    corrections: list[Note]


@dataclass(frozen=True)
class _Context:
    """What stands around the stories, by the id of the story."""

    bylines: dict[int, list[ArticleByline]]
    corrections: dict[int, list[Correction]]
    tags: dict[int, list[TaggedArticle]]
    texts: dict[int, str]
    media: body.MediaShelf
    pictures: dict[int, Picture]
    sections: CategoryTree


def read(article_ids: list[int]) -> list[Item]:
    """Read the live ones of some stories, in the order of their ids."""
    # Asked for live ones, SQLite would walk all that is published, and not the ids.
    found = Article.objects.select_related("source").in_bulk(article_ids)
    live = [found[pk] for pk in article_ids if pk in found and found[pk].is_live()]
    stories = [put_own_terms(withhold(story)) for story in live]
    if not stories:
        return []
    around = _around(stories)
    return [_item(story, around) for story in stories]


def staged(story: Article, around: Furniture) -> Item:
    """A story that is in no list yet, as feeds would tell it."""
    texts = {story.pk: _stored_text(story, around.gallery)}
    media = renditions.media_for(texts[story.pk])
    tags = [TaggedArticle(content_object=story, tag=tag) for tag in around.tags]
    context = _Context(
        bylines={story.pk: around.bylines},
        corrections={story.pk: around.corrections},
        tags={story.pk: tags},
        texts=texts,
        media=_without_enlarging(media),
        pictures=_pictures([story], media),
        sections=tree(),
    )
    return _item(story, context)


def _around(stories: list[Article]) -> _Context:
    ids = [story.pk for story in stories]
    bylines = ArticleByline.objects.filter(article__in=ids).select_related("byline")
    corrections = Correction.objects.filter(article__in=ids)
    tags = TaggedArticle.objects.filter(content_object__in=ids).select_related("tag")
    gallery = _grouped(GalleryItem.objects.filter(article__in=ids), lambda row: row.article_id)
    texts = {story.pk: _stored_text(story, gallery.get(story.pk, [])) for story in stories}
    media = renditions.media_for("".join(texts.values()))
    return _Context(
        bylines=_grouped(bylines.order_by("position", "pk"), lambda row: row.article_id),
        corrections={
            pk: by_gravity(rows)
            for pk, rows in _grouped(corrections, lambda row: row.article_id).items()
        },
        tags=_grouped(tags.order_by("tag__name"), lambda row: row.content_object_id),
        texts=texts,
        media=_without_enlarging(media),
        pictures=_pictures(stories, media),
        sections=tree(),
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], int]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _stored_text(story: Article, gallery: list[GalleryItem]) -> str:
    """The whole story in the form bodies are stored in: cover, text, gallery."""
    if story.is_retracted:
        return ""
    figure = '<figure data-image="{}"><figcaption>{}</figcaption></figure>'
    shows_cover = story.cover_id and f'data-image="{story.cover_id}"' not in story.body
    cover = format_html(figure, story.cover_id, "") if shows_cover else ""
    pictures = format_html_join("", figure, ((item.image_id, item.caption) for item in gallery))
    return f"{cover}{story.body}" + (f'<div class="gallery">{pictures}</div>' if pictures else "")


def _without_enlarging(media: body.MediaShelf) -> body.MediaShelf:
    """Pictures as feed readers show them: one file each and nothing to click."""
    images = {
        pk: replace(image, large="", srcset="", sources=()) for pk, image in media.images.items()
    }
    return replace(media, images=images)


def _pictures(stories: list[Article], media: body.MediaShelf) -> dict[int, Picture]:
    """The covers by their id, each in its largest JPEG."""
    covers = {story.cover_id or 0 for story in stories} & media.images.keys()
    rows = Rendition.objects.filter(image__in=covers, format="jpeg")
    files = {default_storage.url(row.file.name): row for row in rows}
    pictures = {}
    for pk in covers:
        image = media.images[pk]
        if row := files.get(image.large or image.src):
            pictures[pk] = Picture(
                url=absolute(image.large or image.src),
                size=row.size,
                width=row.width,
                height=row.height,
                alt=in_script(image.alt),
                credit=in_script(image.credit),
            )
    return pictures


def _item(story: Article, around: _Context) -> Item:
    bylines = around.bylines.get(story.pk, [])
    signed = [row for row in bylines if row.role in SIGNED] or bylines[:1]
    corrections = around.corrections.get(story.pk, [])
    lineage = around.sections.lineage(story.category_id)
    tags = around.tags.get(story.pk, [])
    return Item(
        id=absolute(reverse("news:article", args=[story.pk])),
        url=absolute(story.get_absolute_url()),
        title=in_script(str(story)),
        summary=in_script(story.shown_summary),
        html=_html(story, bylines, around),
        published=story.publish_at or story.created_at,
        updated=changed_at(story, corrections),
        ends=story.unpublish_at,
        authors=[_person(row) for row in signed],
        contributors=[_person(row) for row in bylines if row not in signed],
        source=_source(story),
        original_url=story.original_url,
        categories=[in_script(row.name) for row in lineage]
        + [in_script(row.tag.label) for row in tags],
        picture=around.pictures.get(story.cover_id or 0),
        corrections=[
            Note(row.kind, in_script(row.get_kind_display()), in_script(row.text), row.changed_at)
            for row in corrections
        ],
    )


def _html(story: Article, bylines: list[ArticleByline], around: _Context) -> str:
    context = {
        "story": story,
        "text": body.render(around.texts[story.pk], around.media),
        "corrections": around.corrections.get(story.pk, []),
        "editors": [row for row in bylines if row.role == BylineRole.EDITOR],
    }
    html = str(render_to_string("news/feed_item.html", context))
    if get_language() == "zh-hant":
        html = convert_text_nodes(html, to_traditional)
    return clean_text(body.portable(html, absolute(story.get_absolute_url())))


def in_script(text: Any) -> str:
    """One line in the script of the page."""
    line = clean_line(str(text))
    return to_traditional(line) if get_language() == "zh-hant" else line


def _person(row: ArticleByline) -> Person:
    url = absolute(row.byline.get_absolute_url()) if row.byline else ""
    return Person(in_script(row.name), url)


def _source(story: Article) -> Person | None:
    if story.source is None:
        return None
    return Person(in_script(story.source.name), absolute(story.source.get_absolute_url()))
