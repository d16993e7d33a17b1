"""Small answers and questions that views share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

Response = TypeVar("Response", bound=HttpResponseBase)

# Past nine digits lie no pages but overflows, in the database and in the reader's patience.
_PAGE = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class HttpResponseSeeOther(HttpResponseRedirect):
    """The deed is done; what came of it is read (GET) at another address."""

    status_code = 303


class HttpResponseTooManyRequests(HttpResponse):
    """Asked too often; `retry_after` says in how many seconds to ask again."""

    status_code = 429

    def __init__(self, content: object = b"", *args: Any, retry_after: int, **kwargs: Any) -> None:
        super().__init__(content, *args, **kwargs)
        self.headers["Retry-After"] = str(retry_after)
        no_store(self)


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponseSeeOther:
    """Answer a post with the page to look at next: an address, a view's name or an object."""
    return no_store(HttpResponseSeeOther(resolve_url(to, *args, **kwargs)))


# Browsers would keep a 301 for good, and send readers in circles once an address moves back.
_MOVED_SECONDS = 300


def moved(address: str) -> HttpResponsePermanentRedirect:
    """Send readers from an old address to the new one, and let it be asked again soon."""
    response = HttpResponsePermanentRedirect(address)
    response.headers["Cache-Control"] = f"public, max-age={_MOVED_SECONDS}"
    return response


def no_store(response: Response) -> Response:
    """Mark an answer as meant for one reader, now: no cache of anybody keeps it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def page_number(request: HttpRequest, name: str = "page") -> int:
    """Read `?page=`: 1 without it, and Http404 for all that is not a plain positive number."""
    value = request.GET.get(name)
    if value is None:
        return 1
    if not _PAGE.fullmatch(value):
        raise Http404(f"{name} must be a number from 1 on")
    return int(value)


def choice(request: HttpRequest, name: str, choices: Sequence[str]) -> str:
    """Read a parameter: the first of the choices without it, and Http404 for what is none."""
    value = request.GET.get(name, choices[0])
    if value not in choices:
        raise Http404(f"{name} must be one of {', '.join(filter(None, choices))}")
    return value
