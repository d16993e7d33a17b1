"""Doors that belong to no app: health, robots, the manifest and the error pages."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, get_language_from_path
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from portal import health
from portal.importers import addresses as old_addresses
from portal.lib.addresses import absolute, in_language, without_language
from portal.lib.http import moved
from portal.lib.throttle import network_of
from portal.site import missed as missed_paths
from portal.site import redirects
from portal.site.models import SiteSettings

# A reader, a robot or a load balancer may try again after so many seconds.
RETRY_AFTER_SECONDS = 10

# Backgrounds of the light theme: what the browser paints before the page is there.
PAPER = "#ffffff"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell whether everything works: 503 when pages cannot be served, else 200 with what lags."""
    report = health.report()
    response = JsonResponse(report.as_dict(), status=503 if report.is_down else 200)
    if report.is_down:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


@cache_control(public=True, max_age=3600)
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Tell robots what is not worth their time."""
    fronts = [in_language("/", code) for code, _name in settings.LANGUAGES]
    text = render_to_string("robots.txt", {"site_url": settings.SITE_URL, "fronts": fronts})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=3600)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the site to a phone that puts it on its home screen."""
    site = SiteSettings.objects.first() or SiteSettings()
    description = {
        "name": site.name,
        "short_name": site.name[:12],
        "description": site.slogan,
        "lang": get_language(),
        "start_url": request.path.removesuffix("manifest.webmanifest"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("portal/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(description, content_type="application/manifest+json")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refused; the body that was too large has a status of its own."""
    if isinstance(exception, RequestDataTooBig):
        return too_large_page(request)
    return bad_request_page(request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what this reader may not see."""
    return error_page("403.html", status=403, request=request)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that names nothing: by where it moved to, or else with a search."""
    path = without_language(request.path_info)
    if request.method not in ("GET", "HEAD") or path.startswith("/admin/"):
        return error_page("404.html", status=404, request=request)
    new_path = redirects.lookup(path, request.META.get("QUERY_STRING", ""))
    if new_path is None:
        return old_page(request) or missed(request, path)
    return send_on(new_path) if new_path else gone(request)


def missed(request: HttpRequest, path: str) -> HttpResponse:
    """Answer that there is nothing, and count it: an editor may know where it went."""
    missed_paths.note(path, network=network_of(request))
    return error_page("404.html", status=404, request=request)


def old_page(request: HttpRequest, *, from_old_host: bool = False) -> HttpResponse | None:
    """Answer an address of a site that moved in: by the page it became, or that it is gone."""
    address = old_addresses.find(
        request.path_info, request.META.get("QUERY_STRING", ""), request.get_host()
    )
    if address is None:
        return None
    if not address:
        return gone(request)
    return moved(absolute(address) if from_old_host and address.startswith("/") else address)


def send_on(path: str) -> HttpResponse:
    """Send readers on, in the language they asked in unless the path names another."""
    if not get_language_from_path(path):
        path = in_language(path, get_language() or settings.LANGUAGE_CODE)
    return moved(path)


def gone(request: HttpRequest) -> HttpResponse:
    """Answer the address of a story that was live once and is no more."""
    return error_page("410.html", status=410, request=request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own mistake with 500, and a database that is away with 503.

    Neither page may need the database, so they are rendered without context processors.
    """
    if is_database_away(sys.exc_info()[1]):
        return unavailable_page(request)
    return error_page("500.html", status=500)


def bad_request_page(request: HttpRequest) -> HttpResponse:
    """Answer what makes no sense; the page is plain, since nothing of the request is trusted."""
    return error_page("400.html", status=400)


def too_large_page(request: HttpRequest) -> HttpResponse:
    """Answer a body that is larger than anything we take."""
    return error_page("413.html", status=413)


def unavailable_page(request: HttpRequest) -> HttpResponse:
    """Say that the site is away for a moment."""
    response = error_page("503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def error_page(template: str, *, status: int, request: HttpRequest | None = None) -> HttpResponse:
    """Render an error page that nobody keeps; without a request it needs nothing but itself."""
    response = HttpResponse(render_to_string(template, request=request), status=status)
    add_never_cache_headers(response)
    return response


def is_database_away(error: BaseException | None) -> bool:
    """Tell a database that cannot be reached, or is locked, from a mistake of ours."""
    return isinstance(error, OperationalError | InterfaceError) and "no such" not in str(error)
