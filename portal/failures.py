"""Tasks that failed for good: what came of none of them, what to do, and a button to try again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal import health
from portal.lib import tasks

AGAIN, ASIDE = "again", "aside"
"""Names of the two buttons."""

ADVICE = {
    "news.search.": gettext_lazy(
        "The search does not know these stories as they are now. If it fails again, run "
        "manage.py rebuild_search."
    ),
    "news.renditions.": gettext_lazy(
        "Pictures lack sizes. See that the disk has room and that the media folder can be written."
    ),
    "news.links.": gettext_lazy(
        "Links of stories were not looked at; the stories are as they were."
    ),
    "news.notices.": gettext_lazy("Colleagues were not told what waits for them."),
    "comments.": gettext_lazy("Readers were not told of answers or decisions."),
    "portal.lib.mail.": gettext_lazy(
        "Letters were not sent. See that the mail server answers and takes our password."
    ),
}
"""What is missing and where to look, by the rooms that `health.EFFECTS` names."""

OTHER = gettext_lazy("The error below and the log of the worker say more.")


def may_see(user: Any) -> bool:
    """Whether the user has these tasks in hand."""
    return user.has_perm("django_tasks_database.view_dbtaskresult")


def may_decide(user: Any) -> bool:
    """Whether the user may have them tried again, or set them aside."""
    return user.has_perm("django_tasks_database.change_dbtaskresult")


def page(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """Show what was given up; have one kind tried again, or set it aside."""
    if not may_see(request.user):
        raise PermissionDenied
    if request.method == "POST":
        if not may_decide(request.user):
            raise PermissionDenied
        _decide(request)
        return redirect("admin:failed_tasks")
    rows = [row for row in tasks.given_up() if row.path not in health.clockwork()]
    told = [(row, health.effect_of(row.path), _advice(row.path)) for row in rows]
    context = frame | {
        "title": _("Failed tasks"),
        "rows": told,
        "may_decide": may_decide(request.user),
    }
    return TemplateResponse(request, "admin/failed_tasks.html", context)


def _decide(request: HttpRequest) -> None:
    if path := request.POST.get(AGAIN):
        count = tasks.begin_again(path)
        told = ngettext("%d task is tried again.", "%d tasks are tried again.", count)
    else:
        count = tasks.set_aside(request.POST.get(ASIDE, ""))
        told = ngettext("%d task was set aside.", "%d tasks were set aside.", count)
    messages.success(request, told % count)


def _advice(path: str) -> Any:
    return next((text for room, text in ADVICE.items() if path.startswith(room)), OTHER)
