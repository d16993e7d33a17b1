"""The week on the first page of the desk: what appeared on each day, and what will."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from news.models import LANGUAGES, Article, Placement
from portal.lib.dates import start_of, weekdays

SHOWN_A_DAY = 4
LOOKED_AT = 500
"""Stories looked at, the last first; few newsrooms publish more in a week."""


@dataclass(frozen=True)
class Slot:
    """One story at its time: out already, due within a day, or later."""

    story: Article
    at: datetime
    look: str
    word: str


@dataclass
class Day:
    """A day of the week with its first stories, and how many more it has."""

    day: date
    name: str
    full_name: str
    is_today: bool
    slots: list[Slot] = field(default_factory=list)
    more: int = 0


def week(now: datetime, stories: QuerySet[Article] | None) -> list[Day]:
    """The seven days from Monday on; of `stories` only, or of all where None."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    days = [
        Day(day := monday + timedelta(days=number), *names, day == today)
        for number, names in enumerate(weekdays())
    ]
    for placement in _placements(monday, stories):
        if at := placement.publish_at:
            _put(days[(timezone.localdate(at) - monday).days], placement.article, at, now)
    return days


def _placements(monday: date, stories: QuerySet[Article] | None) -> list[Placement]:
    rows = Placement.objects.in_section(None).filter(language__in=dict(LANGUAGES))
    if stories is not None:
        rows = rows.filter(article__in=stories)
    rows = rows.select_related("article").only(
        "publish_at",
        *("article__title", "article__short_title", "article__kicker", "article__corrected_as"),
    )
    week = rows.filter(
        publish_at__gte=start_of(monday), publish_at__lt=start_of(monday + timedelta(days=7))
    )
    return list(reversed(week.order_by("-publish_at")[:LOOKED_AT]))


def _put(day: Day, story: Article, at: datetime, now: datetime) -> None:
    """Take a story in; what is still to come is more worth a place than what is out."""
    if at <= now:
        slot = Slot(story, at, "ok", _("Published"))
    else:
        is_near = at - now < timedelta(days=1)
        slot = Slot(story, at, "warn" if is_near else "mu", _("Scheduled"))
    day.slots.append(slot)
    if len(day.slots) > SHOWN_A_DAY:
        day.slots.pop(0)
        day.more += 1
