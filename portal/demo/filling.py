"""Fills the portal with made-up stories by bulk insert, to see how it bears its archive.

Only here are rows written past `news.editing.apply`: they are made clean and complete, and a
million of them have to be in before lunch.
"""

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from comments.models import Comment, Thread
from news import search
from news.caching import stories_changed
from news.models import (
    Article,
    ArticleByline,
    ArticleStats,
    Byline,
    Category,
    Image,
    Placement,
    ReactionCount,
    ReactionKind,
    Source,
    Tag,
    TaggedArticle,
)
from news.tree import CategoryTree
from portal.demo.city import FOLDER
from portal.demo.stories import load_stories
from portal.demo.words import Writer
from portal.lib.database import look_again

BATCH = 2_000
"""Stories a transaction: large enough to be fast, small enough to show progress."""

YEARS = 10
BODY_LENGTHS = (300, 3_000)
TAGS, COMMENTS, REACTIONS = 3, 2, 3
"""Averages a story."""

WITH_COVER = 0.6

PARAMETERS = 900
"""Values a statement; SQLite takes 999 in its oldest builds."""

Row = dict[str, Any]

Say = Callable[[str], None]


def fill(count: int, *, seed_number: int = 1, say: Say = lambda line: None) -> None:
    """Add stories until there are `count`, and tell the pace."""
    present = Article.objects.count()
    missing = count - present
    if missing <= 0:
        say(f"There are {count} stories already.")
        return
    # Going on from another number of stories must not tell the same ones again.
    filler = _Filler(random.Random(f"{seed_number}:{present}"))  # noqa: S311 (no secret)
    began, done = time.monotonic(), 0
    for size in _portions(missing):
        filler.add(size)
        done += size
        pace = done / (time.monotonic() - began)
        say(f"{done:,} of {missing:,} stories, {pace:,.0f} a second")
    stories_changed()
    look_again()


def _portions(missing: int) -> Iterator[int]:
    while missing > 0:
        yield min(BATCH, missing)
        missing -= BATCH


@dataclass(frozen=True)
class _Stock:
    """What made-up stories are put together from: rows that exist."""

    tree: CategoryTree
    sections: list[Category]
    tag_ids: list[int]
    byline_ids: list[int]
    source_ids: list[int]
    image_ids: list[int]
    kind_ids: list[int]

    @classmethod
    def read(cls) -> "_Stock":
        tree = CategoryTree(Category.objects.all())
        return cls(
            tree=tree,
            sections=[c for c in tree.in_order() if c.allows_publishing and not c.jump_url],
            tag_ids=list(Tag.objects.values_list("pk", flat=True)),
            byline_ids=list(Byline.objects.values_list("pk", flat=True)),
            source_ids=list(Source.objects.values_list("pk", flat=True)),
            image_ids=list(Image.objects.values_list("pk", flat=True)),
            kind_ids=list(ReactionKind.objects.switched_on().values_list("pk", flat=True)),
        )


