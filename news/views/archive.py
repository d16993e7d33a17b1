"""The archive: a calendar of all that was published, by year, month and day."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from news import archive as shelves
from news.archive import Month, Shelf
from news.cards import lay_out
from news.categories import tree
from news.converters import Period
from news.languages import story_language
from news.lists import stories_in_order
from news.models import Category
from news.tree import CategoryTree
from news.views.listing import page_of
from portal.lib.addresses import absolute, in_language
from portal.lib.dates import weekdays
from portal.lib.http import page_number
from portal.lib.pagecache import reader_page

PAGE_SIZE = 40
"""Most days fit on one page."""


@reader_page("page", "date")
@require_safe
def archive(request: HttpRequest, period: Period | None = None, path: str = "") -> HttpResponse:
    """A day, a month or a year, of the site or of a section; without any, the present month."""
    sections = tree()
    section = _section(sections, path)
    if period is None and "date" in request.GET:
        return redirect(_address(_asked_day(request.GET["date"]), section))
    shelf = Shelf(section.pk if section else None, story_language())
    if period is not None and not _is_kept(Shelf(None, shelf.language), period):
        raise Http404("nothing was published then, or not yet")
    context = _frame(shelf, period, section, sections)
    if period is None or period.month:
        context |= _calendar(request, shelf, period, section)
    else:
        context |= {"canonical": absolute(_address(period, section))}
        context |= {"is_empty": not _is_kept(shelf, period)}
    if not context["is_empty"]:
        context["alternates"] = _alternates(request.path, shelf, period)
    return render(request, "news/archive.html", context)


def _section(sections: CategoryTree, path: str) -> Category | None:
    """The section of the address, if it names one. Raises Http404 where that is not open."""
    if not path:
        return None
    section = sections.by_path.get(path)
    if section is None or section.jump_url or not sections.is_open(section.pk):
        raise Http404("no such section")
    return section


def _asked_day(value: str) -> date:
    """What the form "Go to date" sends. Raises Http404 for what is no day."""
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        raise Http404("no such day")
    return day


def _address(period: Period | date | None, section: Category | None) -> str:
    """Of a page of the archive."""
    wanted = {"period": period, "path": section.path if section else ""}
    return reverse("news:archive", kwargs={name: value for name, value in wanted.items() if value})


def _is_kept(shelf: Shelf, period: Period) -> bool:
    """Whether the archive reaches so far back, and the time has come."""
    oldest, today = shelves.first_day(shelf), timezone.localdate()
    return oldest is not None and oldest.year <= period.year and period.first <= today


def _frame(
    shelf: Shelf, period: Period | None, section: Category | None, sections: CategoryTree
) -> dict[str, Any]:
    """What stands beside the calendar: the months of the year, other years, other sections."""
    today = timezone.localdate()
    first_day = shelves.first_day(shelf)
    oldest = first_day or today
    year = period.year if period else today.year
    months = [date(year, number, 1) for number in range(1, 13)]
    return {
        "section": section,
        "lineage": sections.lineage(section.pk) if section else [],
        "top_section_id": sections.lineage(section.pk)[0].pk if section else None,
        "pigment": sections.pigment(section.pk) if section else "azurite",
        "period": period,
        "year": year,
        "months": [
            (first, _address(Period(year, first.month), section))
            if first_day and first_day.replace(day=1) <= first <= today
            else (first, "")
            for first in months
        ],
        "years": [
            (number, _address(Period(number), section))
            for number in range(today.year, oldest.year - 1, -1)
            if first_day
        ],
        "shelves": [(None, _address(period, None))]
        + [(top, _address(period, top)) for top in sections.navigation() if not top.jump_url],
        "today": today,
        "oldest": oldest,
        "form_address": _address(None, section),
    }


def _calendar(
    request: HttpRequest, shelf: Shelf, period: Period | None, section: Category | None
) -> dict[str, Any]:
    """The month, and below it the stories of the day asked for, or of its newest day."""
    day = period.first if period and period.day else None
    if day is None and page_number(request) > 1:
        raise Http404("only days have pages")
    today = timezone.localdate()
    month = shelves.read_month(shelf, (period.first if period else today).replace(day=1))
    shown = day or month.newest
    return {
        "weekdays": weekdays(),
        "month": month,
        "weeks": [
            [(square, _address(square.day, section) if square else "") for square in week]
            for week in month.weeks()
        ],
        "day": day,
        "shown": shown,
        "shown_address": _address(shown, section),
        "is_empty": not (month.numbers[day] if day else month.total),
        **_neighbours(shelf, month, shown, section),
        **_stories(request, shelf, shown),
        **_canonical(request, period, section),
    }


def _neighbours(
    shelf: Shelf, month: Month, shown: date | None, section: Category | None
) -> dict[str, Any]:
    """Ways on: the months beside this one, and the nearest days that had stories."""
    today = timezone.localdate()
    oldest = (shelves.first_day(shelf) or today).replace(day=1)
    before, after = shelves.previous_month(month.first), shelves.next_month(month.first)
    days = (month.before(shown), month.after(shown)) if shown else (None, None)
    return {
        "previous_month": _address(Period(before.year, before.month), section)
        if before >= oldest
        else "",
        "next_month": _address(Period(after.year, after.month), section) if after <= today else "",
        "near_days": [(day, _address(day, section)) for day in days if day],
    }


def _stories(request: HttpRequest, shelf: Shelf, day: date | None) -> dict[str, Any]:
    """A page of a day's stories, newest first."""
    if day is None:
        return {"cards": []}
    name = f"archive:{shelf.section_id}:{shelf.language}:{day}"
    page = page_of(request, name, shelf.stories_of(day), PAGE_SIZE)
    return {"page": page, "cards": lay_out(stories_in_order(page.article_ids), tree=tree())}


def _canonical(
    request: HttpRequest, period: Period | None, section: Category | None
) -> dict[str, str]:
    number = page_number(request)
    address = _address(period, section)
    return {"canonical": absolute(address if number == 1 else f"{address}?page={number}")}


def _alternates(path: str, shelf: Shelf, period: Period | None) -> dict[str, str]:
    """The same page in the languages whose archive reaches so far back."""

    def has_page(code: str) -> bool:
        language = story_language(code)
        other = Shelf(shelf.section_id, language)
        return period is None or language == shelf.language or _is_kept(other, period)

    return {code: in_language(path, code) for code, _name in settings.LANGUAGES if has_page(code)}
