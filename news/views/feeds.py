"""Feeds over HTTP, and the page that lists them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from news import feeds
from news.categories import tree
from news.languages import story_language
from news.models import Topic
from portal.lib.addresses import absolute
from portal.lib.horizon import note_change
from portal.lib.pagecache import reader_page

TOPICS = 12


@reader_page()
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories of the whole site."""
    return _answer(request, feeds.of_site(), form)


@reader_page()
@require_safe
def section_feed(request: HttpRequest, path: str, form: str) -> HttpResponse:
    """The newest stories of a section and those below it."""
    return _answer(request, feeds.of_section(path), form)


@reader_page()
@require_safe
def corrections_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest corrections, whatever the age of their stories."""
    wanted, items = feeds.FORMS[form], feeds.read_corrections()
    content = wanted.write(feeds.of_corrections(), items)
    return HttpResponse(content, content_type=f"{wanted.mime}; charset=utf-8")


def _feed_of(find: Callable[[str], feeds.Channel]) -> Callable[..., HttpResponse]:
    @reader_page()
    @require_safe
    def view(request: HttpRequest, slug: str, form: str) -> HttpResponse:
        return _answer(request, find(slug), form)

    return view


tag_feed = _feed_of(feeds.of_tag)
source_feed = _feed_of(feeds.of_source)
author_feed = _feed_of(feeds.of_author)
topic_feed = _feed_of(feeds.of_topic)


@reader_page()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What feeds there are."""
    sections = tree()
    topics = Topic.objects.live().in_language(story_language()).newest_first()
    context = {
        "forms": list(feeds.FORMS.values()),
        "sections": [
            row for row in sections.in_order() if sections.is_open(row.pk) and not row.jump_url
        ],
        "topics": topics[:TOPICS],
        "canonical": absolute(reverse("news:feeds")),
    }
    return render(request, "news/feeds.html", context)


def _answer(request: HttpRequest, channel: feeds.Channel, form: str) -> HttpResponse:
    """The feed in one format; it changes by itself when a story comes or one of these goes."""
    wanted = feeds.FORMS[form]
    items = feeds.read(channel.article_ids())
    note_change(channel.next_publication(), *(item.ends for item in items))
    return HttpResponse(wanted.write(channel, items), content_type=f"{wanted.mime}; charset=utf-8")
