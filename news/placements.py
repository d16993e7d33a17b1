"""Putting a story into the lists readers walk, and taking it out again."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from news.models import Article, ArticleByline, Category, Placement, TaggedArticle
from news.tree import CategoryTree
from portal.lib.horizon import note_change


def place(article: Article, *, tree: CategoryTree | None = None) -> None:
    """Make the story's rows in every list agree with its state, times and sections."""
    wanted = _wanted_sections(article, tree or CategoryTree(Category.objects.all()))
    fields = placement_fields(article)
    present = set(article.placements.values_list("category_id", flat=True))
    if gone := present - wanted:
        article.placements.filter(_in_any(gone)).delete()
    if present & wanted:
        article.placements.update(**fields)
    Placement.objects.bulk_create(
        Placement(article=article, category_id=pk, **fields) for pk in wanted - present
    )
    _stamp_listings(article)


def place_all(articles: QuerySet[Article]) -> None:
    """Place many stories, reading the tree once and the stories in portions."""
    tree = CategoryTree(Category.objects.all())
    for article in articles.distinct().iterator(chunk_size=500):
        place(article, tree=tree)


def next_change(category_id: int | None, language: str) -> datetime | None:
    """When time alone will next change this list: a story comes, or one goes."""
    now = timezone.now()
    rows = Placement.objects.in_section(category_id).in_language(language)
    coming = rows.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))["at"]
    going = rows.filter(unpublish_at__gt=now).aggregate(at=Min("unpublish_at"))["at"]
    change = min((at for at in (coming, going) if at is not None), default=None)
    note_change(change)
    return change


def seconds_to_next_change(category_id: int | None, language: str, *, at_most: int) -> float:
    """How long what was read of this list stays true if nobody touches a story."""
    change = next_change(category_id, language)
    return at_most if change is None else min(at_most, (change - timezone.now()).total_seconds())


def _wanted_sections(article: Article, tree: CategoryTree) -> set[int | None]:
    if article.state != Article.State.PUBLISHED:
        return set()
    own = [article.category_id, *article.extra_categories.values_list("pk", flat=True)]
    return {None} | {category.pk for pk in own for category in tree.lineage(pk)}


def placement_fields(article: Article) -> dict:
    """What the row of a list says of its story."""
    return {
        "language": article.language,
        "publish_at": article.publish_at,
        "unpublish_at": article.unpublish_at,
        "pinned_until": article.pinned_until,
        "has_picture": article.cover_id is not None,
    }


def _stamp_listings(article: Article) -> None:
    """Tell the lists of tags and bylines when the story shows; empty = never."""
    stamp = listing_fields(article)
    ArticleByline.objects.filter(article=article).update(**stamp)
    TaggedArticle.objects.filter(content_object=article).update(**stamp)


def listing_fields(article: Article) -> dict:
    """What the row of a tag or a byline says of its story."""
    published = article.state == Article.State.PUBLISHED
    return {
        "language": article.language,
        "publish_at": article.publish_at if published else None,
        "unpublish_at": article.unpublish_at if published else None,
    }


def _in_any(category_ids: Iterable[int | None]) -> Q:
    ids = set(category_ids)
    query = Q(category__in=ids - {None})
    return query | Q(category__isnull=True) if None in ids else query
