"""The search: what was found, in which sections, times and kinds, and what may have been meant."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news import body as grammar
from news import lists
from news.cards import Card, lay_out
from news.categories import CategoryTree, tree
from news.languages import story_language
from news.models import Article, Category, Source
from news.search import EXACT, Counts, Filters, Found, Number, Query, Search, parse
from news.search.documents import Kind
from news.search.finding import DAYS
from news.search.highlight import marked, snippet
from news.search.query import with_words
from news.search.suggestions import suggestion
from news.traditional import in_script, kept_by_page
from portal.lib.addresses import in_language
from portal.lib.http import choice, page_number

PAGE_SIZE = 20

SOURCES = 8
"""Sources to choose from: those with most results."""

ORDERS = ("relevance", "date")

TIMES = ("any", *DAYS)


@dataclass(frozen=True)
class Wanted:
    """What the address asks for, as it says it."""

    query: Query
    sections: tuple[Category, ...] = ()
    sources: tuple[Source, ...] = ()
    kinds: tuple[str, ...] = ()
    time: str = "any"
    order: str = "relevance"

    @property
    def filters(self) -> Filters:
        ids = [pk for section in self.sections for pk in tree().descendant_ids(section.pk)]
        return Filters(
            sections=tuple(ids),
            sources=tuple(source.pk for source in self.sources),
            kinds=self.kinds,
            days="" if self.time == "any" else self.time,
        )

    def address(self) -> str:
        """The query of the address, without what goes without saying."""
        said: list[tuple[str, str]] = [("q", self.query.text)]
        said += [("s", section.path) for section in self.sections]
        said += [("src", source.slug) for source in self.sources]
        said += [("k", kind) for kind in self.kinds]
        said += [("d", self.time)] if self.time != "any" else []
        said += [("o", self.order)] if self.order != "relevance" else []
        return urlencode(said)

    def unfiltered(self) -> "Wanted":
        return Wanted(self.query, order=self.order)

    def chips(self) -> Iterator[tuple[str, str]]:
        """Each filter by name, with the address that does without it."""
        for section in self.sections:
            rest = tuple(s for s in self.sections if s != section)
            yield section.name, replace(self, sections=rest).address()
        if self.time != "any":
            yield time_names()[self.time], replace(self, time="any").address()
        for kind in self.kinds:
            rest_of_kinds = tuple(k for k in self.kinds if k != kind)
            yield kind_names()[kind], replace(self, kinds=rest_of_kinds).address()
        for source in self.sources:
            others = tuple(s for s in self.sources if s != source)
            yield source.name, replace(self, sources=others).address()


@dataclass(frozen=True)
class Choice:
    """One value of a filter: what it is called and how many it would leave."""

    value: str
    name: str
    number: Number
    is_chosen: bool


@dataclass(frozen=True)
class Hit:
    """A story found: its card, its title and a piece of its text with the hits marked."""

    card: Card
    title: SafeString
    snippet: SafeString
    path: list[Category]


def _alternates(request: HttpRequest, query: str = "") -> dict[str, str]:
    """The same search in each language, from its first page: there are other stories."""
    way = f"?{query}" if query else ""
    return {code: in_language(request.path, code) + way for code, _name in settings.LANGUAGES}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Stories that hold every word; without a query, the way into it."""
    wanted = _wanted(request)
    number = page_number(request)
    if not wanted.query:
        if number > 1:
            raise Http404("no such page")
        context = {"query": wanted.query.text, "wanted": wanted, "alternates": _alternates(request)}
        return render(request, "news/search.html", context)
    asked = Search(wanted.query, story_language(), wanted.filters, wanted.order == "date")
    found = asked.found()
    page = _page(found, number)
    context = {
        "query": wanted.query.text,
        "wanted": wanted,
        "alternates": _alternates(request, wanted.address()),
        "total": found.total,
        "page": page,
        "page_query": wanted.address(),
        "hits": _hits(page.article_ids, wanted.query),
        "facets": _facets(wanted, found.counted),
        "chips": list(wanted.chips()),
        "orders": ORDERS,
        "suggested": suggestion(asked, found),
    }
    return render(request, "news/search.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    """Read the address. Raises Http404 for choices there are not."""
    chosen = request.GET.getlist
    sections = tree()
    tops = {top.path: top for top in sections.children(None) if not top.jump_url}
    slugs = list(dict.fromkeys(chosen("src")))
    sources = _sources(slugs)
    try:
        wanted = Wanted(
            query=parse(request.GET.get("q", "")),
            sections=tuple(tops[path] for path in dict.fromkeys(chosen("s"))),
            sources=tuple(sources),
            kinds=tuple(dict.fromkeys(chosen("k"))),
            time=choice(request, "d", TIMES),
            order=choice(request, "o", ORDERS),
        )
    except KeyError as error:
        raise Http404("no such section") from error
    if len(sources) != len(slugs) or not set(wanted.kinds) <= set(Kind.ALL):
        raise Http404("no such filter")
    return wanted


def _sources(slugs: list[str]) -> list[Source]:
    if not slugs or len(slugs) > SOURCES:
        return []
    return list(Source.objects.filter(slug__in=slugs))


def _page(found: Found, number: int) -> lists.Page:
    total = min(found.total.count, EXACT)
    last = max(1, -(-total // PAGE_SIZE))
    if number > last:
        raise Http404("no such page")
    start = (number - 1) * PAGE_SIZE
    ids = found.article_ids[start : start + PAGE_SIZE]
    return lists.Page(number, last, lists.Span(total, None), ids)


def _hits(article_ids: list[int], query: Query) -> list[Hit]:
    sections = tree()
    cards = lay_out(lists.stories_in_order(article_ids), tree=sections)
    bodies = dict(Article.objects.filter(pk__in=article_ids).values_list("pk", "body"))
    return [_hit(card, bodies.get(card.article.pk, ""), sections, query) for card in cards]


def _hit(card: Card, body: str, sections: CategoryTree, query: Query) -> Hit:
    """A card with its hits marked: on texts as the page shows them, before marks cut them up."""
    shown = partial(in_script, card.article)
    sought = with_words(query, shown)
    text = "" if card.article.is_retracted else shown(grammar.text(body))
    summary = shown(card.summary)
    piece = snippet(text, sought) or snippet(summary, sought) or marked(summary, sought)
    return Hit(
        card=card,
        title=kept_by_page(marked(shown(card.title), sought)),
        snippet=kept_by_page(piece),
        path=sections.lineage(card.article.category_id),
    )


def _facets(wanted: Wanted, counts: Counts) -> list[tuple[str, str, str, list[Choice]]]:
    """The filters: parameter, kind of input, name, choices. Only choices that leave something."""
    return [
        ("s", "checkbox", _("Sections"), _section_choices(wanted, counts)),
        ("d", "radio", _("Time"), _time_choices(wanted, counts)),
        ("k", "checkbox", _("Type"), _kind_choices(wanted, counts)),
        ("src", "checkbox", _("Source"), _source_choices(wanted, counts)),
    ]


def _section_choices(wanted: Wanted, counts: Counts) -> list[Choice]:
    sections, found = tree(), counts.sections()
    choices = []
    for top in sections.children(None):
        count = sum(found[pk] for pk in sections.descendant_ids(top.pk))
        if (count or top in wanted.sections) and not top.jump_url:
            is_chosen = top in wanted.sections
            choices.append(Choice(top.path, top.name, counts.number(count), is_chosen))
    return choices


def _time_choices(wanted: Wanted, counts: Counts) -> list[Choice]:
    return [
        Choice(days or "any", time_names()[days or "any"], counts.number(count), is_chosen)
        for days, count in counts.days().items()
        for is_chosen in [wanted.time == (days or "any")]
    ]


def _kind_choices(wanted: Wanted, counts: Counts) -> list[Choice]:
    found = counts.kinds()
    return [
        Choice(kind, kind_names()[kind], counts.number(found[kind]), kind in wanted.kinds)
        for kind in Kind.ALL
        if found[kind] or kind in wanted.kinds
    ]


def _source_choices(wanted: Wanted, counts: Counts) -> list[Choice]:
    found = counts.sources()
    del found[0]
    most = [pk for pk, _count in found.most_common(SOURCES)]
    sources = Source.objects.in_bulk([*most, *(source.pk for source in wanted.sources)])
    return [
        Choice(source.slug, source.name, counts.number(found[pk]), source in wanted.sources)
        for pk, source in sorted(sources.items(), key=lambda item: -found[item[0]])
    ]


def time_names() -> dict[str, str]:
    return {
        "any": _("Any time"),
        "day": _("Past day"),
        "week": _("Past week"),
        "year": _("Past year"),
    }


def kind_names() -> dict[str, str]:
    return {Kind.STORY: _("Stories"), Kind.PICTURES: _("Pictures"), Kind.OPINION: _("Opinion")}
