"""A story on its own page."""

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from news import reading, seo
from news.body.grammar import PROVIDERS
from news.cards import Card, lay_out
from news.categories import tree
from news.corrections import steps, withhold
from news.furniture import RELATED, Furniture, furnished, furniture, rendered
from news.languages import page_languages, story_language
from news.lists import stories_in_order
from news.models import Article, Category, Document, Placement
from news.rail import Rail, rail
from news.reactions import bars, latest_reactors
from news.sharing import qr_svg, weibo_url
from news.traditional import in_script_of_page, is_converted_unseen, put_own_terms
from news.tree import CategoryTree
from portal.lib.addresses import absolute, in_language
from portal.lib.horizon import note_change
from portal.lib.http import choice, moved, page_number
from portal.lib.pagecache import reader_page
from portal.site.current import site

QR_SECONDS = 86400

RELATED_SECTIONS = 12

VIEWS = ("", "all")
"""Page by page, or the whole."""


@reader_page("page", "view", "comments", "sort")
@require_safe
def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """The story, or where it is now: elsewhere, in another language, gone."""
    story = get_object_or_404(stories(), pk=pk)
    if not story.is_live():
        return _hidden(request, story)
    if story.language != story_language():
        return _in_another_language(request, story)
    if story.jump_url:
        return HttpResponseRedirect(story.jump_url)
    if slug != story.slug:
        return _canonical_redirect(request, story)
    note_change(story.unpublish_at)
    return show_story(request, put_own_terms(withhold(story)))


def show_story(
    request: HttpRequest,
    story: Article,
    around: Furniture | None = None,
    file_address: Callable[[Document], str] = Document.get_absolute_url,
    **more: Any,
) -> HttpResponse:
    """The page of a story: the one readers see, or one that an editor looks at.

    With `around` nothing is asked of the cache or kept there, and `file_address` says where its
    documents are fetched; `more` is for the template.
    """
    context = _context(request, story, around, file_address) | more
    return _admit_players(render(request, "news/article.html", context), story)


@require_safe
@cache_control(public=True, max_age=QR_SECONDS)
def qr_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The story's address as a picture that a phone reads."""
    story = get_object_or_404(Article.objects.live().only("slug"), pk=pk)
    return HttpResponse(qr_svg(absolute(story.get_absolute_url())), content_type="image/svg+xml")


def stories() -> QuerySet[Article]:
    """Stories for their page, each with the ids of its neighbours in the section."""
    around = Placement.objects.filter(category=OuterRef("category"), language=OuterRef("language"))
    at, pk = OuterRef("publish_at"), OuterRef("pk")
    # One bound on each side for the index to walk along (older than a live story is live by
    # itself), and then the order among stories of the same moment.
    older = around.not_ended().filter(Q(publish_at__lt=at) | Q(article__lt=pk), publish_at__lte=at)
    newer = around.live().filter(Q(publish_at__gt=at) | Q(article__gt=pk), publish_at__gte=at)
    return Article.objects.for_page().annotate(
        older_id=Subquery(older.newest_first().values("article")[:1]),
        newer_id=Subquery(newer.order_by("publish_at", "article").values("article")[:1]),
    )


def _hidden(request: HttpRequest, story: Article) -> HttpResponse:
    """What readers once saw is gone (410); what they never saw is nowhere (404)."""
    if not story.was_live():
        raise Http404("not published")
    return render(request, "410.html", status=410)


def _in_another_language(request: HttpRequest, story: Article) -> HttpResponse:
    """Go to the translation, or say in which language the story can be read."""
    translation = furniture(story).translations.get(get_language() or "")
    if translation is not None:
        return redirect("news:article", *filter(None, translation))
    with override(story.language):
        address = story.get_absolute_url()
    alternates = {code: in_language(address, code) for code in page_languages(story.language)}
    context = {"story": story, "address": address, "alternates": alternates}
    return render(request, "news/not_translated.html", context, status=404)


def _canonical_redirect(request: HttpRequest, story: Article) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = story.get_absolute_url()
    return moved(f"{address}?{query}" if query else address)


def _admit_players(response: HttpResponse, story: Article) -> HttpResponse:
    """Let the players of films be framed, on pages that hold a film and on no others."""
    if "data-video" in story.body:
        origins = sorted(provider.origin for provider in PROVIDERS.values())
        response._csp_update = {"frame-src": origins}  # type: ignore[attr-defined]
    return response


