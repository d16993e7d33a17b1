"""The editor's one-key tidy: a text goes out, the tidied text comes back; nothing is saved."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.body import clean, tidy

MAX_LENGTH = 500_000
"""A longer text than any newspaper's; more is a mistake or an attack."""


@require_POST
def tidied(request: HttpRequest) -> HttpResponse:
    """Answer the text sent as `body` in its stored form, and tidied."""
    typed = request.POST.get("body", "")
    if len(typed) > MAX_LENGTH:
        return JsonResponse({"error": _("This text is too long.")}, status=400)
    return JsonResponse({"before": clean(typed), "body": tidy(typed)})
