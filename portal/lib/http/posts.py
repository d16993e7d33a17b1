"""Posts from reader pages, which are the same bytes for everyone and so carry no token.

A post is taken when the browser proves that our own page sent it. What is not proven gets a page
that shows what was sent, with a token, and asks: its button posts to a second address, which
checks the token. (A beacon has nobody to ask: it is answered and forgotten.) ::

    urlpatterns = [
        *reader_post("react/<int:pk>/", react, name="react", question=_("Leave this reaction?")),
        *beacon_post("seen/<int:pk>/", seen, name="seen"),
    ]

Only what a reader may do without a second thought belongs here; nothing of accounts or the admin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from portal.lib.http.answers import no_store

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class ReaderPost:
    """One view that decides by itself where its posts come from."""

    name: str
    route: str
    view: View
    question: object = ""
    # Fields whose text the confirming page shows; all others are kept unseen.
    shows: tuple[str, ...] = ()
    is_beacon: bool = False
    # Whether a plain form is always asked about, and only a script of ours is not.
    asks_without_script: bool = False
    # What the confirming page adds to the fields, such as a token of its own.
    adds: Callable[[HttpRequest], Mapping[str, str]] | None = None


# Every such view, so that a test can name them all.
READER_POSTS: list[ReaderPost] = []


def reader_post(
    route: str,
    view: View,
    name: str,
    *,
    question: object = gettext_lazy("Send this?"),
    shows: tuple[str, ...] = (),
    asks_without_script: bool = False,
    adds: Callable[[HttpRequest], Mapping[str, str]] | None = None,
) -> list[URLPattern]:
    """Give the two addresses of a post: `route`, and `route` + confirmed/ (named name-confirmed).

    The view meets only POST; it is called the same way from both. Fields may repeat; files are
    not kept by the confirming page, so a view that takes files cannot be one of these. With
    `asks_without_script` a plain form always passes the confirming page, proven or not; only a
    script, which asks for JSON and shows its reader what happens, does not. `adds` gives further
    fields for the confirming page, which win over those that were sent.
    """
    post = ReaderPost(
        name, route, view, question, shows, asks_without_script=asks_without_script, adds=adds
    )
    READER_POSTS.append(post)
    return [
        path(route, _decide(post), name=name),
        path(f"{route}confirmed/", csrf_protect(require_POST(view)), name=f"{name}-confirmed"),
    ]


def beacon_post(route: str, view: View, name: str) -> list[URLPattern]:
    """Give the address of a post that no person sends; an unproven one is dropped with a 204."""
    post = ReaderPost(name, route, view, is_beacon=True)
    READER_POSTS.append(post)
    return [path(route, _decide(post), name=name)]


def signed_post(route: str, view: View, name: str) -> list[URLPattern]:
    """Give an address that is proof enough: a signature in it says what its holder may do.

    Mail programs post there with no token and no origin (RFC 8058); the view itself refuses what
    is not signed, and does nothing on GET.
    """
    post = ReaderPost(name, route, view)
    READER_POSTS.append(post)

    @csrf_exempt
    @wraps(view)
    def hold(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    hold.reader_post = post  # type: ignore[attr-defined]
    return [path(route, hold, name=name)]


def _decide(post: ReaderPost) -> View:
    @csrf_exempt
    @require_POST
    @wraps(post.view)
    def decide(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        must_ask = post.asks_without_script and request.accepts("text/html")
        if is_same_origin(request) and not must_ask:
            return post.view(request, *args, **kwargs)
        if post.is_beacon:
            return no_store(HttpResponse(status=204))
        return _confirm(request, post)

    decide.reader_post = post  # type: ignore[attr-defined]
    return decide


def is_same_origin(request: HttpRequest) -> bool:
    """Say whether the browser proves that a page of ours sent this request.

    Sec-Fetch-Site cannot be set by scripts; browsers that do not send it (old ones, and all over
    plain http) send Origin with every post. Scheme and host are as our proxy told them.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = _origin(request.headers.get("Origin", ""))
    return origin is not None and origin == _origin(f"{request.scheme}://{request.get_host()}")


def _origin(address: str) -> tuple[str, str, int] | None:
    """Read an origin as (scheme, host, port); nothing for `null` and what is not plainly one."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    default = {"http": 80, "https": 443}.get(parts.scheme)
    if default is None or not parts.hostname:
        return None
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port or default


def _confirm(request: HttpRequest, post: ReaderPost) -> HttpResponse:
    """Show what was sent and ask; the token in the page is good for the second address alone."""
    added = post.adds(request) if post.adds else {}
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and name not in added
        for value in values
    ]
    fields += added.items()
    query = request.META.get("QUERY_STRING", "")
    context = {
        "is_proven": is_same_origin(request),
        "action": f"{request.path}confirmed/{'?' if query else ''}{query}",
        "question": post.question,
        "fields": fields,
        "shown": [value for name, value in fields if name in post.shows],
    }
    response = no_store(render(request, "_confirm_post.html", context))
    # The button must be pressed by somebody who sees it.
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
