"""Filters of the queue that moderators keep under a name, as they keep views of other lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.admin.place import Place, require_moderator
from portal.lib import savedviews
from portal.lib.models import SavedView
from portal.lib.ownlists import ViewForm

LIST_NAME = "comments.queue"


@dataclass(frozen=True)
class Kept:
    """Filters as the queue offers them."""

    view: SavedView
    address: str
    is_current: bool
    may_forget: bool


def kept(user: Any, place: Place) -> Iterator[Kept]:
    """The user's own filters, and those that colleagues share."""
    here = query_of(place)
    for view in savedviews.seen_by(user, LIST_NAME):
        address = f"{Place.root()}?{view.query}"
        yield Kept(view, address, view.query == here, savedviews.may_forget(view, user))


def query_of(place: Place) -> str:
    """What is kept of a place: its list and filters, in one way of writing."""
    return urlsplit(place.address()).query


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    require_moderator(request.user)
    place = Place.read(request.POST)
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Give the filters a name of at most 60 characters."))
        said = form.cleaned_data
        view = savedviews.keep(
            LIST_NAME,
            said["name"],
            query_of(place),
            by=request.user,
            is_shared=said["is_shared"],
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The view “%s” is saved.") % view)
    return HttpResponseRedirect(place.address())


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete filters; only by a button."""
    require_moderator(request.user)
    view = get_object_or_404(SavedView, pk=pk, list_name=LIST_NAME)
    try:
        savedviews.forget(view, by=request.user)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The view “%s” is deleted.") % view)
    return HttpResponseRedirect(Place.read(request.POST).address())
