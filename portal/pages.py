"""Flat pages: about, contact, standards, community rules ..."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comments import things
from news import body, renditions
from portal.lib.addresses import absolute, in_language
from portal.lib.pagecache import reader_page
from portal.site.models import Page
from portal.site.models.page import RULES


@reader_page("comments", "sort")
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page in the reader's language. Raises Http404 where it is not in that language."""
    found = get_object_or_404(Page, slug=slug, is_published=True)
    address = found.get_absolute_url()
    if request.path != address:
        return redirect(address, permanent=True)
    if not found.is_in(get_language()):
        raise Http404("The page is not in this language.")
    languages = [code for code, _name in settings.LANGUAGES if found.is_in(code)]
    context = context_of(found) | {
        "canonical": absolute(address),
        "alternates": {code: in_language(address, code) for code in languages},
        "is_discussed": found.allows_comments or _was_discussed(found),
    }
    return render(request, "portal/page.html", context)


def _was_discussed(page: Page) -> bool:
    """Whether readers said anything that still shows."""
    thread = things.thread_of(page)
    return thread is not None and thread.comment_count > 0


def context_of(page: Page) -> dict[str, object]:
    """What the template shows of a page."""
    text = page.text_here()
    return {
        "page": page,
        "text": body.render(text, renditions.media_for(text)),
        "is_rules": page.slug == RULES,
        "description": page.description_here() or body.summary(text),
    }
