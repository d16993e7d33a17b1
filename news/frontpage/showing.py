"""A front as readers see it: what editors set, and by rule what fills the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone

from news import placements
from news.caching import SECTIONS, STORIES
from news.frontpage.zones import Area, Said, Zone, key_of_slot, zones
from news.models import Article, Category, FrontPage, FrontVersion, Image, Placement, Slot
from portal.lib.caching import cached
from portal.lib.horizon import note_changes

SITE_CANDIDATES = 40
"""Newest stories that may fill lead, secondary and strip; some are used elsewhere."""

BLOCK_CANDIDATES = 18
"""Newest stories of a section, for its eight places; some stand further up already."""

PLAN_SECONDS = 60


@dataclass(frozen=True)
class Card:
    """A story in its place, with the place's own words and picture where an editor set them."""

    article: Article
    title: str = ""
    image: Image | None = None
    is_by_hand: bool = False


@dataclass(frozen=True)
class Filled:
    """A zone and what stands in it."""

    zone: Zone
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """A section on the front."""

    category: Category
    layout: str
    cards: list[Card]


@dataclass(frozen=True)
class Front:
    """A whole front, ready to be shown; only zones that hold something are blocks."""

    filled: list[Filled] = field(default_factory=list)

    @property
    def lead(self) -> Card | None:
        return next(iter(self.in_area(Area.LEAD)), None)

    @property
    def secondary(self) -> list[Card]:
        return self.in_area(Area.SECONDARY)

    @property
    def strip(self) -> list[Card]:
        return self.in_area(Area.STRIP)

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(part.zone.category, part.zone.layout, part.cards)
            for part in self.filled
            if part.zone.category and part.cards
        ]

    def in_area(self, area: str) -> list[Card]:
        return [card for part in self.filled if part.zone.area == area for card in part.cards]

    def cards(self) -> Iterator[Card]:
        """Every card, from top to bottom."""
        for part in self.filled:
            yield from part.cards

    @property
    def is_by_hand(self) -> bool:
        return any(card.is_by_hand for card in self.cards())


@dataclass(frozen=True)
class Plan:
    """What a front is made of, ids only: the slots set by hand and the candidates by rule."""

    slots: list[Slot]
    said: Said
    newest: list[int]
    by_section: dict[int, list[int]]

    def article_ids(self) -> set[int]:
        ids = {slot.article_id for slot in self.slots} | set(self.newest)
        return ids.union(*self.by_section.values())


def front(language: str, category: Category | None = None) -> Front:
    """The front of the site, or of one section, as it stands now; two queries when warm."""
    return _show(_plan(language, category), category, timezone.now())


def section_front(language: str, category: Category) -> Front | None:
    """What editors set above a section's list; None, without a query, where nothing is set."""
    if not _plan(language, category).slots:
        return None
    shown = front(language, category)
    return shown if shown.is_by_hand else None


def front_of(
    page: FrontPage, slots: list[Slot], said: Said, *, at: datetime | None = None
) -> Front:
    """A front as a version with these slots and blocks makes it, now or at another minute."""
    language, category = page.language, page.category
    now = at or timezone.now()
    plan = _read_plan(language, category, at=at) if at else _plan(language, category)
    if category is not None and not plan.newest:
        plan = replace(plan, newest=_newest(language, category.pk, SITE_CANDIDATES, now))
    plan = replace(plan, slots=slots, said=said)
    more = {
        pk: _newest(language, pk, BLOCK_CANDIDATES, now) for pk in _missing_sections(plan, category)
    }
    return _show(replace(plan, by_section=plan.by_section | more), category, now)


def next_change(language: str, category: Category | None = None) -> datetime | None:
    """When time alone will next change a front: a version, a slot or a story comes or goes."""
    slots = slots_of(live_version(language, category))
    return min(_changes(language, category, slots), default=None)


def live_version(
    language: str, category: Category | None = None, *, at: datetime | None = None
) -> FrontVersion | None:
    """The newest version whose time has come."""
    category_id = category.pk if category else None
    return (
        FrontVersion.objects.of_front(language, category_id).live(at).select_related("by").first()
    )


def slots_of(version: FrontVersion | None) -> list[Slot]:
    return list(version.slots.select_related("image")) if version else []


def said_of(version: FrontVersion | None) -> Said:
    return list(version.blocks.values_list("category_id", "layout")) if version else []


def _plan(language: str, category: Category | None) -> Plan:
    category_id = category.pk if category else None
    return cached(
        f"front:{language}:{category_id or 0}",
        lambda: _read_live_plan(language, category),
        generations=(STORIES, SECTIONS),
        ttl=PLAN_SECONDS,
    )


def _read_live_plan(language: str, category: Category | None) -> Plan:
    plan = _read_plan(language, category)
    note_changes(_changes(language, category, plan.slots))
    return plan


