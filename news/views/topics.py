"""All topics, the newest first."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from news import lists, renditions
from news.languages import story_language
from news.models import Topic
from news.views.listing import canonical_of, page_or_404
from portal.lib.http import page_number
from portal.lib.pagecache import reader_page

PAGE_SIZE = 24


@dataclass(frozen=True)
class Entry:
    """A topic in the list, with the number of its stories."""

    topic: Topic
    story_count: int


@reader_page("page")
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The topics of one language, open or closed, a page at a time."""
    rows = Topic.objects.live().in_language(story_language()).newest_first()
    ids = list(rows.values_list("pk", flat=True))
    page = page_or_404(lambda: lists.page_of_ids(ids, page_number(request), PAGE_SIZE))
    shown = list(rows.filter(pk__in=page.article_ids).defer("body").select_related("cover"))
    counts = lists.live_counts(shown)
    renditions.for_page([topic.cover for topic in shown])
    context = {
        "page": page,
        "entries": [Entry(topic, counts.get(topic.pk, 0)) for topic in shown],
        "canonical": canonical_of(reverse("news:topics"), page),
    }
    return render(request, "news/topics.html", context)
