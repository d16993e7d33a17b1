"""What a page elsewhere needs to show a link to a story of ours: oEmbed, as JSON or XML."""

from io import StringIO
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import get_language_from_path, override
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from news.corrections import withhold
from news.furniture import furniture
from news.languages import story_language
from news.models import Article
from news.ninjs import say
from news.social_card import SocialCard, social_card
from news.traditional import put_own_terms
from portal.lib.addresses import absolute, html_language
from portal.lib.horizon import note_change
from portal.lib.pagecache import reader_page
from portal.lib.text import clean_line
from portal.site.current import site

WIDTH, HEIGHT = 600, 200
"""A quotation of title and summary, in CSS pixels; it takes less where less is offered."""

SECONDS = 3600
"""How long the other site may show what it learned; caches on the way keep it as any page."""

SCHEMES = ("http", "https")

Data = dict[str, Any]


@reader_page("format", "url", "maxwidth", "maxheight")
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the story at `url`: 404 for what is no story of ours, 501 for another format."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return HttpResponse("Ask for json or xml.", status=501)
    most = _length(request, "maxwidth"), _length(request, "maxheight")
    address = request.GET.get("url", "")
    with override(_language_of(address)):
        data = _described(_story_at(address), *most)
    response = _xml(data) if form == "xml" else JsonResponse(data)
    # Scripts of any site may read it: it holds what everybody may read anyway.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _language_of(address: str) -> str:
    return get_language_from_path(_path(address)) or settings.LANGUAGE_CODE


def _path(address: str) -> str:
    """The path of an address of this site, and nothing of any other. Addresses may be garbled."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    ours = urlsplit(settings.SITE_URL).netloc
    return unquote(parts.path) if parts.netloc == ours and parts.scheme in SCHEMES else ""


def _story_at(address: str) -> Article:
    """The live story of an address. Raises Http404."""
    try:
        match = resolve(_path(address))
    except Resolver404:
        raise Http404("not an address of ours") from None
    if match.view_name != "news:article":
        raise Http404("not a story")
    stories = Article.objects.live().for_page().filter(language=story_language(), jump_url="")
    story = stories.filter(pk=match.kwargs["pk"]).first()
    if story is None:
        raise Http404("no such story")
    note_change(story.unpublish_at)
    return put_own_terms(withhold(story))


def _length(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value)):
        raise Http404(f"{name} must be a number of pixels")
    return int(value)


def _described(story: Article, most_wide: int | None, most_high: int | None) -> Data:
    writers = furniture(story).writers
    card = social_card(story, [row.name for row in writers])
    data: Data = {
        "version": "1.0",
        "type": "rich",
        "title": say(clean_line(str(story))),
        "provider_name": say(site().name),
        "provider_url": absolute(reverse("news:home")),
        "cache_age": SECONDS,
        "width": min(WIDTH, most_wide or WIDTH),
        "height": min(HEIGHT, most_high or HEIGHT),
        "html": _quotation(story, card.language),
    }
    if writers:
        data["author_name"] = say(", ".join(row.name for row in writers))
    if writers and writers[0].byline:
        data["author_url"] = absolute(writers[0].byline.get_absolute_url())
    if _fits(card, most_wide, most_high):
        data["thumbnail_url"] = card.url
        data["thumbnail_width"], data["thumbnail_height"] = card.width, card.height
    return data


def _fits(card: SocialCard, most_wide: int | None, most_high: int | None) -> bool:
    return (most_wide or card.width) >= card.width and (most_high or card.height) >= card.height


def _quotation(story: Article, language: str) -> str:
    return format_html(
        '<blockquote lang="{}"><p><a href="{}">{}</a></p><p>{}</p></blockquote>',
        html_language(language),
        absolute(story.get_absolute_url()),
        say(clean_line(str(story))),
        say(clean_line(story.shown_summary)),
    )


def _xml(data: Data) -> HttpResponse:
    written = StringIO()
    generator = SimplerXMLGenerator(written, "utf-8")
    generator.startDocument()
    generator.startElement("oembed", AttributesImpl({}))
    for name, value in data.items():
        generator.addQuickElement(name, str(value))
    generator.endElement("oembed")
    generator.endDocument()
    return HttpResponse(written.getvalue(), content_type="text/xml; charset=utf-8")
