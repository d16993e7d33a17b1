"""The social card of a story, as a picture."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from news.furniture import furniture
from news.languages import page_languages
from news.models import Article
from news.social_card import rights_end, social_card
from news.views.media import EXPIRING_MAX_AGE
from portal.lib.http import serve_file

LEADS_ON_SECONDS = 300
"""A story's words may change again: so long others keep where an earlier card led."""


@require_safe
def card(request: HttpRequest, pk: int, language: str, name: str) -> HttpResponseBase:
    """The card of that name, or the way to the one the story has now."""
    story = get_object_or_404(Article.objects.live().for_page(), pk=pk)
    if language not in page_languages(story.language):
        raise Http404("no card in this language")
    with override(language):
        current = social_card(story, [row.name for row in furniture(story).writers])
    if name != current.name:
        response = HttpResponseRedirect(current.get_absolute_url())
        response.headers["Cache-Control"] = f"public, max-age={LEADS_ON_SECONDS}"
        return response
    answer = serve_file(request, current.drawn(), content_type="image/jpeg", immutable=True)
    if rights_end(current) is not None:
        answer.headers["Cache-Control"] = f"public, max-age={EXPIRING_MAX_AGE}"
    return answer
