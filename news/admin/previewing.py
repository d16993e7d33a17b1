"""Looking at any version of a story as it would be: page, print, card, feeds, search results."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_POST

from news import drafts, editing, preview_links, revisions
from news.admin.writing import editable, name_of
from news.editing import State
from news.languages import page_languages
from news.models import Article, PreviewUse
from news.permissions import may_share
from news.previewing import Staged
from news.social_card import social_card
from news.views import preview
from portal.lib.addresses import absolute, in_language
from portal.lib.html import convert_text_nodes
from portal.lib.http import no_store
from portal.lib.words import added_terms, to_traditional
from portal.site.current import traditional_terms

SURFACES = {
    "phone": gettext_lazy("On a phone"),
    "desktop": gettext_lazy("On a desktop"),
    "print": gettext_lazy("Print"),
    "card": gettext_lazy("Share card"),
    "feed": gettext_lazy("Feeds"),
    "search": gettext_lazy("Search results"),
}

PIECES = {
    "page": preview.show,
    "live": preview.show_live,
    "feed": preview.feed_item,
    "hit": preview.own_hit,
}
"""What a frame shows, by the end of its address."""

LASTS = {
    1: gettext_lazy("1 hour"),
    24: gettext_lazy("1 day"),
    72: gettext_lazy("3 days"),
    168: gettext_lazy("7 days"),
    336: gettext_lazy("14 days"),
}
"""How many hours a link may last."""

USES_SHOWN, LINKS_SHOWN = 5, 30


def urls(model_admin: Any) -> list[URLPattern]:
    """The screen, and what its frames hold."""
    site = model_admin.admin_site

    def door(route: str, view: Any, name: str) -> URLPattern:
        def page(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            request.desk = site.each_context(request) | {"opts": model_admin.opts}  # type: ignore[attr-defined]
            return no_store(view(request, pk, **kwargs))

        return path(f"<int:pk>/preview/{route}", site.admin_view(page), name=f"news_article_{name}")

    return [
        door("", screen, "preview"),
        door("links/", make_link, "share"),
        door("links/<int:link>/revoke/", revoke_link, "unshare"),
        door("<str:of>/", screen, "preview"),
        door("<str:of>/<str:language>/card.jpg", card, "preview_card"),
        door("<str:of>/<str:language>/<str:piece>/", piece, "preview_piece"),
    ]


@require_GET
def screen(request: HttpRequest, pk: int, of: str = "newest") -> HttpResponse:
    """One version of a story, seen in one way."""
    article = editable(request, pk)
    on = request.GET.get("on", "phone")
    written = page_languages(article.language)
    language = request.GET.get("in", written[0])
    if on not in SURFACES or language not in written:
        raise Http404
    try:
        state = state_of(request, article, of)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:news_article_versions", pk)
    context = {
        "title": _("Preview"),
        "article": article,
        "of": of,
        "on": on,
        "language": language,
        "languages": [(code, dict(settings.LANGUAGES)[code]) for code in written],
        "surfaces": SURFACES,
        "versions": list(_versions(request, article)),
        "lasts": LASTS,
        "may_share": may_share(request.user, article),
        "links": list(_links(article)),
        "page": "live" if of == "live" else "page",
        **(_told(article.pk, state, language) if on in ("card", "search") else {}),
    }
    shell: dict[str, Any] = request.desk  # type: ignore[attr-defined]
    response = render(request, "admin/news/article/preview.html", shell | context)
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response


@require_GET
def piece(request: HttpRequest, pk: int, of: str, language: str, piece: str) -> HttpResponse:
    """What stands in a frame: the very page that readers would get."""
    article = editable(request, pk)
    if piece not in PIECES or language not in page_languages(article.language):
        raise Http404
    with override(language), added_terms(traditional_terms), timezone.override(None):
        staged = preview.stage_version(pk, _state_or_404(request, article, of))
        response = PIECES[piece](request, staged)
        if language == "zh-hant":
            html = response.content.decode()
            response.content = convert_text_nodes(html, to_traditional)
    response.headers["Content-Language"] = language
    return response


@require_GET
def card(request: HttpRequest, pk: int, of: str, language: str) -> HttpResponse:
    """The share card, drawn and written nowhere."""
    article = editable(request, pk)
    if language not in page_languages(article.language):
        raise Http404
    with override(language), timezone.override(None):
        staged = preview.stage_version(pk, _state_or_404(request, article, of))
        drawn = social_card(staged.story, staged.writers).draw()
    return HttpResponse(drawn, content_type="image/jpeg")


@require_POST
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for somebody outside, and show its address this once."""
    article = editable(request, pk)
    hours, number = request.POST.get("hours", ""), request.POST.get("number", "")
    try:
        _link, token = preview_links.make(
            article,
            by=request.user,
            lasts=timedelta(hours=int(hours) if hours.isdecimal() and len(hours) < 5 else 0),
            number=int(number) if number.isdecimal() and len(number) < 10 else None,
            note=request.POST.get("note", ""),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:news_article_preview", pk)
    address = in_language(reverse("news:preview", args=[token]), article.language)
    told = _("This address is shown only now. Copy it:")
    field = format_html(
        '<input readonly class="address" value="{}" aria-label="{}">', absolute(address), told
    )
    messages.success(request, format_html("{} {}", told, field))
    return redirect("admin:news_article_preview", pk)


@require_POST
def revoke_link(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """End a link at once."""
    article = editable(request, pk)
    preview_links.revoke(get_object_or_404(article.preview_links, pk=link), by=request.user)
    messages.success(request, _("The link leads nowhere any more."))
    return redirect("admin:news_article_preview", pk)


def preview_panel(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Beside the form: the ways to look, and who outside may."""
    rows = article.preview_links.filter(revoked_at__isnull=True).order_by("expires_at")
    return {"links": [row for row in rows[:LINKS_SHOWN] if row.is_open()]}


def state_of(request: HttpRequest, article: Article, of: str) -> State:
    """The content that is looked at. Raises Http404, and ValidationError for an erased one."""
    if of == "newest":
        return revisions.working_state(article)
    if of == "live":
        return editing.state_of(article)
    if of == "mine":
        draft = drafts.own(article, by=request.user)
        if draft is None:
            raise Http404
        return drafts.content(article, draft)
    if not (of.isascii() and of.isdigit() and len(of) < 10):
        raise Http404
    return revisions.state_in(get_object_or_404(article.revisions, number=int(of)))


def _state_or_404(request: HttpRequest, article: Article, of: str) -> State:
    try:
        return state_of(request, article, of)
    except ValidationError as error:
        raise Http404 from error


def _versions(request: HttpRequest, article: Article) -> Any:
    """What may be looked at, by the word in the address."""
    yield "newest", _("The newest version")
    if article.is_live():
        yield "live", _("What readers see")
    if drafts.own(article, by=request.user):
        yield "mine", _("My unsaved text")
    rows = article.revisions.filter(erased_at__isnull=True).select_related("by").defer("state")
    for row in rows[:LINKS_SHOWN]:
        told = {"number": row.number, "name": row.name or name_of(row.by)}
        yield str(row.number), _("Version %(number)d, %(name)s") % told


def _links(article: Article) -> Any:
    """The links made so far, each with the last of its uses."""
    last = Prefetch("uses", PreviewUse.objects.all()[:USES_SHOWN], to_attr="last_uses")
    rows = article.preview_links.annotate(total=Count("uses")).select_related("by")
    for row in rows.prefetch_related(last)[:LINKS_SHOWN]:
        yield row, row.is_open(), row.total, row.last_uses


def _told(pk: int, state: State, language: str) -> dict[str, Any]:
    """The words by which others show the story."""
    with override(language), added_terms(traditional_terms):
        staged = preview.stage_version(pk, state)
        told = _words(staged)
        if language == "zh-hant":
            told = {name: to_traditional(words) for name, words in told.items()}
        return told | {"address": _shown_address(staged)}


def _words(staged: Staged) -> dict[str, str]:
    story = staged.story
    return {
        "shared_title": str(story),
        "found_title": str(story) if story.is_retracted else story.seo_title or str(story),
        "description": story.seo_description or story.shown_summary,
    }


def _shown_address(staged: Staged) -> str:
    return f"{urlsplit(settings.SITE_URL).netloc}{staged.story.get_absolute_url()}"
