"""Many new stories at once: the bulk sibling of `editing.apply` and `workflow.publish`.

For imports alone. The rows are those that the two would have written one story after another (a
test compares all of them); text is cleaned and checked as there. Whatever is no plain new story
that readers get at once takes the one way in. The worker signs the stories afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from news import body as grammar
from news import editing, renditions, search
from news.caching import stories_changed
from news.models import (
    Article,
    ArticleByline,
    ArticleStats,
    BylineRole,
    Category,
    Document,
    DocumentUse,
    GalleryItem,
    Image,
    ImageUse,
    Placement,
    Tag,
    TaggedArticle,
    WorkflowEntry,
)
from news.placements import listing_fields, placement_fields
from news.signals import articles_arrived
from news.tree import CategoryTree

State = editing.State


@dataclass
class Arrival:
    """A new story: its row, and its state as `editing.state_of` will tell it again."""

    article: Article
    state: State


@transaction.atomic
def publish_all(
    states: Sequence[Mapping[str, Any]], *, created: Sequence[datetime]
) -> list[Arrival]:
    """Publish new stories, all or none, each at the time its state names (it must name one).

    `created` tells when each was made. Old stories may lie in sections that take no new ones.
    The way back of a related story needs rows that are there: such states are refused, as is what
    `apply` or `publish` would refuse. Raises ValidationError, IntegrityError.
    """
    arrivals = [_arrival(state, at) for state, at in zip(states, created, strict=True)]
    if not arrivals:
        return []
    _refuse_lost(arrivals)
    articles = Article.objects.bulk_create([arrival.article for arrival in arrivals])
    ArticleStats.objects.bulk_create([ArticleStats(article=article) for article in articles])
    _hang_lists(arrivals)
    _note_uses(arrivals)
    _note_steps(articles)
    _place(arrivals)
    search.mark_stale(min(article.pk for article in articles))
    for arrival in arrivals:
        if arrival.article.cover_id or "<figure" in arrival.article.body:
            renditions.order_for(arrival.article)
    stories_changed()
    articles_arrived.send(Article, articles=articles)
    return arrivals


def _arrival(state: Mapping[str, Any], created: datetime) -> Arrival:
    whole = editing.state_of(Article()) | dict(state)
    if unknown := set(whole) - editing.STATE_KEYS:
        raise ValidationError(f"Not part of a story: {', '.join(sorted(unknown))}.")
    article = editing.filled(Article(created_at=created), whole)
    for name in editing.TIMES:
        moment = getattr(article, name)
        setattr(article, name, moment and moment.astimezone(UTC))
    article.state = Article.State.PUBLISHED
    article.first_publish_at = article.publish_at
    _refuse_incomplete(article, whole)
    article.clean_fields(exclude=editing.REFERENCES)
    return Arrival(article, whole | editing.fields_of(article))


def _refuse_incomplete(article: Article, state: State) -> None:
    if state["related"]:
        raise ValidationError("Related stories are set when all are there.")
    if article.publish_at is None or not article.title.strip():
        raise ValidationError("A story needs a time and a title.")
    if not (article.body.strip() or article.jump_url or state["gallery"]):
        raise ValidationError("A story needs a text.")


def _refuse_lost(arrivals: list[Arrival]) -> None:
    """Every row named must be there: one question a table for all stories."""
    for name in editing.REFERENCES:
        model = Article._meta.get_field(name).related_model
        named = {arrival.state[name] for arrival in arrivals} - {None}
        if name == "category" and any(arrival.state[name] is None for arrival in arrivals):
            raise ValidationError("A story needs a section.")
        if len(named) != len(_existing(model, named)):
            raise ValidationError(f"No such {name}.")


def _existing(model: Any, ids: Iterable[int]) -> set[int]:
    ids = set(ids)
    return set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))


def _hang_lists(arrivals: list[Arrival]) -> None:
    """Tags, bylines, galleries and further sections, stamped with when readers have the story."""
    tags = _tags(arrivals)
    rows: dict[type[models.Model], list[models.Model]] = {
        model: []
        for model in (TaggedArticle, ArticleByline, GalleryItem, Article.extra_categories.through)
    }
    for arrival in arrivals:
        article, state = arrival.article, arrival.state
        stamp = listing_fields(article)
        own = {name.casefold(): tags[name.casefold()] for name in state["tags"] if name.strip()}
        rows[TaggedArticle] += [
            TaggedArticle(content_object=article, tag=tag, **stamp) for tag in own.values()
        ]
        rows[ArticleByline] += [
            ArticleByline(
                article=article,
                byline_id=line.get("byline"),
                free_name=line.get("name", ""),
                role=BylineRole(line.get("role", BylineRole.AUTHOR)),
                position=position,
                **stamp,
            )
            for position, line in enumerate(state["bylines"])
        ]
        rows[GalleryItem] += [
            GalleryItem(
                article=article,
                image_id=item["image"],
                caption=item.get("caption", ""),
                position=position,
            )
            for position, item in enumerate(state["gallery"])
        ]
        further = sorted({pk for pk in state["extra_categories"] if pk != article.category_id})
        through = Article.extra_categories.through
        rows[through] += [through(article_id=article.pk, category_id=pk) for pk in further]
        arrival.state |= {
            "extra_categories": further,
            "tags": sorted(tag.name for tag in own.values()),
            "bylines": [
                {
                    "byline": line.get("byline"),
                    "name": line.get("name", ""),
                    "role": BylineRole(line.get("role", BylineRole.AUTHOR)).value,
                }
                for line in state["bylines"]
            ],
            "gallery": [
                {"image": item["image"], "caption": item.get("caption", "")}
                for item in state["gallery"]
            ],
        }
    for model, some in rows.items():
        model._default_manager.bulk_create(some)


def _tags(arrivals: list[Arrival]) -> dict[str, Tag]:
    """All tags named, whatever their case, the new ones made."""
    wanted = {
        name.casefold(): name
        for arrival in arrivals
        for name in arrival.state["tags"]
        if name.strip()
    }
    return editing.tags_named(wanted) if wanted else {}


def _note_uses(arrivals: list[Arrival]) -> None:
    """Write down where each picture and document stands."""
    bodies = {arrival.article.pk: arrival.article.body for arrival in arrivals}
    named = {
        pk: grammar.references(body if "<figure" in body else "") for pk, body in bodies.items()
    }
    images = _existing(Image, (pk for found in named.values() for pk in found.images))
    documents = _existing(Document, (pk for found in named.values() for pk in found.documents))
    uses: list[ImageUse] = []
    for arrival in arrivals:
        article = arrival.article
        wanted = {(pk, ImageUse.Place.BODY) for pk in named[article.pk].images if pk in images}
        wanted |= {(item["image"], ImageUse.Place.GALLERY) for item in arrival.state["gallery"]}
        if article.cover_id:
            wanted.add((article.cover_id, ImageUse.Place.COVER))
        uses += [ImageUse(article=article, image_id=pk, place=at) for pk, at in sorted(wanted)]
    ImageUse.objects.bulk_create(uses)
    DocumentUse.objects.bulk_create(
        DocumentUse(article_id=pk, document_id=document)
        for pk, found in named.items()
        for document in sorted(set(found.documents) & documents)
    )


def _note_steps(articles: list[Article]) -> None:
    now = timezone.now()
    WorkflowEntry.objects.bulk_create(
        WorkflowEntry(
            article=article,
            move="publish",
            from_state=Article.State.DRAFT,
            to_state=article.state,
            at=now,
            takes_effect_at=article.publish_at,
            ends_at=article.unpublish_at,
        )
        for article in articles
    )


def _place(arrivals: list[Arrival]) -> None:
    tree = CategoryTree(Category.objects.all())
    rows: list[Placement] = []
    for arrival in arrivals:
        article = arrival.article
        own = [article.category_id, *arrival.state["extra_categories"]]
        wanted = {None} | {category.pk for pk in own for category in tree.lineage(pk)}
        fields = placement_fields(article)
        rows += [Placement(article=article, category_id=pk, **fields) for pk in wanted]
    Placement.objects.bulk_create(rows)
