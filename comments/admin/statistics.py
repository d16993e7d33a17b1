"""The numbers of moderation at the desk: charts, each with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import learning, queue, things
from comments.models import DayFigure, Reason
from comments.screening.labels import look_of
from comments.statistics.reading import Numbers, Rate, Waits, range_of, span
from portal.lib import charts
from portal.lib.dates import start_of

RANGES = (7, 30, 90)
Kind = DayFigure.Kind


@dataclass(frozen=True)
class Chart:
    """Bars, what they are, and the same as a table: a heading and cells a row."""

    key: str
    title: str
    hint: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    bars: charts.Bars | None = None
    axis: Sequence[str] = ()


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The address of the page, below that of the comments."""
    return [path("statistics/", site.admin_view(show), name="comments_statistics")]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The last 7, 30 or 90 days (`?days=`)."""
    if not request.user.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    asked = request.GET.get("days", "")
    days = next((number for number in RANGES if str(number) == asked), RANGES[1])
    now = timezone.now()
    today = timezone.localdate(now)
    numbers, waits = range_of(days, today)
    context = admin.site.each_context(request) | {
        "title": _("Statistics of moderation"),
        "days": days,
        "ranges": RANGES,
        "waiting": queue.waiting(now, start_of(today), request.user),
        "held": queue.held(request.user),
        "most": queue.MOST_COUNTED,
        "tiles": _tiles(numbers),
        "charts": _charts(numbers, waits),
        "confusion": numbers.confusion,
        "labels": sum(learning.taught()),
    }
    return render(request, "admin/comments/statistics.html", context)


def _tiles(numbers: Numbers) -> list[tuple[str, Any]]:
    outcome = numbers.of(Kind.OUTCOME)
    person = sum(value for key, value in outcome.items() if key.startswith("person:"))
    appeals = numbers.of(Kind.APPEAL)
    decided = Rate("", appeals["granted"], appeals["granted"] + appeals["refused"])
    return [
        (_("Comments that came in"), numbers.total(Kind.ARRIVED)),
        (_("Decisions by people"), person),
        (_("Decisions by rule"), outcome.total() - person),
        (_("Half decided within"), span(numbers.waited(0.5))),
        (_("Nine of ten within"), span(numbers.waited(0.9))),
        (_("Appeals"), appeals["received"]),
        (
            _("Appeals granted"),
            f"{decided.part} / {decided.whole}" if decided.whole else "0",
        ),
        (_("Reports"), numbers.total(Kind.REPORT)),
    ]


def _charts(numbers: Numbers, waits: Sequence[Waits]) -> list[Chart]:
    return [
        _chart_of_waits(waits),
        _chart_of_hours(numbers),
        _chart_of_reasons(numbers),
        _chart_of_rates(
            "sections",
            _("Refused by section"),
            _("Of what people decided from the queue."),
            _("Section"),
            _named(numbers.rates(Kind.SECTION, "refused"), _section_names()),
            (_("Refused"), _("Decided")),
        ),
        _chart_of_rates(
            "findings",
            _("Precision of the checks"),
            _("How often people refused what a check had found something against."),
            _("Check"),
            [(look_of(rate.key).label, rate) for rate in numbers.rates(Kind.SIGNAL, "right")],
            (_("Confirmed"), _("Found")),
        ),
    ]


def _chart_of_waits(waits: Sequence[Waits]) -> Chart:
    minutes = lambda seconds: round((seconds or 0) / 60)  # noqa: E731
    return Chart(
        "waits",
        _("Time to decision by day"),
        _("blue: half of them within · grey: nine of ten within"),
        (_("Day"), _("Decisions"), _("Half within"), _("Nine of ten within")),
        [(wait.day, wait.count, span(wait.half), span(wait.most)) for wait in reversed(waits)],
        charts.bars([minutes(w.half) for w in waits], [minutes(w.most) for w in waits]),
        (f"{waits[0].day:%m-%d}", f"{waits[-1].day:%m-%d}"),
    )


def _chart_of_hours(numbers: Numbers) -> Chart:
    decided, arrived = numbers.hours(Kind.DECIDED), numbers.hours(Kind.ARRIVED)
    return Chart(
        "hours",
        _("Load by hour"),
        _("blue: decided by people · grey: came in"),
        (_("Hour"), _("Decided"), _("Came in")),
        [(f"{hour}:00", decided[hour], arrived[hour]) for hour in range(24)],
        charts.bars(decided, arrived),
        ("0", "6", "12", "18", "24"),
    )


def _chart_of_reasons(numbers: Numbers) -> Chart:
    found = numbers.of(Kind.REASON)
    rows = [(label, found[str(code)]) for code, label in Reason.choices]
    if found[""]:
        rows.append((_("Without a reason"), found[""]))
    return Chart(
        "reasons",
        _("Refusals by reason"),
        _("in the order of the table"),
        (_("Reason"), _("Refusals")),
        rows,
        charts.bars([number for _label, number in rows], []),
    )


def _chart_of_rates(
    key: str,
    title: str,
    hint: str,
    head: str,
    rates: Sequence[tuple[str, Rate]],
    parts: tuple[str, str],
) -> Chart:
    return Chart(
        key,
        title,
        hint,
        (head, *parts, _("Share of all")),
        [(name, rate.part, rate.whole, f"{rate.percent} %") for name, rate in rates],
        charts.bars([rate.part for _n, rate in rates], [rate.whole for _n, rate in rates]),
    )


def _named(rates: Sequence[Rate], names: dict[str, str]) -> list[tuple[str, Rate]]:
    return [(names.get(rate.key, f"#{rate.key}"), rate) for rate in rates]


def _section_names() -> dict[str, str]:
    return {str(key): name for key, name in things.section_names().items()}
