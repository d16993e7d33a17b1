"""Flat pages: about, contact, standards, community rules ..."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from news import body, renditions
from portal.lib.addresses import absolute
from portal.site.models import Page


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page in the reader's language."""
    found = get_object_or_404(Page, slug=slug, is_published=True)
    context = {
        "page": found,
        "text": body.render(found.body, renditions.media_for(found.body)),
        "description": body.summary(found.body),
        "canonical": absolute(found.get_absolute_url()),
    }
    return render(request, "portal/page.html", context)
