"""What readers are told of moderation, by half-years: sums of days, of nobody in particular.

The figures are those DSA (EU 2022/2065) article 15(1) asks for, in the words of the house.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from comments.models import DayFigure, Reason
from comments.statistics.reading import Numbers, between, span

Kind = DayFigure.Kind

SHOWN = 4
"""Half-years side by side: two years."""


@dataclass(frozen=True)
class Period:
    """A half-year, from `first` until before `after`, with its sums."""

    first: date
    after: date
    numbers: Numbers
    is_over: bool

    @property
    def name(self) -> str:
        words = {"year": self.first.year, "from": self.first.month, "to": self.first.month + 5}
        return _("%(year)d, months %(from)d to %(to)d") % words


@dataclass(frozen=True)
class Line:
    """One figure in each of the periods."""

    name: str
    values: list[str]


def periods(today: date) -> list[Period]:
    """The latest half-years of which a day is counted, the newest first; always as many queries."""
    first = date(today.year, 1 if today.month <= 6 else 7, 1)
    found = []
    for _number in range(SHOWN):
        after = _half_after(first)
        found.append(Period(first, after, between(first, after), after <= today))
        first = _half_before(first)
    return [period for period in found if period.numbers.total(Kind.COUNTED)]


def overview(found: list[Period]) -> list[Line]:
    """How much came in, and what became of it."""
    return [Line(name, [ask(one.numbers) for one in found]) for name, ask in _figures()]


def reasons(found: list[Period]) -> list[Line]:
    """Why comments were refused."""
    return [
        Line(str(name), [_said(one.numbers.of(Kind.REASON)[str(code)]) for one in found])
        for code, name in Reason.choices
    ]


def _figures() -> list[tuple[str, Callable[[Numbers], str]]]:
    return [
        (_("Comments that came in"), lambda sums: _said(sums.total(Kind.ARRIVED))),
        (_("Published by people"), lambda sums: _said(sums.of(Kind.OUTCOME)["person:published"])),
        (_("Refused or removed by people"), lambda sums: _said(sums.total(Kind.REASON))),
        (_("Decisions by rule"), lambda sums: _said(_by_rule(sums))),
        (_("Half decided within"), lambda sums: span(sums.waited(0.5))),
        (_("Reports by readers"), lambda sums: _said(sums.total(Kind.REPORT))),
        (_("Notices of unlawful content"), lambda sums: _said(sums.total(Kind.NOTICE))),
        (_("Appeals"), lambda sums: _said(sums.of(Kind.APPEAL)["received"])),
        (_("Appeals granted"), lambda sums: _said(sums.of(Kind.APPEAL)["granted"])),
        (_("Appeals refused"), lambda sums: _said(sums.of(Kind.APPEAL)["refused"])),
    ]


def _by_rule(sums: Numbers) -> int:
    outcomes = sums.of(Kind.OUTCOME)
    return sum(value for key, value in outcomes.items() if key.startswith("rule:"))


def _said(number: int) -> str:
    return f"{number:,}"


def _half_after(first: date) -> date:
    return date(first.year, 7, 1) if first.month == 1 else date(first.year + 1, 1, 1)


def _half_before(first: date) -> date:
    return date(first.year - 1, 7, 1) if first.month == 1 else date(first.year, 1, 1)
