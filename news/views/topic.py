"""A topic: a stage, its text in parts, and its stories in the editor's order."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from news import body, lists, renditions
from news.body.parts import Kind, Part, parts
from news.cards import lay_out
from news.categories import tree
from news.languages import page_languages, story_language
from news.models import Topic
from news.rail import rail
from news.views.listing import page_or_404
from portal.lib.addresses import absolute
from portal.lib.http import page_number
from portal.lib.pagecache import reader_page

PAGE_SIZE = 30

TITLES = {
    Kind.TEXT: _("Editor’s note"),
    Kind.NUMBERS: _("Key figures"),
    Kind.TIMELINE: _("Timeline"),
    Kind.QUESTIONS: _("Questions"),
}
"""Heads of the parts to which the editor gave none."""


@dataclass(frozen=True)
class Chapter:
    """A part of the topic's text, rendered, with the name the jump list leads to."""

    anchor: str
    kind: Kind
    title: str
    text: SafeString
    numbers: list[tuple[str, str]]

    @property
    def is_note(self) -> bool:
        """The words an editor opens the topic with stand between the brackets of the house."""
        return self.anchor == "part1" and self.kind == Kind.TEXT


@reader_page("page", "comments", "sort")
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The topic, or its translation where this address is another language's."""
    found = _find(slug)
    if found.language != story_language():
        return _translated(found)
    ids = lists.of_topic(found)
    number = page_number(request)
    page = page_or_404(lambda: lists.page_of_ids(ids, number, PAGE_SIZE))
    stories = lists.stories_in_order(page.article_ids)
    chapters = _chapters(found) if number == 1 else []
    context = {
        "topic": found,
        "pigment": found.pigment or "ochre",
        "page": page,
        "cards": lay_out(stories, tree=tree(), more=[found.cover]),
        "chapters": chapters,
        "before": [chapter for chapter in chapters if chapter.kind != Kind.QUESTIONS],
        "after": [chapter for chapter in chapters if chapter.kind == Kind.QUESTIONS],
        "is_comment_page": "comments" in request.GET or "sort" in request.GET,
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


def _chapters(found: Topic) -> list[Chapter]:
    """The text, part by part; pictures of all parts are asked for at once."""
    media = renditions.media_for(found.body)

    def chapter(number: int, part: Part) -> Chapter:
        return Chapter(
            anchor=f"part{number}",
            kind=part.kind,
            title=part.title or str(TITLES[part.kind]),
            text=body.render(part.html, media),
            numbers=part.numbers,
        )

    return [chapter(number, part) for number, part in enumerate(parts(found.body), start=1)]