def _read_plan(language: str, category: Category | None, *, at: datetime | None = None) -> Plan:
    now = at or timezone.now()
    version = live_version(language, category, at=now)
    slots, said = slots_of(version), said_of(version)
    if category and not slots:
        return Plan(slots, said, [], {})
    category_id = category.pk if category else None
    plan = Plan(slots, said, _newest(language, category_id, SITE_CANDIDATES, now), {})
    sections = _missing_sections(plan, category)
    found = {pk: _newest(language, pk, BLOCK_CANDIDATES, now) for pk in sections}
    return replace(plan, by_section=found)


def _missing_sections(plan: Plan, category: Category | None) -> list[int]:
    wanted = zones(category.pk if category else None, plan.said)
    sections = [zone.category.pk for zone in wanted if zone.category]
    return [pk for pk in sections if pk not in plan.by_section]


def _newest(language: str, category_id: int | None, limit: int, now: datetime) -> list[int]:
    rows = Placement.objects.in_section(category_id).in_language(language).live(now)
    return list(rows.newest_first().article_ids()[:limit])


def _changes(language: str, category: Category | None, slots: Iterable[Slot]) -> list[datetime]:
    """The moments to come at which something of a front changes by itself."""
    now = timezone.now()
    category_id = category.pk if category else None
    versions = FrontVersion.objects.of_front(language, category_id).filter(publish_at__gt=now)
    coming = versions.order_by("publish_at").values_list("publish_at", flat=True).first()
    moments = [placements.next_change(category_id, language), coming]
    for slot in slots:
        moments += [slot.starts_at, slot.ends_at]
    stories = Article.objects.filter(pk__in=[slot.article_id for slot in slots])
    for times in stories.values_list("publish_at", "unpublish_at"):
        moments += times
    return [at for at in moments if at is not None and at > now]


def _show(plan: Plan, category: Category | None, now: datetime) -> Front:
    times = Article.objects.only("cover", "state", "publish_at", "unpublish_at")
    live = times.live_among(plan.article_ids(), now)
    layout = _Layout(plan, {pk: story.cover_id for pk, story in live.items()}, now)
    placed = layout.lay_out(zones(category.pk if category else None, plan.said))
    articles = Article.objects.for_cards().in_bulk(layout.used)
    return Front([Filled(zone, _cards(places, articles)) for zone, places in placed])


def _cards(places: list[_Place], articles: dict[int, Article]) -> list[Card]:
    """Fetch no story that has gone meanwhile: its place stays empty."""
    return [
        Card(articles[place.article_id], place.title, place.image, place.is_by_hand)
        for place in places
        if place.article_id in articles
    ]


@dataclass(frozen=True)
class _Place:
    """A story's place before the story itself is fetched."""

    article_id: int
    title: str = ""
    image: Image | None = None
    is_by_hand: bool = False


class _Layout:
    """Hands out stories from the top of the page down, each once: first by hand, then by rule.

    It needs no more of them than `covers`: the live ones, each with the id of its cover. Only
    the stories that got a place are fetched then.
    """

    def __init__(self, plan: Plan, covers: dict[int, int | None], now: datetime) -> None:
        self.plan = plan
        self.covers = covers
        self.slots = [slot for slot in plan.slots if slot.shows(now)]
        self.used: set[int] = set()

    def lay_out(self, wanted: list[Zone]) -> list[tuple[Zone, list[_Place]]]:
        """Give each zone its stories; what editors set anywhere is not taken by rule elsewhere."""
        by_hand = [self._by_hand(zone) for zone in wanted]
        return [
            (zone, self._fill(places, self._candidates(zone), zone.room))
            for zone, places in zip(wanted, by_hand, strict=True)
        ]

    def _by_hand(self, zone: Zone) -> list[_Place]:
        places: list[_Place] = []
        for slot in self.slots:
            has_room = len(places) < zone.room
            if has_room and key_of_slot(slot) == zone.key and self._is_free(slot.article_id):
                self.used.add(slot.article_id)
                places.append(_Place(slot.article_id, slot.title, slot.image, is_by_hand=True))
        return places

    def _fill(self, places: list[_Place], candidates: list[int], room: int) -> list[_Place]:
        for pk in candidates:
            if len(places) >= room:
                break
            if self._is_free(pk):
                self.used.add(pk)
                places.append(_Place(pk))
        return places

    def _candidates(self, zone: Zone) -> list[int]:
        """The newest of a section; at the top of the page those that have a picture first."""
        if zone.category:
            return self.plan.by_section.get(zone.category.pk, [])
        newest = [pk for pk in self.plan.newest if pk in self.covers]
        return sorted(newest, key=lambda pk: self.covers[pk] is None)

    def _is_free(self, pk: int) -> bool:
        return pk in self.covers and pk not in self.used
