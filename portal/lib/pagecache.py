"""Reader pages kept whole, as they are the same bytes for everyone.

A view says that its page is one, and which parameters of the query it reads; it sees no others,
so that none can make a second page of the same::

    @reader_page("page", "sort")
    @require_safe
    def section(request, path): ...

A page is made under the edition (see `caching`) that was read before, and is good as long as that
is the edition, no part of it changes by itself (see `horizon`), and a minute has not passed. Many
who ask at once for a page that is not there wait for the first of them, who makes it.

`in_front_of(application)` answers what is there without Django; `keep_pages`, the first of the
middlewares, keeps what was made, with all the headers the others gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from threading import Event, Lock
from typing import Any, TypeVar, cast
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone

from portal.lib import caching
from portal.lib.dates import start_of
from portal.lib.horizon import note_change, noting
from portal.lib.pagestore import Answer, Page, PageStore

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Key = tuple[str, ...]

# So long one request waits for another that makes the same page.
WAIT_SECONDS = 5.0
# Longer queries are nobody's who reads.
LONGEST_QUERY = 200

# What the environment of a request holds once its page was looked for here.
_EDITION = "portal.edition"

_SAFE = ("GET", "HEAD")

# Every parameter that some reader page reads.
_parameters: set[str] = set()
# Requests that are for no page of ours, whatever their path says.
_others: list[Callable[[Environ], bool]] = []
_store = PageStore()
_flights: dict[tuple[Key, str], Event] = {}
_flights_lock = Lock()


@dataclass
class _Making:
    """A request on its way through Django: what its page is kept under, if it is a reader page."""

    environ: Environ
    is_reader_page: bool = False
    key: Key | None = None
    edition: str | None = None
    landing: Event | None = None
    # The page that another request has made meanwhile.
    found: Page | None = field(default=None)

    def begin(self) -> None:
        """Read the edition, before anything of the page is made, and wait for who was first."""
        self.is_reader_page = True
        self.key = _key_of(self.environ)
        if self.key is None or not _room():
            return
        self.edition = self.environ.get(_EDITION) or caching.edition()
        if self.edition is None:
            return
        with _flights_lock:
            first = _flights.get((self.key, self.edition))
            if first is None:
                self.landing = _flights[self.key, self.edition] = Event()
        if first is not None and first.wait(WAIT_SECONDS):
            self.found = _good(self.key, self.edition)

    def keep(self, page: Page) -> None:
        """Let others have the page."""
        if self.key and self.edition and page.kept_until > _now():
            _store.put(self.key, page, _room())

    def land(self) -> None:
        """Let those who wait go on, with a page or without."""
        if self.landing is not None and self.key and self.edition:
            with _flights_lock:
                del _flights[self.key, self.edition]
            self.landing.set()


_making: ContextVar[_Making | None] = ContextVar("making", default=None)


def reader_page(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose page is the same for everyone; of the query it reads these parameters."""
    _parameters.update(parameters)

    def decorate(view: View) -> View:
        @wraps(view)
        def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in _SAFE:
                _leave_only(parameters, request)
                making = _making.get()
                if making is not None:
                    making.begin()
                    if making.found is not None:
                        return HttpResponse()
            return view(request, *args, **kwargs)

        show.parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return cast(View, show)

    return decorate


def leave_alone(is_other: Callable[[Environ], bool]) -> None:
    """Neither keep nor answer requests of which `is_other` says that they mean something else."""
    _others.append(is_other)


def keep_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the first of all: answers reader pages from the store, and keeps those made."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.method not in _SAFE or caching.is_change_pending():
            return get_response(request)
        environ = request.META
        if _EDITION not in environ and (answer := find(environ)):
            return _response_of(answer)
        began = _now()
        making = _Making(environ)
        token = _making.set(making)
        try:
            with noting() as horizon:
                note_change(start_of(timezone.localdate() + timedelta(days=1)))
                response = get_response(request)
            if making.found is None and not (making.is_reader_page and _is_for_everyone(response)):
                return response
            page = making.found or Page(
                cast(HttpResponse, response).content,
                list(response.items()),
                edition=making.edition or "",
                began=began,
                true_until=horizon.at,
            )
            if making.found is None:
                making.keep(page)
            return _response_of(_answer(page, environ, _now()))
        finally:
            making.land()
            _making.reset(token)

    return handle


def in_front_of(application: Application) -> Application:
    """Wrap a WSGI application: pages that are there need nothing of it."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = find(environ)
        if found is None:
            return application(environ, start_response)
        start_response(found.status, found.headers)
        return [found.body]

    return answer


def find(environ: Environ) -> Answer | None:
    """Answer a request from the store, at the cost of one read of the cache; None without one."""
    if environ["REQUEST_METHOD"] not in _SAFE:
        return None
    key = _key_of(environ)
    page = _store.get(key) if key else None
    if page is None or page.kept_until <= (now := _now()):
        return None
    edition = environ[_EDITION] = caching.edition()
    if edition != page.edition:
        return None
    _store.prove(key, _room)
    return _answer(page, environ, now)


def forget() -> None:
    """Forget all pages, as tests must between them."""
    _store.clear()


def _answer(page: Page, environ: Environ, now: float) -> Answer:
    return page.answer(
        now=now,
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
        if_none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
        head=environ["REQUEST_METHOD"] == "HEAD",
    )


def _good(key: Key, edition: str) -> Page | None:
    page = _store.get(key)
    is_good = page is not None and page.edition == edition and page.kept_until > _now()
    return page if is_good else None


def _key_of(environ: Environ) -> Key | None:
    """What a page depends on: scheme, host, path and the parameters that somebody reads.

    The host is there because Django refuses some; pages do not show it.
    """
    scheme, query = _scheme(environ), environ.get("QUERY_STRING", "")
    if not scheme or len(query) > LONGEST_QUERY:
        return None
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    page = (scheme, host, environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""))
    if not query:
        return page
    if any(is_other(environ) for is_other in _others):
        return None
    pairs = query.split("&")
    return *page, *(pair for pair in pairs if unquote_plus(pair.partition("=")[0]) in _parameters)


def _scheme(environ: Environ) -> str:
    """The scheme as Django sees it: the proxy's word, if one is believed."""
    believed = settings.SECURE_PROXY_SSL_HEADER
    told = environ.get(believed[0]) if believed else None
    if believed and told is not None:
        return "https" if told.split(",")[0].strip() == believed[1] else "http"
    return str(environ.get("wsgi.url_scheme", ""))


def _leave_only(parameters: tuple[str, ...], request: HttpRequest) -> None:
    if not request.META.get("QUERY_STRING"):
        return
    left = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name in parameters:
            left.setlist(name, values)
    left._mutable = False
    request.GET = cast(Any, left)


def _is_for_everyone(response: HttpResponseBase) -> bool:
    """Tell a whole page that holds nothing of one reader's or of one moment's."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and vary <= {"", "accept-encoding"}
        and not response.has_header("Content-Encoding")
        and "private" not in control
        and "no-store" not in control
        and "no-cache" not in control
        and "nonce-" not in response.get("Content-Security-Policy", "")
    )


def _response_of(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=int(answer.status.split()[0]))
    del response.headers["Content-Type"]
    for name, value in answer.headers:
        response.headers[name] = value
    return response


def _room() -> int:
    return settings.PAGE_CACHE_MB * 1024 * 1024


def _now() -> float:
    return timezone.now().timestamp()
