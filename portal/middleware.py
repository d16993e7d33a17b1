"""What every request passes through, besides Django's own."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation

from portal.importers.addresses import is_old_front
from portal.lib.addresses import absolute
from portal.lib.html import convert_text_nodes, convert_text_nodes_cached
from portal.lib.http import moved
from portal.lib.words import added_terms, to_traditional
from portal.site.current import traditional_terms
from portal.views import bad_request_page, old_page, too_large_page

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class LanguageMiddleware(LocaleMiddleware):
    """Takes the language of a page from its address alone, so that pages need no `Vary`.

    The admin has no language in its addresses; it follows the language of the user.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        language = (
            language_of_user(request)
            if request.path_info.startswith("/admin/")
            else language_of_path(request.path_info)
        )
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Name the language, and nothing that would split caches."""
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def language_of_path(path: str) -> str:
    """Return the language code that the address stands for."""
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def language_of_user(request: HttpRequest) -> str:
    """Return the language that the signed-in user has chosen."""
    return getattr(request.user, "language", "") or settings.LANGUAGE_CODE


def keep_the_editors_clock(get_response: Handler) -> Handler:
    """Tell and read times at the desk by the clock of whoever works there."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return get_response(request)
        with timezone.override(getattr(request.user, "time_zone", "") or None):
            return get_response(request)

    return handle


def refuse_nonsense(get_response: Handler) -> Handler:
    """Answer 413 to bodies beyond every limit, and 400 to addresses no database can hold."""

    def handle(request: HttpRequest) -> HttpResponse:
        if content_length(request) > settings.MAX_UPLOAD_MB * 1024 * 1024:
            return too_large_page(request)
        if request.path_info.endswith("/search/"):
            # A search answers whatever is typed.
            request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        # PostgreSQL refuses text with NUL; a browser never sends it.
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request_page(request)
        return get_response(request)

    return handle


def content_length(request: HttpRequest) -> int:
    """Return the size that the body is said to have, in bytes."""
    size = request.META.get("CONTENT_LENGTH") or ""
    return int(size) if size.isdecimal() else 0


def believe_proxies(get_response: Handler) -> Handler:
    """Take the reader's address from as many proxies as TRUSTED_PROXIES says are ours."""

    def handle(request: HttpRequest) -> HttpResponse:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        count = settings.TRUSTED_PROXIES
        if count and len(hops) >= count and hops[-count].strip():
            request.META["REMOTE_ADDR"] = hops[-count].strip()
        return get_response(request)

    return handle


def follow_old_addresses(get_response: Handler) -> Handler:
    """Answer what only a site that moved in can have meant; other old addresses end in a 404.

    That is the front page with a query of that site's, and all that is asked of an old host.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        host, _port = split_domain_port(request.get_host())
        if validate_host(host, settings.OLD_HOSTS):
            onward = absolute(request.get_full_path())
            return old_page(request, from_old_host=True) or moved(onward)
        if is_old_front(request.META):
            return old_page(request) or get_response(request)
        return get_response(request)

    return handle


def add_policies(get_response: Handler) -> Handler:
    """Switch off, in every page, what browsers could do and we never use."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return handle


# To be raised when the words of the house or the converter change: older pages are then stale.
CONVERSION = "zh-hant:2"


class TraditionalMiddleware:
    """Turns the finished pages under /zh-hant/ into Traditional Chinese.

    It stands nearest to the views, so that whatever measures a page measures this one.

    Names and comments of readers stay as they were written: a converter guesses, and a guess must
    not be put into a reader's mouth. Their templates say `translate="no"`, which the converter
    keeps to (`portal.lib.html`), in JSON-LD as well; the design offers readers no choice here.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Convert HTML, kept by its content; a page for one reader is converted and not kept."""
        if language_of_path(request.path_info) != "zh-hant":
            return self.get_response(request)
        with added_terms(traditional_terms):
            response = self.get_response(request)
            if is_page(response):
                convert(response)
        return response


def convert(response: HttpResponse) -> None:
    """Turn one page into Traditional, in the words of the house and of this newsroom."""
    html = response.content.decode(response.charset)
    if "no-store" in response.headers.get("Cache-Control", ""):
        response.content = convert_text_nodes(html, to_traditional)
        return
    terms = repr(sorted(traditional_terms().items())).encode()
    kind = f"{CONVERSION}:{hashlib.blake2b(terms, digest_size=8).hexdigest()}"
    response.content = convert_text_nodes_cached(html, to_traditional, kind=kind)


def is_page(response: HttpResponse) -> bool:
    """Tell HTML that is whole in memory from files and data."""
    return not response.streaming and response.headers.get("Content-Type", "").startswith(
        "text/html"
    )
