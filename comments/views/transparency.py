"""How comments are reviewed here, in numbers, for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.statistics import periods
from portal.lib.addresses import absolute, in_language
from portal.lib.pagecache import reader_page


@reader_page()
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The latest half-years side by side, from what is counted day by day."""
    found = periods.periods(timezone.localdate())
    address = reverse("comments:transparency")
    context = {
        "canonical": absolute(address),
        "alternates": {code: in_language(address, code) for code, _name in settings.LANGUAGES},
        "periods": found,
        "overview": periods.overview(found),
        "reasons": periods.reasons(found),
    }
    return render(request, "comments/transparency.html", context)
