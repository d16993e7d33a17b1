"""What stands around a story on its own page, read once and kept until a story changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from news import body, renditions
from news.caching import STORIES
from news.cards import Line
from news.corrections import by_gravity
from news.languages import page_languages
from news.lists import in_section
from news.models import (
    Article,
    ArticleByline,
    BylineRole,
    Correction,
    Document,
    GalleryItem,
    Tag,
)
from portal.lib.caching import cached, cached_many
from portal.lib.horizon import note_changes

RELATED = 4
"""One row of four cards, as in the design."""

BENEATH = 2
"""Lines below the lead of the front, as in the design."""

SECONDS = 60
"""For what no deed announces: a better rendition has arrived, a byline has a new name."""

SIGNED = (BylineRole.AUTHOR, BylineRole.CORRESPONDENT)


@dataclass(frozen=True)
class Furniture:
    """Credits, corrections, gallery, tags, translations and the candidates for related stories."""

    bylines: list[ArticleByline]
    corrections: list[Correction]
    gallery: list[GalleryItem]
    tags: list[Tag]
    translations: dict[str, tuple[int, str]]
    related: list[int]

    @property
    def writers(self) -> list[ArticleByline]:
        """Who stands at the top: those who wrote it, or else whoever is named first."""
        signed = [row for row in self.bylines if row.role in SIGNED]
        return signed or self.bylines[:1]

    def credits(self) -> list[tuple[str, list[ArticleByline]]]:
        """All others, by what they did."""
        signed = {row.pk for row in self.writers}
        others = [row for row in self.bylines if row.pk not in signed]
        order = list(BylineRole.values)
        others.sort(key=lambda row: (order.index(row.role), row.position, row.pk))
        return [
            (rows[0].get_role_display(), rows)
            for rows in (list(of_role) for _role, of_role in groupby(others, lambda row: row.role))
        ]

    def editors(self) -> list[ArticleByline]:
        """责任编辑: named once more at the end of the text."""
        return [row for row in self.bylines if row.role == BylineRole.EDITOR]


@dataclass(frozen=True)
class Beneath:
    """Related stories, and the topic's title and slug."""

    stories: list[Line]
    topic: tuple[str, str] | None


def furniture(article: Article) -> Furniture:
    """All of it; nothing is asked of the database while no story changes."""
    return _kept(_furniture_of(article))[_furniture_key(article)]


def beneath(article: Article) -> Beneath:
    """What the front names below its lead."""
    return cached(
        f"beneath:{article.pk}", lambda: _beneath(article), generations=(STORIES,), ttl=SECONDS
    )


def _beneath(article: Article) -> Beneath:
    """The stories an editor set beside it, and the topic it belongs to; live ones alone."""
    topic = article.topics.live().newest_first().first()
    rows = article.related_rows.select_related("related").order_by("position", "pk")
    live = [row.related for row in rows if row.related.is_live()][: BENEATH - bool(topic)]
    note_changes(story.unpublish_at for story in live)
    return Beneath([Line.of(story) for story in live], topic and (topic.title, topic.slug))


def furnished(article: Article, html: str, *, part: str) -> tuple[Furniture, SafeString]:
    """The same with a part of the story's text, rendered, in one read of the cache.

    `part` names `html` among the story's parts; the words around pictures are in the language
    of the page.
    """
    text_key = f"text:{article.pk}:{part}:{get_language()}"
    found = _kept(_furniture_of(article) | {text_key: lambda: rendered(html)})
    # It was safe when it was rendered; the cache keeps plain text.
    return found[_furniture_key(article)], mark_safe(found[text_key])


def _kept(wanted: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    return cached_many(wanted, generations=(STORIES,), ttl=SECONDS)


def _furniture_of(article: Article) -> dict[str, Callable[[], Any]]:
    return {_furniture_key(article): lambda: _read(article)}


def _furniture_key(article: Article) -> str:
    return f"furniture:{article.pk}"


def rendered(html: str, address: Callable[[Document], str] = Document.get_absolute_url) -> str:
    """A story's text as readers get it; `address` says where a document is fetched."""
    return str(body.render(html, renditions.media_for(html, address)))


def _read(article: Article) -> Furniture:
    return Furniture(
        bylines=list(article.article_bylines.select_related("byline")),
        corrections=by_gravity(article.corrections.all()),
        gallery=_gallery(article),
        tags=list(article.tags.order_by("name")),
        translations=translations_of(article),
        related=related_to(article, _by_hand(article)),
    )


def _gallery(article: Article) -> list[GalleryItem]:
    return [] if article.is_retracted else list(article.gallery.select_related("image"))


def _by_hand(article: Article) -> list[int]:
    return list(article.related_rows.values_list("related_id", flat=True))


def translations_of(article: Article) -> dict[str, tuple[int, str]]:
    """The story in the languages of pages: its id and slug there, itself among them."""
    now = timezone.now()
    group = Article.objects.filter(translation_group=article.translation_group)
    found = group.only("language", "slug", "state", "publish_at", "unpublish_at")
    rows = [row for row in found if row.state == Article.State.PUBLISHED]
    moments = (at for row in rows for at in (row.publish_at, row.unpublish_at))
    note_changes(at for at in moments if at is not None and at > now)
    stories = {row.language: (row.pk, row.slug) for row in rows if row.is_live(now)}
    stories[article.language] = (article.pk, article.slug)
    return {page: key for language, key in stories.items() for page in page_languages(language)}


def related_to(article: Article, by_hand: list[int]) -> list[int]:
    """What editors set, and then the newest of the section; some may be hidden by now."""
    newest = in_section(article.category, article.language).live().newest_first().article_ids()
    return _once([*by_hand, *newest[: 2 * RELATED]], without=article.pk)


def _once(ids: Iterable[int], *, without: int) -> list[int]:
    return [pk for pk in dict.fromkeys(ids) if pk != without]
