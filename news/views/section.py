"""A section: its stories by day, newest first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from news import lists
from news.cards import lay_out
from news.categories import tree
from news.languages import story_language
from news.models import Category
from news.rail import rail
from news.tree import CategoryTree
from news.views.listing import canonical_of, page_of


@require_safe
def section(request: HttpRequest, path: str) -> HttpResponse:
    """One page of a section; the first shows what editors pinned above the rest."""
    sections = tree()
    category = sections.by_path.get(path)
    if category is None or not sections.is_open(category.pk):
        raise Http404("no such section")
    if category.jump_url:
        return redirect(category.jump_url)
    language = story_language()
    page = page_of(
        request,
        f"section:{category.pk}:{language}",
        lists.in_section(category, language),
        category.page_size,
    )
    pinned = lists.pinned_in(category, language) if page.number == 1 else []
    stories = lists.stories_in_order(dict.fromkeys([*pinned, *page.article_ids]))
    beside = rail(language)
    cards = lay_out(stories, tree=sections, more=[beside.topic_cover])
    context = {
        "category": category,
        "page": page,
        "pinned": [card for card in cards if card.article.pk in pinned],
        "days": list(lists.by_day(card for card in cards if card.article.pk not in pinned)),
        "rail": beside,
        "canonical": canonical_of(category.get_absolute_url(), page),
        **_surroundings(category, sections),
    }
    return render(request, "news/section.html", context)


def _surroundings(category: Category, sections: CategoryTree) -> dict[str, object]:
    """Where the section stands: the way to it, and the tabs below or beside it."""
    lineage = sections.lineage(category.pk)
    has_tabs = sections.children(category.pk) or len(lineage) == 1
    head = category if has_tabs else lineage[-2]
    return {
        "pigment": sections.pigment(category.pk),
        "lineage": lineage,
        "top_section_id": lineage[0].pk,
        "tabs_head": head,
        "tabs": sections.children(head.pk),
        "description": category.seo_description or category.description,
    }
