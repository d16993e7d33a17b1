"""Finding a comment in its discussion."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from comments import feeds
from comments.models import EVERYBODY, Comment, Thread
from comments.reading import SORTS, page_number_of
from portal.lib.http import choice
from portal.lib.pagecache import reader_page


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the page of the discussion where a published comment stands, in any order asked."""
    found = get_object_or_404(
        Comment.objects.visible_to(EVERYBODY).select_related("thread", "root__thread"), pk=pk
    )
    thing = found.thread.thing
    if thing is None or not thing.is_live():
        raise Http404
    sort = choice(request, "sort", SORTS)
    number = page_number_of(found, sort=sort)
    query = {"sort": sort} if sort != SORTS[0] else {}
    query |= {"comments": str(number)} if number > 1 else {}
    asked = f"?{urlencode(query)}" if query else ""
    return HttpResponseRedirect(f"{thing.get_absolute_url()}{asked}#comment-{pk}")


@reader_page()
@require_safe
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest comments of one discussion as Atom."""
    thread = get_object_or_404(Thread, pk=pk)
    thing = thread.thing
    if thing is None or not thing.is_live():
        raise Http404
    content = feeds.write(thread, thing)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
