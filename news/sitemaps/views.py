"""Sitemaps over HTTP."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from news.sitemaps import places, stories, writing
from news.sitemaps.writing import Entry
from portal.lib.addresses import absolute
from portal.lib.pagecache import reader_page

LAST_PART = 1_000_000
"""Past a thousand million ids lie no stories but overflows in the database."""


@reader_page()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps there are."""
    entries = [Entry(_address("places"))]
    if newest := stories.newest():
        entries.append(Entry(_address("news"), newest))
    for kind in places.KINDS:
        entries += [Entry(_address("things", kind, number)) for number in places.parts(kind)]
    for number, changed in stories.parts().items():
        entries.append(Entry(_address("stories", number), changed))
    return _answer(writing.index(entries))


@reader_page()
@require_safe
def all_places(request: HttpRequest) -> HttpResponse:
    """The front, sections, topics and flat pages."""
    return _answer(writing.urlset(places.places()))


@reader_page()
@require_safe
def things(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """A part of the tags, sources or authors."""
    if kind not in places.KINDS or number > LAST_PART:
        raise Http404("no such sitemap")
    return _answer_part(places.part(kind, number))


@reader_page()
@require_safe
def part_of_stories(request: HttpRequest, number: int) -> HttpResponse:
    """A part of the archive."""
    if number > LAST_PART:
        raise Http404("no such part")
    return _answer_part(stories.part(number))


@reader_page()
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The stories of two days, for news search engines."""
    return _answer(writing.urlset(stories.news()))


def _address(name: str, *arguments: object) -> str:
    return absolute(reverse(f"sitemaps:{name}", args=arguments))


def _answer_part(entries: list[Entry]) -> HttpResponse:
    """A sitemap must not be empty, so a part without pages is none."""
    if not entries:
        raise Http404("nothing in this part")
    return _answer(writing.urlset(entries))


def _answer(xml: bytes) -> HttpResponse:
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")