class _Filler:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.now = timezone.now()
        self.stock = _Stock.read()
        self.writer = Writer(chance, load_stories(FOLDER / "stories"))
        self.story_type = ContentType.objects.get_for_model(Article)

    @transaction.atomic
    def add(self, size: int) -> None:
        """Write one batch of stories with everything that hangs on them."""
        articles = Article.objects.bulk_create(self._article() for _ in range(size))
        insert(Placement, self._placements(articles))
        insert(TaggedArticle, self._tags(articles))
        insert(ArticleByline, self._bylines(articles))
        reactions = list(self._reactions(articles))
        insert(ReactionCount, reactions)
        threads = Thread.objects.bulk_create(self._thread(article) for article in articles)
        insert(Comment, self._comments(threads, articles))
        insert(ArticleStats, self._stats(articles, threads, reactions))
        search.mark_stale(min(article.pk for article in articles))

    def _article(self) -> Article:
        at = self.now - timedelta(seconds=self.chance.uniform(3_600, YEARS * 365 * 86_400))
        body = self.writer.body(self.chance.randint(*BODY_LENGTHS))
        return Article(
            kicker=self.writer.kicker(),
            title=self.writer.title(),
            summary=self.writer.sentence()[:120],
            body=body,
            language="zh-hans",
            translation_group=uuid.UUID(int=self.chance.getrandbits(128), version=4),
            category=self.chance.choice(self.stock.sections),
            source_id=_any(self.chance, self.stock.source_ids),
            cover_id=_any(self.chance, self._covers()),
            state=Article.State.PUBLISHED,
            publish_at=at,
            first_publish_at=at,
            created_at=at,
            updated_at=at,
        )

    def _covers(self) -> list[int]:
        """The pictures to choose from; none for two stories in five."""
        return self.stock.image_ids if self.chance.random() < WITH_COVER else []

    def _placements(self, articles: list[Article]) -> Iterator[Row]:
        lineages = {
            category.pk: [None, *(step.pk for step in self.stock.tree.lineage(category.pk))]
            for category in self.stock.sections
        }
        for article in articles:
            listed = {**_listed(article), "has_picture": article.cover_id is not None}
            for pk in lineages[article.category_id]:
                yield {"article_id": article.pk, "category_id": pk, **listed}

    def _tags(self, articles: list[Article]) -> Iterator[Row]:
        for article in articles:
            listed = _listed(article)
            for pk in self._some(self.stock.tag_ids, self.chance.randint(1, 2 * TAGS - 1)):
                yield {"content_object_id": article.pk, "tag_id": pk, **listed}

    def _bylines(self, articles: list[Article]) -> Iterator[Row]:
        for article in articles:
            listed = {**_listed(article), "free_name": "", "role": "author", "position": 0}
            for pk in self._some(self.stock.byline_ids, 1):
                yield {"article_id": article.pk, "byline_id": pk, **listed}

    def _reactions(self, articles: list[Article]) -> Iterator[Row]:
        for article in articles:
            for pk in self._some(self.stock.kind_ids, self.chance.randint(1, 2 * REACTIONS - 1)):
                imported = self.chance.randint(1, 300)
                yield {"article_id": article.pk, "kind_id": pk, "count": 0, "imported": imported}

    def _thread(self, article: Article) -> Thread:
        return Thread(
            content_type=self.story_type,
            object_id=article.pk,
            comment_count=self.chance.randint(0, 2 * COMMENTS),
        )

    def _comments(self, threads: list[Thread], articles: list[Article]) -> Iterator[Row]:
        constant = {"depth": 1, "state": Comment.State.PUBLISHED, "network": "", "device": ""}
        for thread, article in zip(threads, articles, strict=True):
            for _ in range(thread.comment_count):
                at = _stored(article.publish_at + timedelta(minutes=self.chance.randint(5, 3_000)))
                yield {
                    "thread_id": thread.pk,
                    "guest_name": self.writer.name(),
                    "body": self.writer.sentence(),
                    "created_at": at,
                    "published_at": at,
                    **constant,
                }

    def _stats(
        self, articles: list[Article], threads: list[Thread], reactions: list[Row]
    ) -> Iterator[Row]:
        reacted: Counter[int] = Counter()
        for row in reactions:
            reacted[row["article_id"]] += row["imported"]
        for article, thread in zip(articles, threads, strict=True):
            yield {
                "article_id": article.pk,
                "view_count": self.chance.randint(5, 20_000),
                "comment_count": thread.comment_count,
                "reaction_count": reacted[article.pk],
                "bookmark_count": 0,
            }

    def _some(self, ids: list[int], count: int) -> list[int]:
        return self.chance.sample(ids, min(count, len(ids)))


def insert(model: type[Model], rows: Iterable[Row]) -> None:
    """Insert rows of column values as they are, many a statement; all have the same keys."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    known = _defaults(model, first)
    rows = (row | known for row in chain([first], rows))
    columns = [model._meta.get_field(name).column for name in [*first, *known]]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    head = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES "  # noqa: S608 (names of our own models)
    marks = f"({', '.join(['%s'] * len(columns))})"
    portion = PARAMETERS // len(columns)
    with connection.cursor() as cursor:
        for some in iter(lambda: list(islice(rows, portion)), []):
            cursor.execute(head + ", ".join([marks] * len(some)), _values(some))


def _defaults(model: type[Model], row: Row) -> Row:
    """What the model writes where nothing is said, for the columns a row leaves out."""
    said = {model._meta.get_field(name).attname for name in row}
    return {
        field.attname: field.get_db_prep_save(default, connection)
        for field in model._meta.concrete_fields
        if field.attname not in said and (default := field.get_default()) is not None
    }


def _values(rows: list[Row]) -> list[Any]:
    return [value for row in rows for value in row.values()]


def _listed(article: Article) -> Row:
    return {"language": article.language, "publish_at": _stored(article.publish_at)}


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _any(chance: random.Random, ids: list[int]) -> Any:
    return chance.choice(ids) if ids else None
