"""A story as a version would make it, made of rows that are in no database."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from news import editing, revisions
from news.corrections import by_gravity, withhold
from news.editing import State
from news.furniture import Furniture, related_to, translations_of
from news.models import Article, ArticleByline, Byline, GalleryItem, Image, Tag


@dataclass(frozen=True)
class Staged:
    """What the pages of a story are made of."""

    story: Article
    around: Furniture

    @property
    def writers(self) -> list[str]:
        return [row.name for row in self.around.writers]


def stage(article: Article, state: State) -> Staged:
    """Set a story up as `state` makes it, for whoever shows it; nothing is saved.

    A story without a time appears now.
    """
    now = timezone.now()
    story = editing.filled(article, revisions.plan_of(article) | state)
    if article.is_live(now) and revisions.text_of(state) != revisions.text_of(
        editing.state_of(article)
    ):
        story.revised_at = now
    story.state = Article.State.PUBLISHED
    story.publish_at = story.publish_at or now
    story.first_publish_at = story.first_publish_at or story.publish_at
    return Staged(withhold(story), _around(story, state))


def _around(story: Article, state: State) -> Furniture:
    return Furniture(
        bylines=_bylines(story, state["bylines"]),
        corrections=by_gravity(story.corrections.all()),
        gallery=[] if story.is_retracted else _gallery(story, state["gallery"]),
        tags=_tags(state["tags"]),
        translations=translations_of(story),
        related=related_to(story, list(state["related"])),
    )


def _bylines(story: Article, lines: list[dict[str, Any]]) -> list[ArticleByline]:
    """The credits; their keys are of no row, but tell them apart."""
    known = Byline.objects.in_bulk([line["byline"] for line in lines if line.get("byline")])
    return [
        ArticleByline(
            pk=-place,
            article=story,
            byline=known.get(line.get("byline")),
            free_name=line.get("name", ""),
            role=line["role"],
            position=place,
        )
        for place, line in enumerate(lines, 1)
        if not line.get("byline") or line["byline"] in known
    ]


def _gallery(story: Article, items: list[dict[str, Any]]) -> list[GalleryItem]:
    known = Image.objects.in_bulk([item["image"] for item in items])
    return [
        GalleryItem(
            pk=-place,
            article=story,
            image=known[item["image"]],
            caption=item.get("caption", ""),
            position=place,
        )
        for place, item in enumerate(items, 1)
        if item["image"] in known
    ]


def _tags(names: list[str]) -> list[Tag]:
    """The tags there are, and those that a save would make."""
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(name__in=names)}
    return sorted(
        (
            known.get(name.casefold())
            or Tag(name=name, slug=slugify(name, allow_unicode=True) or "-")
            for name in names
            if name.strip()
        ),
        key=lambda tag: tag.name,
    )
