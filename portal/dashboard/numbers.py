"""The numbers of the day beside those of the day before: tiles, and reads by the hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, QuerySet, Sum, Value
from django.db.models.functions import TruncHour
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment
from news.models import LANGUAGES, Article, Placement, Reaction, SiteHour, ViewHour
from portal.lib import charts
from portal.lib.caching import cached
from portal.lib.dates import floor_hour, start_of

HOURS = 24
SPARK_HOURS = 12
MOST_READ = 5
HOUR = timedelta(hours=1)
KINDS = ("reads", "stories", "comments", "reactions")

KEEP_SECONDS = 30
"""Numbers of the day need not be newer, and a desk full of people asks for them."""

ByHour = dict[datetime, int]


@dataclass(frozen=True)
class Tile:
    """A number of today, how it compares with yesterday at this time, and the last hours."""

    label: str
    count: int
    change: str
    is_up: bool
    url: str
    look: str
    spark: charts.Spark


@dataclass(frozen=True)
class Hours:
    """Reads of each hour of today and of yesterday, as a chart, a sentence and a table."""

    bars: charts.Bars
    words: str
    rows: list[tuple[int, int | None, int]]


@dataclass(frozen=True)
class ReadNow:
    """A story read in the last hour, and how much beside the most read one, in percent."""

    story: Article
    count: int
    share: int


@dataclass(frozen=True)
class Day:
    """Counts of the hours since yesterday's midnight, on the clock of whoever looks."""

    now: datetime
    counts: ByHour

    @property
    def midnight(self) -> datetime:
        return start_of(timezone.localdate(self.now))

    def today(self) -> list[int]:
        """Counts by hour of the day, up to the current one."""
        passed = int((self.now - self.midnight) / HOUR) + 1
        return self._from(self.midnight)[:passed]

    def yesterday(self) -> list[int]:
        return self._from(start_of(timezone.localdate(self.now) - timedelta(days=1)))

    def until_now_yesterday(self) -> int:
        """Yesterday's count at this time; of the hour under way, the part that has passed."""
        *full, current = range(len(self.today()))
        counts = self.yesterday()
        whole = sum(counts[hour] for hour in full)
        return whole + round(counts[min(current, HOURS - 1)] * (self.now.minute / 60))

    def latest(self) -> list[int]:
        """The last hours, whichever day they belong to; the current one comes last."""
        end = floor_hour(self.now)
        return [self.counts.get(end - HOUR * back, 0) for back in reversed(range(SPARK_HOURS))]

    def _from(self, midnight: datetime) -> list[int]:
        hours = [0] * HOURS
        for hour, count in self.counts.items():
            number = int((hour - midnight) / HOUR) if hour >= midnight else HOURS
            if number < HOURS:
                hours[number] += count
        return hours


def tiles(user: Any, sees_stories: bool, days: dict[str, Day]) -> Iterator[Tile]:
    """The numbers this user has to do with."""
    if sees_stories:
        desk = reverse("admin:news_article_changelist")
        yield _tile(_("Reads"), days["reads"], "#reads", "az")
        live = f"{desk}?state=live"
        yield _tile(_("Stories published"), days["stories"], live, "ok", is_few=True)
    if user.has_perm("comments.moderate_comment"):
        queue = reverse("admin:comments_queue")
        yield _tile(_("New comments"), days["comments"], queue, "oc")
    if sees_stories:
        yield _tile(_("Reactions"), days["reactions"], "", "ro")


def two_days(now: datetime) -> dict[str, Day]:
    """All that is counted by the hour, at most KEEP_SECONDS old; the same for one clock."""
    since = start_of(timezone.localdate(now) - timedelta(days=1))
    counts: dict[str, ByHour] = cached(
        f"dashboard:{since.timestamp():.0f}", lambda: _count(now, since), ttl=KEEP_SECONDS
    )
    return {kind: Day(now, by_hour) for kind, by_hour in counts.items()}


def hours(reads: Day) -> Hours:
    """Today's bars over yesterday's."""
    today, yesterday = reads.today(), reads.yesterday()
    rows = [
        (hour, today[hour] if hour < len(today) else None, yesterday[hour]) for hour in range(HOURS)
    ]
    return Hours(charts.bars(today, yesterday), _in_words(today), rows)


def read_now(now: datetime, stories: QuerySet[Article] | None) -> list[ReadNow]:
    """What is read most since the beginning of the last full hour; of `stories`, or of all."""
    recent = ViewHour.objects.filter(hour__gte=floor_hour(now) - HOUR)
    if stories is not None:
        recent = recent.filter(article__in=stories)
    rows = recent.select_related("article").defer("article__body").order_by("-count")
    read: dict[Article, int] = {}
    # The most read of each hour: enough to know the most read of both, or very nearly.
    for row in rows[: 4 * MOST_READ]:
        read[row.article] = read.get(row.article, 0) + row.count
    first = sorted(read, key=lambda story: (-read[story], story.pk))[:MOST_READ]
    most = max(read.values(), default=0)
    return [ReadNow(story, read[story], round(100 * read[story] / most)) for story in first]


def _count(now: datetime, since: datetime) -> dict[str, ByHour]:
    """Count recent rows by the hour, in one query; each table has an index that leads there."""
    published = Placement.objects.in_section(None).filter(
        language__in=dict(LANGUAGES), publish_at__lte=now
    )
    reads, *others = (
        _by_hour("reads", SiteHour.objects.all(), "hour", Sum("count"), since),
        _by_hour("stories", published, "publish_at", Count("pk"), since),
        _by_hour("comments", Comment.objects.all(), "created_at", Count("pk"), since),
        _by_hour("reactions", Reaction.objects.all(), "created_at", Count("pk"), since),
    )
    counts: dict[str, ByHour] = {kind: {} for kind in KINDS}
    for kind, hour, count in reads.union(*others, all=True):
        counts[kind][hour] = count
    return counts


def _by_hour(
    kind: str, rows: QuerySet[Any], field: str, count: Sum | Count, since: datetime
) -> QuerySet[Any, Any]:
    recent = rows.filter(**{f"{field}__gte": since}).order_by()
    named = recent.annotate(measure=Value(kind, CharField()), in_hour=TruncHour(field))
    counted = named.values("measure", "in_hour").annotate(counted=count)
    return counted.values_list("measure", "in_hour", "counted")


def _tile(label: str, day: Day, url: str, look: str, *, is_few: bool = False) -> Tile:
    count, before = sum(day.today()), day.until_now_yesterday()
    difference = count - before
    if is_few:
        change = f"{difference:+,}" if difference else "±0"
    else:
        change = f"{difference / before:+.0%}" if before else ""
    change = change.replace("-", "−")
    return Tile(label, count, change, difference >= 0, url, look, charts.spark(day.latest()))


def _in_words(today: list[int]) -> str:
    if not any(today):
        return _("Nothing has been read yet today.")
    hour = today.index(max(today))
    words = ngettext(
        "The most in one hour today was %(count)s read, from %(hour)s:00 on.",
        "The most in one hour today were %(count)s reads, from %(hour)s:00 on.",
        max(today),
    )
    return words % {"count": f"{max(today):,}", "hour": hour}
