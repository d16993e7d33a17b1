"""What a feed is of: the site, or one of the lists that readers walk.

The functions answer in the language of the page; they raise Http404 for what readers cannot see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from news import lists
from news.categories import tree
from news.languages import story_language
from news.models import Article, ArticleByline, Byline, Placement, Source, Tag, TaggedArticle, Topic
from news.models.listing import ListingQuerySet
from portal.lib.addresses import absolute
from portal.site.current import site

ITEMS = 20
"""As many as a page of a list; whole stories, so more would make each look for news heavy."""


@dataclass(frozen=True)
class Channel:
    """A feed before its stories are read: its words, its page and the rows of its list."""

    key: str
    name: str
    description: str
    path: str
    rows: lists.Rows

    @property
    def title(self) -> str:
        return f"{self.name} · {site().name}" if self.name else site().name

    @property
    def url(self) -> str:
        return absolute(self.path)

    @property
    def id(self) -> str:
        """What stays when the address of the page changes."""
        return absolute(reverse("news:home")) + (f"#{self.key}" if self.key else "")

    def feed_url(self, name: str) -> str:
        """The address in one format: it stands beside the page."""
        return f"{self.url}{name}"

    def article_ids(self) -> list[int]:
        """The newest stories; one may stand twice in a list of credits."""
        newest = self.rows.live().newest_first()
        if isinstance(newest, ListingQuerySet):
            ids = newest.article_ids()
        else:
            ids = newest.values_list("pk", flat=True)
        return list(dict.fromkeys(ids[: 2 * ITEMS]))[:ITEMS]

    def next_publication(self) -> datetime | None:
        """When the next story comes by itself."""
        coming = self.rows.filter(publish_at__gt=timezone.now())
        if not isinstance(coming, ListingQuerySet):
            coming = coming.filter(state=Article.State.PUBLISHED)
        return coming.aggregate(at=Min("publish_at"))["at"]


def of_site() -> Channel:
    """All stories of the language."""
    rows = Placement.objects.in_section(None).in_language(story_language())
    return Channel("", "", site().slogan, reverse("news:home"), rows)


def of_section(path: str) -> Channel:
    """A section and all below it."""
    sections = tree()
    category = sections.by_path.get(path)
    if category is None or not sections.is_open(category.pk) or category.jump_url:
        raise Http404("no such section")
    return _channel(
        category, category.name, category.description, lists.in_section(category, story_language())
    )


def of_tag(slug: str) -> Channel:
    """The stories with a tag."""
    tag = get_object_or_404(Tag, slug=slug)
    rows = TaggedArticle.objects.filter(tag=tag).in_language(story_language())
    return _channel(tag, tag.label, "", rows)


def of_source(slug: str) -> Channel:
    """The stories from a source."""
    source = get_object_or_404(Source, slug=slug)
    return _channel(
        source, source.name, source.description, lists.of_source(source, story_language())
    )


def of_author(slug: str) -> Channel:
    """The stories a person had a part in."""
    byline = get_object_or_404(Byline, slug=slug)
    rows = ArticleByline.objects.filter(byline=byline).in_language(story_language())
    return _channel(byline, byline.name, byline.bio or byline.title, rows)


def of_topic(slug: str) -> Channel:
    """The stories of a topic, newest first whatever order its editor gave them."""
    topic = get_object_or_404(Topic.objects.live().in_language(story_language()), slug=slug)
    rows = Placement.objects.in_section(None).filter(article__topic_stories__topic=topic)
    return _channel(topic, topic.title, topic.summary, rows)


def _channel(thing: Any, name: str, description: str, rows: lists.Rows) -> Channel:
    key = f"{thing._meta.model_name}-{thing.pk}"
    return Channel(key, name, description, thing.get_absolute_url(), rows)
