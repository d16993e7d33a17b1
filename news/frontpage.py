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

SECONDARY, STRIP, BLOCK = 2, 4, 8
"""Stories beside the lead, in the strip below, and in a section's block (see the design)."""

SITE_CANDIDATES = 40
"""Newest stories that may fill lead, secondary and strip; some are used elsewhere."""

PLAN_SECONDS = 60

Area = Slot.Area
Layout = Category.FrontLayout


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
    """The front of the site, or of one section, as it stands now; one query when warm."""
    plan = _plan(language, category)
    articles = Article.objects.live().for_cards().in_bulk(plan.article_ids())
    return _Layout(plan, articles, timezone.now()).front(_block_sections(category))


class _Layout:
    """Hands out stories from the top of the page down, each once."""

    def __init__(self, plan: Plan, articles: dict[int, Article], now: datetime) -> None:
        self.plan = plan
        self.articles = articles
        self.slots = [slot for slot in plan.slots if slot.shows(now)]
        self.used: set[int] = set()

    def front(self, sections: list[Category]) -> Front:
        by_hand = {section.pk: self._by_hand(Area.BLOCK, section.pk) for section in sections}
        lead = self._fill(self._by_hand(Area.LEAD), self._pictured(), 1)
        secondary = self._fill(self._by_hand(Area.SECONDARY), self._pictured(), SECONDARY)
        strip = self._fill(self._by_hand(Area.STRIP), self._pictured(), STRIP)
        blocks = [
            Block(
                section,
                self._fill(by_hand[section.pk], self.plan.by_section.get(section.pk, []), BLOCK),
            )
            for section in sections
        ]
        return Front(
            lead=lead[0] if lead else None,
            secondary=secondary,
            strip=strip,
            blocks=[block for block in blocks if block.cards],
        )

    def _by_hand(self, area: str, category_id: int | None = None) -> list[Card]:
        cards = []
        for slot in self.slots:
            wanted = slot.area == area and slot.category_id == category_id
            if wanted and slot.article_id in self.articles and slot.article_id not in self.used:
                self.used.add(slot.article_id)
                cards.append(Card(self.articles[slot.article_id], slot.title, slot.image))
        return cards

    def _fill(self, cards: list[Card], candidates: list[int], room: int) -> list[Card]:
        for pk in candidates:
            if len(cards) >= room:
                break
            if pk in self.articles and pk not in self.used:
                self.used.add(pk)
                cards.append(Card(self.articles[pk]))
        return cards[:room]

    def _pictured(self) -> list[int]:
        """The newest with those that have a picture first: the top of the page shows them."""
        newest = [pk for pk in self.plan.newest if pk in self.articles]
        return sorted(newest, key=lambda pk: self.articles[pk].cover_id is None)


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
            section.pk: _newest(language, section.pk, BLOCK + SITE_CANDIDATES // 4)
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
