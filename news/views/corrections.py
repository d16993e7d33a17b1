"""All that was put right, newest first, below what the newsroom says about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news import body, corrections, renditions
from news.languages import story_language
from news.views.listing import canonical_of, page_or_404
from portal.lib.http import page_number
from portal.lib.pagecache import reader_page
from portal.site.models import Page
from portal.site.models.page import CORRECTIONS


@reader_page("page")
@require_safe
def all_corrections(request: HttpRequest) -> HttpResponse:
    """The corrections of the stories in the reader's language, some to a page."""
    page = page_or_404(lambda: corrections.read_page(story_language(), page_number(request)))
    about = Page.objects.filter(slug=CORRECTIONS, is_published=True).first()
    text = about.text_here() if about else ""
    context = {
        "page": page,
        "corrections": corrections.in_order(page.article_ids),
        "title": about.title if about and text else _("Corrections"),
        "text": body.render(text, renditions.media_for(text)),
        "description": (about.description_here() if about else "") or body.summary(text),
        "canonical": canonical_of(request.path, page),
    }
    return render(request, "news/corrections.html", context)
