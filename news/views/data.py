"""A story as data for other programs: ninjs."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from news.furniture import furniture
from news.languages import story_language
from news.models import Article
from news.ninjs import ninjs
from portal.lib.horizon import note_change
from portal.lib.pagecache import reader_page


@reader_page()
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The story as ninjs in the language of the address, or where it can be had."""
    story = get_object_or_404(Article.objects.for_page(), pk=pk)
    if not story.is_live():
        if not story.was_live():
            raise Http404("not published")
        return render(request, "410.html", status=410)
    if story.jump_url:
        raise Http404("only a link")
    if story.language != story_language():
        return _in_another_language(story)
    note_change(story.unpublish_at)
    return JsonResponse(ninjs(story), json_dumps_params={"ensure_ascii": False})


def _in_another_language(story: Article) -> HttpResponse:
    """The translation's data, or the story's own under its own language."""
    translation = furniture(story).translations.get(get_language() or "")
    if translation is not None:
        return redirect("news:ninjs", translation[0])
    with override(story.language):
        return redirect(reverse("news:ninjs", args=[story.pk]))
