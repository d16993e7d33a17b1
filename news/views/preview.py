"""A story before it is published: by a link for somebody outside, in its pieces for the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from news import body, feeds, preview_links, renditions, revisions
from news.cards import Card
from news.categories import tree
from news.editing import State
from news.languages import page_languages, story_language
from news.models import Article, Document, PreviewLink
from news.previewing import Staged, stage
from news.traditional import put_own_terms
from news.views.article import show_story, stories
from news.views.media import send_document
from news.views.search import Hit
from portal.lib.addresses import in_language
from portal.lib.dates import full_label
from portal.lib.http import HttpResponseTooManyRequests, no_store
from portal.lib.throttle import Refused, hit, network_of

LOOKUPS, PER = 60, timedelta(minutes=10)
"""How often one network may ask: enough for a newsroom next door, too few to guess."""

FILES = 600
"""How many files in that time: a player asks for a film in many pieces."""

Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_GET
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """The story of a link. Whatever the link lacks, the answer is the same."""
    network = network_of(request)
    verdict = hit(f"preview:{network}", LOOKUPS, PER)
    if isinstance(verdict, Refused):
        return _closed(HttpResponseTooManyRequests(retry_after=verdict.retry_after))
    try:
        link = preview_links.follow(token, network=network)
        staged = _staged(link)
    except (preview_links.NoSuchLink, ValidationError):
        return _closed(render(request, "news/preview_gone.html", status=404))
    return _closed(
        show(request, staged, path=request.path, file_address=_file_address(token)),
    )


@require_GET
def outside_document(request: HttpRequest, token: str, pk: int, name: str) -> HttpResponseBase:
    """A document, film or sound that the story of a link names, for as long as the link lasts.

    Pictures need no such way: their names cannot be guessed, and their rights end by themselves.
    """
    verdict = hit(f"preview-file:{network_of(request)}", FILES, PER)
    if isinstance(verdict, Refused):
        return _closed(HttpResponseTooManyRequests(retry_after=verdict.retry_after))
    try:
        staged = _staged(preview_links.find(token))
        if pk not in body.references(staged.story.body).documents:
            raise preview_links.NoSuchLink
        return _closed(send_document(request, get_object_or_404(Document, pk=pk)))
    except (preview_links.NoSuchLink, ValidationError, Http404):
        return _closed(render(request, "news/preview_gone.html", status=404))


def _file_address(token: str) -> Callable[[Document], str]:
    """Where the documents of a link's page are fetched, in the language of the page."""
    return lambda file: reverse("news:preview_document", args=[token, file.pk, file.name])


def show_live(request: HttpRequest, staged: Staged) -> HttpResponse:
    """The whole page of the version that readers have."""
    return show(request, staged, told=_("Preview of what readers see"))


def show(
    request: HttpRequest,
    staged: Staged,
    *,
    path: str = "",
    told: str = "",
    file_address: Callable[[Document], str] = Document.get_absolute_url,
) -> HttpResponse:
    """The whole page; `path` is where it stands, for the links to its other languages."""
    written = page_languages(staged.story.language)
    return show_story(
        request,
        put_own_terms(staged.story),
        staged.around,
        file_address,
        preview=told or _told(staged.story),
        canonical="",
        alternates={code: in_language(path, code) for code in written} if path else {},
    )


def _told(story: Article) -> str:
    """What stands above a version that readers do not have."""
    if not story.is_embargoed() or story.embargo_until is None:
        return _("Preview, not yet published")
    return _("Preview, under embargo until %(time)s (%(zone)s)") % {
        "time": full_label(story.embargo_until),
        "zone": timezone.get_current_timezone_name(),
    }


def stage_version(pk: int, state: State) -> Staged:
    """The story of a state, with its neighbours. Raises Http404."""
    return stage(get_object_or_404(stories(), pk=pk), state)


def feed_item(request: HttpRequest, staged: Staged) -> HttpResponse:
    """The story as a reader of feeds shows it."""
    item = feeds.staged(put_own_terms(staged.story), staged.around)
    # Feeds carry it as text; the grammar made it safe.
    html = mark_safe(item.html)
    return render(request, "news/preview_feed.html", {"item": item, "html": html})


def own_hit(request: HttpRequest, staged: Staged) -> HttpResponse:
    """The story among our own search results."""
    story, sections = put_own_terms(staged.story), tree()
    renditions.for_page([story.cover])
    card = Card(
        article=story,
        own_title="",
        image=story.cover,
        pigment=sections.pigment(story.category_id),
        url=story.get_absolute_url(),
        writers=staged.writers,
    )
    found = Hit(
        card=card,
        title=conditional_escape(story.title),
        snippet=conditional_escape(story.shown_summary),
        path=sections.lineage(story.category_id),
    )
    return render(request, "news/preview_hit.html", {"found": found})


def _staged(link: PreviewLink) -> Staged:
    article: Article = link.article
    if article.language != story_language():
        raise preview_links.NoSuchLink
    if link.number is None:
        state = revisions.working_state(article)
    else:
        state = revisions.state_in(article.revisions.get(number=link.number))
    return stage_version(article.pk, state)


def _closed(response: Answer) -> Answer:
    """Let no cache keep it, no search engine list it, and no other site learn its address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return no_store(response)
