"""What of a story can be found: read from the rows, folded, long texts in parts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import QuerySet

from news import body as grammar
from news.models import (
    Article,
    ArticleByline,
    Category,
    GalleryItem,
    ImageUse,
    SearchDocument,
    TaggedArticle,
)
from news.search.backends import Entry, Names
from news.search.keys import MOST_PARTS, key_of
from news.search.tokens import plain, runs

PART = 20_000
"""Characters of a part; all the words of one search must lie in the same."""

LAP = 200
"""Parts overlap, so that no phrase is cut in two: longer than the longest search."""

READ = (
    *("pk", "kicker", "title", "short_title", "summary", "body", "language", "state"),
    *("category_id", "source_id", "publish_at", "unpublish_at", "created_at"),
)

PICTURE_BODY = 'class="gallery"'


class Kind:
    """What a story is, as readers filter by it."""

    STORY, PICTURES, OPINION = "story", "pictures", "opinion"
    ALL = (STORY, PICTURES, OPINION)


@dataclass
class _Around:
    """What stands beside the text of a story."""

    labels: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    has_gallery: bool = False


def entries_of(articles: QuerySet[Article]) -> list[Entry]:
    """The documents of some stories, without those that have other words than before."""
    rows = list(articles.only(*READ))
    around = _around(rows)
    kinds = _kinds_of_sections()
    return [entry for row in rows for entry in _entries(row, around[row.pk], kinds)]


def _around(articles: list[Article]) -> dict[int, _Around]:
    ids = [article.pk for article in articles]
    found: dict[int, _Around] = defaultdict(_Around)
    tags = TaggedArticle.objects.filter(content_object__in=ids)
    for pk, *names in tags.values_list("content_object", "tag__name", "tag__name_en"):
        found[pk].labels += filter(None, names)
    lines = ArticleByline.objects.filter(article__in=ids)
    named = ("free_name", "byline__name_zh", "byline__name_en")
    for pk, *names in lines.values_list("article", *named):
        found[pk].labels += filter(None, names)
    for pk, caption in GalleryItem.objects.filter(article__in=ids).values_list(
        "article", "caption"
    ):
        found[pk].captions.append(caption)
        found[pk].has_gallery = True
    uses = ImageUse.objects.filter(article__in=ids)
    for pk, zh, en in uses.values_list("article", "image__caption_zh", "image__caption_en"):
        found[pk].captions += [zh, en]
    return found


def _kinds_of_sections() -> dict[int, str]:
    """What a section makes of its stories: as it says itself, or one above it."""
    layouts: dict[str, str] = {
        Category.FrontLayout.PICTURES: Kind.PICTURES,
        Category.FrontLayout.OPINION: Kind.OPINION,
    }
    rows = {
        pk: (parent, layout)
        for pk, parent, layout in Category.objects.values_list("pk", "parent_id", "front_layout")
    }

    def kind(pk: int | None) -> str:
        if pk not in rows:
            return Kind.STORY
        parent, layout = rows[pk]
        return layouts.get(layout) or kind(parent)

    return {pk: kind(pk) for pk in rows}


def _entries(article: Article, around: _Around, kinds: dict[int, str]) -> Iterator[Entry]:
    published = article.state == Article.State.PUBLISHED
    moment = article.publish_at or article.created_at
    kind = kinds.get(article.category_id, Kind.STORY)
    has_gallery = around.has_gallery or PICTURE_BODY in article.body
    labels = " ".join(runs("\n".join(sorted(set(around.labels)))))
    heading = " ".join(runs(f"{article.kicker}\n{article.title}\n{article.short_title}"))
    for part, text in enumerate(_parts(article, around)):
        yield Entry(
            document=SearchDocument(
                key=key_of(article.language, moment, article.pk, part),
                article_id=article.pk,
                part=part,
                heading=f"{heading}\n{labels}",
                section=article.category_id,
                source=article.source_id or 0,
                kind=Kind.PICTURES if kind == Kind.STORY and has_gallery else kind,
                language=article.language,
                publish_at=article.publish_at if published else None,
                unpublish_at=article.unpublish_at if published else None,
            ),
            text=plain(text),
            names=Names(tuple(around.labels), article.kicker, article.title),
        )


def _parts(article: Article, around: _Around) -> Iterator[str]:
    """The words of a story; each part begins with its head, so that both are found together."""
    head = [article.kicker, article.title, article.short_title, article.summary, *around.labels]
    text = "\n".join([grammar.text(article.body), *sorted(set(around.captions))])
    text = text.replace("\0", "")
    borders = [*range(0, max(1, len(text)), PART), len(text)][: MOST_PARTS + 1]
    for start, end in pairwise(borders):
        yield "\n".join([*head, text[start : end + LAP]])
