"""The front: what editors set in its slots, and by rule what fills the rest. No story twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from news.caching import SECTIONS, STORIES
from news.categories import tree
from news.models import Article, Category, FrontVersion, Image, Placement, Slot
from news.placements import seconds_to_next_change
from portal.lib.caching import cached

SECONDARY, STRIP = 2, 4
"""Stories beside the lead, and in the strip below (see the design)."""

SITE_CANDIDATES = 40
"""Newest stories that may fill lead, secondary and strip; some are used elsewhere."""

PLAN_SECONDS = 60

Area = Slot.Area
Layout = Category.FrontLayout

ROOM = {Layout.FOUR: 4, Layout.THREE: 3, Layout.OPINION: 3, Layout.PICTURES: 1, Layout.MIXED: 8}
"""How many stories the layouts of a section's block hold (see the design)."""

BLOCK_CANDIDATES = max(ROOM.values()) + SITE_CANDIDATES // 4
"""Newest stories of a section; some stand further up already."""


@dataclass(frozen=True)
class Card:
    """A story in its place, with the place's own words and picture where an editor set them."""

    article: Article
    title: str = ""
    image: Image | None = None


@dataclass
class Block:
    """A section on the front."""

    category: Category
    cards: list[Card] = field(default_factory=list)


@dataclass
class Front:
    """A whole front, ready to be shown."""

    lead: Card | None = None
    secondary: list[Card] = field(default_factory=list)
    strip: list[Card] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def cards(self) -> Iterator[Card]:
        """Every card, from top to bottom."""
        if self.lead:
            yield self.lead
        yield from self.secondary
        yield from self.strip
        for block in self.blocks:
            yield from block.cards


@dataclass(frozen=True)
class Plan:
    """What a front is made of, ids only: the slots set by hand and the candidates by rule."""

    slots: list[Slot]
    newest: list[int]
    by_section: dict[int, list[int]]

    def article_ids(self) -> set[int]:
        ids = {slot.article_id for slot in self.slots} | set(self.newest)
        return ids.union(*self.by_section.values())


def front(language: str, category: Category | None = None) -> Front:
    """The front of the site, or of one section, as it stands now; two queries when warm."""
    plan = _plan(language, category)
    live = Article.objects.live().filter(pk__in=plan.article_ids())
    layout = _Layout(plan, dict(live.values_list("pk", "cover")), timezone.now())
    layout.lay_out(_block_sections(category))
    return layout.front(Article.objects.for_cards().in_bulk(layout.used))


@dataclass(frozen=True)
class _Place:
    """A story's place before the story itself is fetched."""

    article_id: int
    title: str = ""
    image: Image | None = None


class _Layout:
    """Hands out stories from the top of the page down, each once.

    It needs no more of them than `covers`: the live ones, each with the id of its cover. Only
    the stories that got a place are fetched then.
    """

    def __init__(self, plan: Plan, covers: dict[int, int | None], now: datetime) -> None:
        self.plan = plan
        self.covers = covers
        self.slots = [slot for slot in plan.slots if slot.shows(now)]
        self.used: set[int] = set()
        self.lead: list[_Place] = []
        self.secondary: list[_Place] = []
        self.strip: list[_Place] = []
        self.blocks: list[tuple[Category, list[_Place]]] = []

    def lay_out(self, sections: list[Category]) -> None:
        """Give each place its story; what editors set in a block is not taken further up."""
        by_hand = {section.pk: self._by_hand(Area.BLOCK, section.pk) for section in sections}
        self.lead = self._fill(self._by_hand(Area.LEAD), self._pictured(), 1)
        self.secondary = self._fill(self._by_hand(Area.SECONDARY), self._pictured(), SECONDARY)
        self.strip = self._fill(self._by_hand(Area.STRIP), self._pictured(), STRIP)
        for section in sections:
            candidates = self.plan.by_section.get(section.pk, [])
            room = ROOM[Layout(section.front_layout)]
            self.blocks.append((section, self._fill(by_hand[section.pk], candidates, room)))

    def front(self, articles: dict[int, Article]) -> Front:
        """Put the stories in their places; one that has gone meanwhile leaves its place empty."""

        def cards(places: list[_Place]) -> list[Card]:
            return [
                Card(articles[place.article_id], place.title, place.image)
                for place in places
                if place.article_id in articles
            ]

        blocks = [Block(section, cards(places)) for section, places in self.blocks]
        return Front(
            lead=next(iter(cards(self.lead)), None),
            secondary=cards(self.secondary),
            strip=cards(self.strip),
            blocks=[block for block in blocks if block.cards],
        )

    def _by_hand(self, area: str, category_id: int | None = None) -> list[_Place]:
        places = []
        for slot in self.slots:
            wanted = slot.area == area and slot.category_id == category_id
            if wanted and self._is_free(slot.article_id):
                self.used.add(slot.article_id)
                places.append(_Place(slot.article_id, slot.title, slot.image))
        return places

    def _fill(self, places: list[_Place], candidates: list[int], room: int) -> list[_Place]:
        for pk in candidates:
            if len(places) >= room:
                break
            if self._is_free(pk):
                self.used.add(pk)
                places.append(_Place(pk))
        return places[:room]

    def _is_free(self, pk: int) -> bool:
        return pk in self.covers and pk not in self.used

    def _pictured(self) -> list[int]:
        """The newest with those that have a picture first: the top of the page shows them."""
        newest = [pk for pk in self.plan.newest if pk in self.covers]
        return sorted(newest, key=lambda pk: self.covers[pk] is None)


def _plan(language: str, category: Category | None) -> Plan:
    category_id = category.pk if category else None
    return cached(
        f"front:{language}:{category_id or 0}",
        lambda: _read_plan(language, category),
        generations=(STORIES, SECTIONS),
        ttl=lambda: seconds_to_next_change(category_id, language, at_most=PLAN_SECONDS),
    )


def _read_plan(language: str, category: Category | None) -> Plan:
    category_id = category.pk if category else None
    return Plan(
        slots=_live_slots(language, category_id),
        newest=_newest(language, category_id, SITE_CANDIDATES),
        by_section={
            section.pk: _newest(language, section.pk, BLOCK_CANDIDATES)
            for section in _block_sections(category)
        },
    )


def _live_slots(language: str, category_id: int | None) -> list[Slot]:
    version = (
        FrontVersion.objects.live()
        .filter(front_page__language=language, front_page__category=category_id)
        .first()
    )
    return list(version.slots.select_related("image")) if version else []


def _newest(language: str, category_id: int | None, limit: int) -> list[int]:
    rows = Placement.objects.in_section(category_id).in_language(language).live()
    return list(rows.newest_first().article_ids()[:limit])


def _block_sections(category: Category | None) -> list[Category]:
    sections = tree().children(category.pk) if category else tree().navigation()
    return [
        section
        for section in sections
        if section.front_layout != Layout.NONE and not section.jump_url
    ]
