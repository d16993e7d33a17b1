"""What stands beside the stories: latest, most read, reacted and discussed, the topic, corrections.

Only titles, and the same on every page of a language, so it is one small cached value.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Min

from news.caching import STORIES
from news.cards import Line
from news.lists import of_topic
from news.models import (
    Article,
    Correction,
    Image,
    Placement,
    Ranking,
    ReactionCount,
    ReactionKind,
    Topic,
)
from news.placements import seconds_to_next_change
from news.rankings import top
from portal.lib.caching import cached
from portal.lib.horizon import note_change

LATEST, MOST_READ, MOST_REACTED, MOST_DISCUSSED, CORRECTIONS = 10, 7, 5, 5, 3
"""Lines of each list, as in the design."""

SECONDS = 60
"""Rankings move every five minutes; a minute later is early enough."""

CORRECTION_CANDIDATES = 100
"""Newest corrections to choose from: some are of other languages, or their story is withdrawn."""

Kind = Ranking.Kind


@dataclass(frozen=True)
class Reacted:
    """A story with its reactions: each kind's count and share of all in percent."""

    line: Line
    parts: list[tuple[ReactionKind, int, float]]

    @property
    def leading(self) -> tuple[ReactionKind, int, float]:
        return max(self.parts, key=lambda part: part[1])


@dataclass(frozen=True)
class Discussed:
    """A story with the number of its comments."""

    line: Line
    count: int


@dataclass(frozen=True)
class Entry:
    """A line of the timeline; with a kind it says that the story was put right."""

    line: Line
    kind: Correction.Kind | None = None


@dataclass(frozen=True)
class TopicLine:
    """The newest topic, with the number of its stories."""

    title: str
    slug: str
    pigment: str
    summary: str
    cover: Image | None
    story_count: int
    is_only: bool


@dataclass(frozen=True)
class Rail:
    latest: list[Line]
    most_read: list[Line]
    most_reacted: list[Reacted]
    most_discussed: list[Discussed]
    corrected: list[Entry]
    topic: TopicLine | None

    @property
    def topic_cover(self) -> Image | None:
        return self.topic.cover if self.topic else None

    @property
    def timeline(self) -> list[Entry]:
        """The latest stories and corrections, as they came."""
        entries = [*map(Entry, self.latest), *self.corrected]
        return sorted(entries, key=lambda entry: entry.line.at, reverse=True)[:LATEST]


def rail(language: str) -> Rail:
    """The lists of one language."""
    return cached(
        f"rail:{language}",
        lambda: _read(language),
        generations=(STORIES,),
        ttl=lambda: seconds_to_next_change(None, language, at_most=SECONDS),
    )


def rail_at(language: str, at: datetime) -> Rail:
    """The lists with the stories that will be the latest at another minute."""
    return replace(rail(language), latest=_latest(language, at))


def _read(language: str) -> Rail:
    return Rail(
        latest=_latest(language),
        most_read=_most_read(language),
        most_reacted=_most_reacted(language),
        most_discussed=_most_discussed(language),
        corrected=_corrected(language),
        topic=_newest_topic(language),
    )


def _latest(language: str, at: datetime | None = None) -> list[Line]:
    rows = Placement.objects.in_section(None).in_language(language).live(at).newest_first()
    stories = Article.objects.defer("body").in_bulk(list(rows.article_ids()[:LATEST]))
    lines = map(Line.of, stories.values())
    return sorted(lines, key=lambda line: (line.at, line.pk), reverse=True)


def _most_read(language: str) -> list[Line]:
    """Of the day; a quiet site has too few of those, and shows the week's."""
    of_day = top(Kind.READ_DAY, language, MOST_READ)
    stories = of_day if len(of_day) == MOST_READ else top(Kind.READ_WEEK, language, MOST_READ)
    return [Line.of(story) for story in stories]


def _most_reacted(language: str) -> list[Reacted]:
    stories = top(Kind.REACTED_WEEK, language, MOST_REACTED)
    counts: dict[int, list[ReactionCount]] = defaultdict(list)
    rows = ReactionCount.objects.filter(article__in=stories).select_related("kind")
    for row in rows.order_by("kind__position", "kind"):
        if row.total:
            counts[row.article_id].append(row)
    return [
        Reacted(Line.of(story), _parts(counts[story.pk])) for story in stories if counts[story.pk]
    ]


def _most_discussed(language: str) -> list[Discussed]:
    stories = top(Kind.TALKED_WEEK, language, MOST_DISCUSSED)
    return [Discussed(Line.of(story), story.stats.comment_count) for story in stories]


def _parts(counts: list[ReactionCount]) -> list[tuple[ReactionKind, int, float]]:
    everyone = sum(row.total for row in counts)
    return [(row.kind, row.total, round(100 * row.total / everyone, 1)) for row in counts]


def _corrected(language: str) -> list[Entry]:
    newest = Correction.objects.order_by("-at", "-pk").values_list("pk", "article__language")
    ids = [pk for pk, written in newest[:CORRECTION_CANDIDATES] if written == language]
    stories = Correction.objects.select_related("article").defer("article__body")
    rows = stories.in_bulk(ids[: 10 * CORRECTIONS])
    live = [rows[pk] for pk in ids if pk in rows and rows[pk].article.is_live()]
    return [
        Entry(Line.of(row.article, at=row.at), Correction.Kind(row.kind))
        for row in live[:CORRECTIONS]
    ]


def _newest_topic(language: str) -> TopicLine | None:
    topics = Topic.objects.live().in_language(language)
    note_change(Topic.objects.to_come().aggregate(at=Min("publish_at"))["at"])
    topic = topics.filter(is_open=True).newest_first().select_related("cover").first()
    if topic is None:
        return None
    return TopicLine(
        title=topic.title,
        slug=topic.slug,
        pigment=topic.pigment,
        summary=topic.summary,
        cover=topic.cover,
        story_count=len(of_topic(topic)),
        is_only=not topics.exclude(pk=topic.pk).exists(),
    )
