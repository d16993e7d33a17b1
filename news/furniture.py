"""What stands around a story on its own page, read once and kept until a story changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from news import body, renditions
from news.caching import STORIES
from news.languages import page_languages
from news.lists import in_section
from news.models import Article, ArticleByline, BylineRole, Correction, GalleryItem, Tag
from portal.lib.caching import cached_many

RELATED = 4
"""One row of four cards, as in the design."""

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


def furniture(article: Article) -> Furniture:
    """All of it; nothing is asked of the database while no story changes."""
    return _kept(_furniture_of(article))[_furniture_key(article)]


def furnished(article: Article, html: str, *, part: str) -> tuple[Furniture, SafeString]:
    """The same with a part of the story's text, rendered, in one read of the cache.

    `part` names `html` among the story's parts; the words around pictures are in the language
    of the page.
    """
    text_key = f"text:{article.pk}:{part}:{get_language()}"
    found = _kept(_furniture_of(article) | {text_key: lambda: _rendered(html)})
    # It was safe when it was rendered; the cache keeps plain text.
    return found[_furniture_key(article)], mark_safe(found[text_key])


def _kept(wanted: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    return cached_many(wanted, generations=(STORIES,), ttl=SECONDS)


def _furniture_of(article: Article) -> dict[str, Callable[[], Any]]:
    return {_furniture_key(article): lambda: _read(article)}


def _furniture_key(article: Article) -> str:
    return f"furniture:{article.pk}"


def _rendered(html: str) -> str:
    return str(body.render(html, renditions.media_for(html)))


def _read(article: Article) -> Furniture:
    return Furniture(
        bylines=list(article.article_bylines.select_related("byline")),
        corrections=list(article.corrections.all()),
        gallery=list(article.gallery.select_related("image")),
        tags=list(article.tags.order_by("name")),
        translations=_translations(article),
        related=_related(article),
    )


def _translations(article: Article) -> dict[str, tuple[int, str]]:
    """The story in the languages of pages: its id and slug there, itself among them."""
    rows = Article.objects.live().filter(translation_group=article.translation_group)
    stories = {row.language: (row.pk, row.slug) for row in rows.only("language", "slug")}
    stories[article.language] = (article.pk, article.slug)
    return {page: key for language, key in stories.items() for page in page_languages(language)}


def _related(article: Article) -> list[int]:
    """What editors set, and then the newest of the section; some may be hidden by now."""
    by_hand = list(article.related_rows.values_list("related_id", flat=True))
    newest = in_section(article.category, article.language).live().newest_first().article_ids()
    return _once([*by_hand, *newest[: 2 * RELATED]], without=article.pk)


def _once(ids: Iterable[int], *, without: int) -> list[int]:
    return [pk for pk in dict.fromkeys(ids) if pk != without]
