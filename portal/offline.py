"""Without a network: the page that says so, and the worker that keeps it and what was read last."""

import json
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.lib.pagecache import reader_page

WORKER = "portal/js/worker.js"

KEPT_FILES = (
    "portal/css/site.css",
    "portal/js/prefs.js",
    "portal/js/site.js",
    "portal/js/offline.js",
    "portal/img/mark.svg",
)
"""What a page needs to look like itself."""


@reader_page()
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that a browser shows when it cannot reach us; the same for everyone."""
    return render(request, "offline.html", {"alternates": _addresses()})


@cache_control(no_cache=True)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, at the root so that it may see to all pages.

    It names the files of this version of the site; when one of them changes, so does the worker,
    and browsers fetch it anew.
    """
    files = [static(name) for name in KEPT_FILES]
    pages = sorted(_addresses().values(), key=len, reverse=True)
    version = sha256(" ".join(files).encode()).hexdigest()[:12]
    kept = json.dumps({"version": version, "files": files, "pages": pages})
    script = f"self.KEPT = {kept};\nimportScripts({json.dumps(static(WORKER))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _addresses() -> dict[str, str]:
    """The page's paths, by language."""
    paths = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths[code] = reverse("portal:offline")
    return paths