def _context(
    request: HttpRequest,
    story: Article,
    staged: Furniture | None,
    file_address: Callable[[Document], str],
) -> dict[str, Any]:
    sections = tree()
    settings = site()
    reactions = bars(story) if story.allows_reactions else []
    beside = rail(story.language)
    part = _part(request, story)
    if staged is None:
        around, text = furnished(story, part.html, part=part.name)
    else:
        # It was made safe by the grammar; nothing was kept in between.
        around, text = staged, mark_safe(rendered(part.html, file_address))
    address = story.get_absolute_url()
    canonical = absolute(f"{address}?view=all" if part.has_pages else address)
    lineage = [row for row in sections.lineage(story.category_id) if sections.is_open(row.pk)]
    return {
        "story": story,
        "shows_cover": _shows_cover(story),
        "around": around,
        "part": part,
        "steps": steps(story, around.corrections),
        "text": text,
        "pigment": sections.pigment(story.category_id),
        "lineage": lineage,
        "top_section_id": sections.lineage(story.category_id)[0].pk,
        "related_sections": _related_sections(story, sections),
        "bars": reactions,
        "reacted": sum(bar.total for bar in reactions),
        "reactors": latest_reactors(story) if settings.shows_reactors else [],
        "rail": beside,
        "address": absolute(address),
        "weibo_url": weibo_url(absolute(address), in_script_of_page(str(story))),
        "is_converted_unseen": is_converted_unseen(story),
        "description": _description(story, around),
        "canonical": canonical,
        "alternates": _alternates(around, query="?view=all" if part.has_pages else ""),
        "is_comment_page": "comments" in request.GET or "sort" in request.GET,
        **_other_stories(story, around, beside, sections),
        **seo.head_of(story, around, lineage, canonical),
    }


def _description(story: Article, around: Furniture) -> str:
    """What search engines and shared links say; of a retracted story it is the notice."""
    if story.is_retracted and around.corrections:
        return around.corrections[0].text
    return story.seo_description or story.shown_summary


def _shows_cover(story: Article) -> bool:
    """A cover that stands in the text too, as imported stories have it, is shown there alone.

    One whose rights have ended is shown nowhere, nor are its words.
    """
    if story.cover is None or story.cover.has_expired:
        return False
    return f'data-image="{story.cover_id}"' not in story.body


def _part(request: HttpRequest, story: Article) -> reading.Reading:
    """The page that is asked for. Raises Http404 where the story has none such."""
    whole = choice(request, "view", VIEWS) == "all"
    try:
        return reading.read(story.body, number=page_number(request), whole=whole)
    except reading.NoSuchPage as error:
        raise Http404("no such page of the story") from error


def _other_stories(
    story: Article, around: Furniture, beside: Rail, sections: CategoryTree
) -> dict[str, Any]:
    """Neighbours and related stories, and with them the renditions of all the page's pictures."""
    older, newer = _neighbours(story)
    stories = stories_in_order(dict.fromkeys([older, newer, *around.related]))
    covers = [story.cover, story.cropped_cover, beside.topic_cover]
    pictures = [*covers, *(item.image for item in around.gallery)]
    cards = {card.article.pk: card for card in lay_out(stories, tree=sections, more=pictures)}
    return {
        "older": cards.get(older),
        "newer": cards.get(newer),
        "related": _related_cards(around, cards),
    }


def _neighbours(story: Any) -> tuple[int, int]:
    """The ids that `stories` found; 0 where the story is the first or the last."""
    return story.older_id or 0, story.newer_id or 0


def _related_cards(around: Furniture, cards: dict[int, Card]) -> list[Card]:
    return [cards[pk] for pk in around.related if pk in cards][:RELATED]


def _related_sections(story: Article, sections: CategoryTree) -> list[Category]:
    """The sections below and beside the story's own."""
    own = story.category_id
    return [*sections.children(own), *sections.siblings(own)][:RELATED_SECTIONS]


def _alternates(around: Furniture, *, query: str) -> dict[str, str]:
    """The story's addresses by language of the page."""
    paths = {}
    for language, key in around.translations.items():
        with override(language):
            paths[language] = reverse("news:article", args=[*filter(None, key)]) + query
    return paths
