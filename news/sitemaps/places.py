"""Pages that are no stories: the front, sections, topics, flat pages; tags, sources, authors."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from news.categories import tree
from news.languages import page_languages
from news.models import (
    Article,
    ArticleByline,
    Byline,
    Category,
    Placement,
    Source,
    Tag,
    TaggedArticle,
    Topic,
)
from news.models.article import LANGUAGES
from news.sitemaps.languages import addresses, alternates, offered
from news.sitemaps.writing import Entry
from portal.lib.addresses import absolute, in_language
from portal.lib.caching import cached
from portal.site.current import imprint

PART = 1000
"""Ids in a part of tags, sources or authors."""

PARTS_SECONDS = 900

TOPICS = 2000
"""Topics are made by hand; so many are years of them."""

WRITTEN = [language for language, _name in LANGUAGES]


@dataclass(frozen=True)
class Kind:
    """Something stories have in common, with the rows that say which stories."""

    model: type[Model]
    rows: Callable[[], Any]


KINDS = {
    "tags": Kind(Tag, lambda: TaggedArticle.objects.filter(tag=OuterRef("pk"))),
    "sources": Kind(Source, lambda: Article.objects.filter(source=OuterRef("pk"))),
    "authors": Kind(Byline, lambda: ArticleByline.objects.filter(byline=OuterRef("pk"))),
}


def places() -> list[Entry]:
    """The front, the sections that have stories, the topics and the flat pages."""
    return [*_sections(), *_topics(), *_pages()]


def parts(kind: str) -> list[int]:
    """The parts of a kind that have any with stories."""
    return cached(f"sitemap:{kind}", lambda: _read_parts(kind), ttl=PARTS_SECONDS)


def part(kind: str, number: int) -> list[Entry]:
    """Those of one part that have stories, in the languages of the stories."""
    things = KINDS[kind].model._default_manager.filter(
        pk__gte=number * PART, pk__lt=(number + 1) * PART
    )
    languages = offered()
    return [
        entry
        for thing in _with_newest(things.order_by("pk"), KINDS[kind].rows)
        for entry in _entries(thing.get_absolute_url(), _newest_of(thing), languages)
    ]


def _read_parts(kind: str) -> list[int]:
    # Not whether one exists: for that PostgreSQL may go through all stories, in any order.
    things = _with_newest(KINDS[kind].model._default_manager.all(), KINDS[kind].rows)
    has_stories = [Q(**{f"{_newest_in(language)}__isnull": False}) for language in WRITTEN]
    numbers = (
        things.filter(has_stories[0] | has_stories[1])
        .order_by()
        .annotate(part=F("pk") / PART)
        .values_list("part", flat=True)
    )
    return sorted(numbers.distinct())


def _with_newest(things: QuerySet, rows: Callable[[], Any]) -> QuerySet:
    """Let each know when the newest of its stories came, by language."""
    return things.annotate(
        **{
            _newest_in(language): Subquery(
                rows().in_language(language).live().newest_first().values("publish_at")[:1]
            )
            for language in WRITTEN
        }
    )


def _newest_of(thing: Any) -> dict[str, datetime]:
    found = {language: getattr(thing, _newest_in(language)) for language in WRITTEN}
    return {language: at for language, at in found.items() if at}


def _newest_in(language: str) -> str:
    return f"newest_{language.replace('-', '_')}"


def _entries(path: str, newest: dict[str, datetime], languages: list[str]) -> Iterator[Entry]:
    """A page in each language in which it has stories."""
    urls = addresses(dict.fromkeys(newest, path), languages)
    for language, at in newest.items():
        for page in page_languages(language):
            if page in urls:
                yield Entry(urls[page], at, alternates(urls))


def _sections() -> Iterator[Entry]:
    languages = offered()
    sections = tree()
    home = {language: _newest_on_site(language) for language in WRITTEN}
    yield from _entries(
        reverse("news:home"), {lang: at for lang, at in home.items() if at}, languages
    )
    rows = _with_newest(
        Category.objects.filter(jump_url=""),
        lambda: Placement.objects.filter(category=OuterRef("pk")),
    )
    for row in rows:
        if row.pk in sections.by_id and sections.is_open(row.pk):
            yield from _entries(row.get_absolute_url(), _newest_of(row), languages)


def _newest_on_site(language: str) -> datetime | None:
    rows = Placement.objects.in_section(None).in_language(language).live().newest_first()
    return rows.values_list("publish_at", flat=True).first()


def _topics() -> Iterator[Entry]:
    languages = offered()
    topics = list(Topic.objects.live().newest_first().defer("body")[:TOPICS])
    changed = {topic.language: topic.updated_at for topic in sorted(topics, key=_when_changed)}
    yield from _entries(reverse("news:topics"), changed, languages)
    paths: dict[Any, dict[str, str]] = defaultdict(dict)
    for topic in topics:
        paths[topic.translation_group][topic.language] = topic.get_absolute_url()
    for topic in topics:
        urls = addresses(paths[topic.translation_group], languages)
        for page in page_languages(topic.language):
            if page in urls:
                yield Entry(urls[page], topic.updated_at, alternates(urls))


def _when_changed(topic: Topic) -> datetime:
    return topic.updated_at


def _pages() -> Iterator[Entry]:
    for page in imprint().pages:
        path = page.get_absolute_url()
        languages = filter(page.is_in, offered())
        urls = {language: absolute(in_language(path, language)) for language in languages}
        for url in urls.values():
            yield Entry(url, page.updated_at, alternates(urls))
