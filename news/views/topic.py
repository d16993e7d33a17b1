"""A topic: a stage, an introduction, and its stories in the editor's order."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from news import body, lists, renditions
from news.cards import lay_out
from news.categories import tree
from news.languages import page_languages, story_language
from news.models import Topic
from news.rail import rail
from portal.lib.addresses import absolute
from portal.lib.http import page_number

PAGE_SIZE = 30


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The topic, or its translation where this address is another language's."""
    found = _find(slug)
    if found.language != story_language():
        return _translated(found)
    ids = lists.of_topic(found)
    number, last = page_number(request), max(1, -(-len(ids) // PAGE_SIZE))
    if number > last:
        raise Http404("no such page")
    page = lists.Page(
        number=number,
        last=last,
        span=lists.Span(total=len(ids), first_at=None),
        article_ids=ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
    )
    stories = lists.stories_in_order(page.article_ids)
    context = {
        "topic": found,
        "pigment": found.pigment or "ochre",
        "page": page,
        "cards": lay_out(stories, tree=tree(), more=[found.cover]),
        "text": _text(found) if number == 1 else "",
        "rail": rail(found.language),
        "description": found.summary,
        "canonical": absolute(found.get_absolute_url() + (f"?page={number}" if number > 1 else "")),
        "alternates": _alternates(found),
    }
    return render(request, "news/topic.html", context)


def _find(slug: str) -> Topic:
    """The live topic at an address; where two languages share it, the one of this page."""
    rows = Topic.objects.live().filter(slug=slug).select_related("cover", "editor")
    found = {row.language: row for row in rows}
    if not found:
        raise Http404("no such topic")
    return found.get(story_language()) or next(iter(found.values()))


def _translated(found: Topic) -> HttpResponse:
    path = _alternates(found).get(get_language() or "")
    if path is None:
        raise Http404("not in this language")
    return redirect(path)


def _alternates(found: Topic) -> dict[str, str]:
    paths = {}
    rows = Topic.objects.live().filter(translation_group=found.translation_group)
    for language, slug in rows.values_list("language", "slug"):
        for page_language in page_languages(language):
            with override(page_language):
                paths[page_language] = reverse("news:topic", args=[slug])
    return paths


def _text(found: Topic) -> SafeString:
    return body.render(found.body, renditions.media_for(found.body))
