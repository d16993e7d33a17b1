"""The calendar of the desk: what appeared and what will, by month, week or day."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from news import planning, workflow
from news.permissions import may_publish
from portal.lib.dates import weekdays

LABELS = {
    "month": gettext_lazy("Month"),
    "week": gettext_lazy("Week"),
    "day": gettext_lazy("Day"),
}


def urls(model_admin: Any) -> list[URLPattern]:
    """The calendar, and the one form that moves a story in it."""
    site = model_admin.admin_site

    def door(route: str, view: Any, name: str) -> URLPattern:
        def page(request: HttpRequest) -> HttpResponse:
            if not model_admin.has_view_permission(request):
                raise PermissionDenied
            request.stories = model_admin.get_queryset(request)  # type: ignore[attr-defined]
            return view(request, site)

        return path(route, site.admin_view(page), name=f"news_article_{name}")

    return [
        door("calendar/", show, "calendar"),
        door("calendar/move/", move, "calendar_move"),
    ]


def show(request: Any, site: Any) -> HttpResponse:
    """The stories of a month, a week or a day; those still to come can be moved."""
    span, now = _span(request.GET), timezone.now()
    stories = planning.planned(span, request.stories)
    for story in stories:
        story.may_be_moved = story.is_scheduled(now) and may_publish(request.user, story.category)
    cells = planning.cells(span, stories)
    width = 1 if span.view == "day" else 7
    context = site.each_context(request) | {
        "title": _("Calendar"),
        "span": span,
        "views": LABELS.items(),
        "weeks": [cells[place : place + width] for place in range(0, len(cells), width)],
        "weekdays": weekdays(),
        "today": timezone.localdate(),
        "zone": timezone.get_current_timezone_name(),
        "offset": f"{timezone.localtime():%z}",
    }
    return render(request, "admin/news/article/calendar.html", context)


@require_POST
def move(request: Any, site: Any) -> HttpResponse:
    """Give a scheduled story another time, and come back to the same days."""
    story = get_object_or_404(request.stories, pk=_number(request.POST.get("story", "")))
    at = _moment(request.POST.get("to", ""))
    if at is None:
        messages.error(request, _("Not a time: %s") % request.POST.get("to", ""))
    else:
        _reschedule(request, story, at)
    back = {"view": _span(request.POST).view, "day": _span(request.POST).day.isoformat()}
    return redirect(f"{reverse('admin:news_article_calendar')}?{urlencode(back)}")


def _reschedule(request: Any, story: Any, at: Any) -> None:
    try:
        story = workflow.schedule(story, at=at, by=request.user)
    except ValidationError as error:
        messages.error(request, f"{story}: {' '.join(error.messages)}")
    else:
        when = timezone.localtime(story.publish_at).strftime("%Y-%m-%d %H:%M")
        told = _("“%(story)s” will appear at %(time)s.") % {"story": story, "time": when}
        messages.success(request, told)


def _span(typed: Any) -> planning.Span:
    view, day = typed.get("view", ""), typed.get("day", "")
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        chosen = timezone.localdate()
    # The first and the last years have no days before or after them.
    is_usual = date.min.year + 1 < chosen.year < date.max.year - 1
    return planning.Span(
        view if view in planning.VIEWS else "month", chosen if is_usual else timezone.localdate()
    )


def _moment(typed: str) -> Any:
    try:
        at = parse_datetime(typed)
        return make_aware(at) if at is not None and is_naive(at) else at
    except (ValueError, OverflowError):
        return None


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 18 else 0
