"""A section: its stories by day, newest first, or as a reader orders and narrows them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from news import filters, lists
from news.cards import Card, lay_out
from news.categories import tree
from news.filters import Filters, Range, Sort
from news.frontpage import Card as Place
from news.frontpage import Front, section_front
from news.languages import story_language
from news.models import Article, Category
from news.models.placement import PlacementQuerySet
from news.rail import rail
from news.tree import CategoryTree
from news.views.listing import canonical_of, page_or_404
from portal.lib.addresses import absolute, in_language
from portal.lib.http import page_number
from portal.lib.pagecache import reader_page


@reader_page("page", "sort", "range", "pictures")
@require_safe
def section(request: HttpRequest, path: str) -> HttpResponse:
    """One page of a section; the first shows what editors pinned above the rest."""
    sections = tree()
    category = sections.by_path.get(path)
    if category is None or not sections.is_open(category.pk):
        raise Http404("no such section")
    if category.jump_url:
        return redirect(category.jump_url)
    chosen = _filters(request)
    is_front = page_number(request) == 1 and not chosen.is_active
    top = section_front(story_language(), category) if is_front else None
    return show_section(request, category, top, chosen)


def show_section(
    request: HttpRequest, category: Category, top: Front | None, chosen: Filters
) -> HttpResponse:
    """The page of a section below any front of its own: readers' one, or one an editor looks at."""
    language, sections = story_language(), tree()
    name, rows = f"section:{category.pk}:{language}", lists.in_section(category, language)
    page = page_or_404(
        lambda: filters.read(name, rows, chosen, page_number(request), category.page_size)
    )
    is_front = page.number == 1 and not chosen.is_active
    places = {place.article.pk: place for place in (top.cards() if top else ())}
    pinned = lists.pinned_in(category, language) if is_front else []
    ids = [pk for pk in dict.fromkeys([*pinned, *page.article_ids]) if pk not in places]
    stories: list[Article | Place] = [*places.values(), *lists.stories_in_order(ids)]
    beside = rail(language)
    cards = lay_out(stories, tree=sections, more=[beside.topic_cover])
    listed = [card for card in cards if card.article.pk not in places]
    context = {
        "category": category,
        "page": page,
        "top": _top(top, cards),
        "pinned": [card for card in listed if card.article.pk in pinned],
        "is_front": is_front,
        "rail": beside,
        **_list(chosen, [card for card in listed if card.article.pk not in pinned]),
        **_filter_bar(name, rows, chosen),
        **_addresses(category, page, chosen),
        **_surroundings(category, sections),
    }
    return render(request, "news/section.html", context)


def _top(front: Front | None, cards: list[Card]) -> dict[str, object] | None:
    """What editors set above the list, in the shapes of the home page."""
    if front is None:
        return None
    by_story = {card.article.pk: card for card in cards}
    return {
        "lead": front.lead and by_story[front.lead.article.pk],
        "secondary": [by_story[place.article.pk] for place in front.secondary],
        "strip": [by_story[place.article.pk] for place in front.strip],
    }


def _filters(request: HttpRequest) -> Filters:
    """What the address asks for. Raises Http404 for choices there are not."""
    try:
        return Filters(
            sort=Sort(request.GET.get("sort", Sort.TIME)),
            range=Range(request.GET.get("range", Range.ANY)),
            with_pictures={"": False, "1": True}[request.GET.get("pictures", "")],
        )
    except (ValueError, KeyError) as error:
        raise Http404("no such filter") from error


def _list(chosen: Filters, cards: list[Card]) -> dict[str, object]:
    """By day where time orders the list; a ranking has no days."""
    if chosen.sort == Sort.TIME:
        return {"days": list(lists.by_day(cards)), "ranked": []}
    return {"days": [], "ranked": cards}


def _filter_bar(name: str, rows: PlacementQuerySet, chosen: Filters) -> dict[str, object]:
    """The form of the filters, with how many stories each choice would leave."""
    counts = filters.count(name, rows, chosen)
    return {
        "filters": chosen,
        "sorts": Sort,
        "ranges": [(choice, counts.by_range.get(choice.value)) for choice in Range],
        "with_pictures": counts.with_pictures,
        "active": list(chosen.without()),
        "bound": lists.RANKED,
        "page_query": chosen.query(),
    }


def _addresses(category: Category, page: lists.Page, chosen: Filters) -> dict[str, object]:
    """A filtered list is another look at the section: the section's address is the one to keep."""
    path = category.get_absolute_url()
    if not chosen.is_active:
        return {"canonical": canonical_of(path, page)}
    alternates = {
        code: f"{in_language(path, code)}?{chosen.query()}" for code, _name in settings.LANGUAGES
    }
    return {"canonical": absolute(path), "alternates": alternates}


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
