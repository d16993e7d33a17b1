"""The numbers of moderation over a range of days, from what was counted and today's live part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import ngettext, pgettext

from comments.learning import Confusion
from comments.models import DayFigure
from comments.statistics import counting
from portal.lib.caching import cached

Kind = DayFigure.Kind

TODAY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of `whole` are `part`."""

    key: str
    part: int
    whole: int

    @property
    def percent(self) -> int:
        return round(100 * self.part / self.whole) if self.whole else 0


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds within which half, and nine of ten decisions of a day were taken; None of none."""

    day: date
    count: int
    half: int | None
    most: int | None


class Numbers:
    """Figures added up over days; `of(kind)` answers values by key."""

    def __init__(self, figures: Mapping[tuple[str, str], int]) -> None:
        self._of: dict[str, Counter[str]] = defaultdict(Counter)
        for (kind, key), value in figures.items():
            self._of[kind][key] += value

    def of(self, kind: str) -> Counter[str]:
        return self._of[kind]

    def total(self, kind: str) -> int:
        return self._of[kind].total()

    def hours(self, kind: str) -> list[int]:
        """Values by hour of the day, 24 of them."""
        return [self._of[kind][f"{hour:02}"] for hour in range(24)]

    def rates(self, kind: str, part: str) -> list[Rate]:
        """For keys as `what:part`, how many of each are `part`; the largest first."""
        whole: Counter[str] = Counter()
        parts: Counter[str] = Counter()
        for key, value in self._of[kind].items():
            name, _colon, said = key.rpartition(":")
            whole[name] += value
            parts[name] += value if said == part else 0
        return [Rate(name, parts[name], number) for name, number in whole.most_common()]

    @property
    def confusion(self) -> Confusion:
        found = self._of[Kind.BAYES]
        names = ("spam_caught", "spam_missed", "ham_held", "ham_passed")
        return Confusion(*(found[name] for name in names))

    def waited(self, share: float) -> int | None:
        return percentile(self._of[Kind.WAITED], share)


def percentile(waits: Mapping[str, int], share: float) -> int | None:
    """The seconds within which `share` of the decisions were taken; None where there are none."""
    total = sum(waits.values())
    passed = 0
    for step in sorted(waits, key=int):
        passed += waits[step]
        if total and passed >= share * total:
            return int(step)
    return None


def range_of(days: int, today: date) -> tuple[Numbers, list[Waits]]:
    """The last `days` days with today, added up, and each day's waits, the oldest first."""
    first = today - timedelta(days=days - 1)
    live = of_today(today)
    rows = DayFigure.objects.filter(day__gte=first, day__lt=today)
    added = rows.order_by().values_list("kind", "key").annotate(total=Sum("value"))
    figures: Counter[tuple[str, str]] = Counter({(kind, key): total for kind, key, total in added})
    figures.update(live)
    waits: dict[date, dict[str, int]] = defaultdict(dict)
    for day, key, value in rows.filter(kind=Kind.WAITED).values_list("day", "key", "value"):
        waits[day][key] = value
    waits[today] = {key: value for (kind, key), value in live.items() if kind == Kind.WAITED}
    shown = [first + timedelta(days=number) for number in range(days)]
    return Numbers(figures), [_waits(day, waits[day]) for day in shown]


def between(first: date, after: date) -> Numbers:
    """Days that are counted, from `first` until before `after`, added up."""
    rows = DayFigure.objects.filter(day__gte=first, day__lt=after).order_by()
    added = rows.values_list("kind", "key").annotate(total=Sum("value"))
    return Numbers({(kind, key): total for kind, key, total in added})


def of_today(today: date) -> counting.Figures:
    """Today as it is, at most a minute old."""
    key = f"moderation-day:{today}:{timezone.get_current_timezone_name()}"
    return cached(key, lambda: counting.count(today), ttl=TODAY_SECONDS)


def span(seconds: int | None) -> str:
    """A wait in words, in the largest unit that says enough."""
    if seconds is None:
        return "–"
    if seconds < 3_600:
        number = seconds / 60
        return pgettext("minutes waited", "%s min") % f"{number:g}"
    if seconds < 2 * 86_400:
        return pgettext("hours waited", "%s h") % f"{seconds / 3_600:g}"
    return ngettext("%s day", "%s days", seconds // 86_400) % f"{seconds / 86_400:g}"


def _waits(day: date, found: Mapping[str, int]) -> Waits:
    return Waits(day, sum(found.values()), percentile(found, 0.5), percentile(found, 0.9))
