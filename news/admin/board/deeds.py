"""What the buttons of the board do: each reads the form and calls a deed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news import frontpage
from news.frontpage import Stand
from news.models import Article, FrontPage
from portal.lib.admin import MomentField

POOL = "pool"
"""What a card's list of places calls the way back to the pool."""


def perform(request: HttpRequest, page: FrontPage) -> str:
    """Do what the pressed button says, and answer what to tell.

    Raises PermissionDenied, Stale, ValidationError.
    """
    for name, deed in DEEDS.items():
        if name in request.POST:
            return deed(request, page, Stand.read(request.POST.get("stand", "")))
    raise ValidationError(_("The form says nothing to do."))


def _move(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    story = _number(request.POST["move"])
    to = request.POST.get("to") or request.POST.get(f"to-{story}", "")
    if not to:
        raise ValidationError(_("Choose where the story is to go."))
    place = request.POST.get("place", "")
    return _move_to(request, page, stand, story, to, _number(place) if place else None)


def _keep(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    """Set by hand what stands somewhere by rule; the value is the story and the zone."""
    story, _space, to = request.POST["keep"].partition(" ")
    return _move_to(request, page, stand, _number(story), to, None)


def _move_to(
    request: HttpRequest, page: FrontPage, stand: Stand, story: int, to: str, place: int | None
) -> str:
    key = "" if to == POOL else to
    moved = frontpage.move(page, story, key, by=request.user, stand=stand, place=place)
    title = moved.article.title
    if moved.zone is None:
        return _("“%(title)s” is back in the pool.") % {"title": title}
    said = _("“%(title)s” now stands in: %(zone)s.") % {"title": title, "zone": moved.zone.name}
    if count := len(moved.pushed_out):
        said += " " + ngettext(
            "The place was full: its last story went back to the pool.",
            "The place was full: its last %(count)d stories went back to the pool.",
            count,
        ) % {"count": count}
    return said


def _up(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    return _shift(request, page, stand, "up", -1)


def _down(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    return _shift(request, page, stand, "down", 1)


def _shift(request: HttpRequest, page: FrontPage, stand: Stand, name: str, step: int) -> str:
    story = _number(request.POST[name])
    place = frontpage.shift(page, story, step, by=request.user, stand=stand)
    title = Article.objects.values_list("title", flat=True).get(pk=story)
    return _("“%(title)s” is now at place %(place)d.") % {"title": title, "place": place}


def _publish(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    version = frontpage.publish(page, by=request.user, stand=stand)
    return _("Version %(number)d is published.") % {"number": version.number}


def _schedule(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    at = MomentField().clean(request.POST.get("at", ""))
    version = frontpage.publish(page, by=request.user, stand=stand, at=at)
    return _("Version %(number)d will be published at %(at)s.") % {
        "number": version.number,
        "at": localtime(at).strftime("%Y-%m-%d %H:%M"),
    }


def _discard(request: HttpRequest, page: FrontPage, stand: Stand) -> str:
    frontpage.discard(page, by=request.user, stand=stand)
    return _("The draft is thrown away; this is what readers see.")


def _number(text: str) -> int:
    """A number of a form. Raises ValidationError for anything else."""
    number = natural(text)
    if number is None:
        raise ValidationError(_("There is no such story in this language."))
    return number


def natural(text: str) -> int | None:
    """The number that a text is, where it may be one of a row."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


DEEDS: dict[str, Callable[[HttpRequest, FrontPage, Stand], Any]] = {
    "move": _move,
    "keep": _keep,
    "up": _up,
    "down": _down,
    "publish": _publish,
    "schedule": _schedule,
    "discard": _discard,
}
