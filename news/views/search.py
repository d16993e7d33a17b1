"""A simple search: the words of a query in titles and kickers of the newest stories."""

from functools import reduce
from operator import and_

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from news.cards import lay_out
from news.categories import tree
from news.languages import story_language
from news.lists import stories_in_order
from news.models import Article, Placement

NEWEST = 2_000
"""How far back it looks: a bound on the work of one reader's query."""

SHOWN, LONGEST_QUERY, MOST_WORDS = 30, 80, 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Stories whose title or kicker holds every word."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    cards = lay_out(_find(query), tree=tree()) if query else []
    context = {"query": query, "cards": cards, "bound": NEWEST}
    return render(request, "news/search.html", context)


def _find(query: str) -> list[Article]:
    rows = Placement.objects.in_section(None).in_language(story_language()).live()
    newest = rows.newest_first().article_ids()[:NEWEST]
    words = [
        Q(title__icontains=word) | Q(kicker__icontains=word) for word in query.split()[:MOST_WORDS]
    ]
    found = Article.objects.filter(reduce(and_, words), pk__in=newest).newest_first()
    return stories_in_order(found.values_list("pk", flat=True)[:SHOWN])
