"""What the board shows: the zones with their cards, the pool, and what differs from live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from news import frontpage, renditions
from news.admin.article_list import search
from news.admin.board.deeds import natural
from news.categories import tree
from news.frontpage import Difference, Stand, Zone
from news.models import Article, Category, FrontPage, FrontVersion, Image, Placement, Slot

POOL = 30
"""Stories the pool shows; who looks for another searches."""

RECENT = timedelta(hours=24)

HALF = (Category.FrontLayout.PICTURES, Category.FrontLayout.OPINION)
"""Layouts with so few stories that two blocks stand side by side on the board."""


@dataclass(frozen=True)
class Chosen:
    """What an editor looks for in the pool; the section is None for the whole site."""

    words: str = ""
    section: int | None = None

    @classmethod
    def read(cls, query: QueryDict, page: FrontPage) -> Chosen:
        typed = query.get("section", "")
        number = natural(typed)
        default = None if "section" in query else page.category_id
        section = number if number in tree().by_id else default
        return cls(query.get("q", "").strip()[:100], section)


@dataclass(frozen=True)
class Card:
    """A story on the board, by hand where it has a slot."""

    article: Article
    slot: Slot | None = None
    number: int = 0
    zone: Zone | None = None

    @property
    def title(self) -> str:
        return (self.slot.title if self.slot else "") or self.article.title

    @property
    def image(self) -> Image | None:
        return (self.slot.image if self.slot else None) or self.article.cropped_cover

    @property
    def is_live(self) -> bool:
        return self.article.is_live()

    @property
    def is_waiting(self) -> bool:
        """Whether the place or the story is still to come."""
        starts_at = self.slot.starts_at if self.slot else None
        is_early = starts_at is not None and starts_at > timezone.now()
        return is_early or self.article.is_scheduled()

    @property
    def is_over(self) -> bool:
        """Whether the place's time, or the story's, has ended."""
        ends_at = self.slot.ends_at if self.slot else None
        has_ended = ends_at is not None and ends_at <= timezone.now()
        return has_ended or not (self.is_live or self.article.is_scheduled())


@dataclass(frozen=True)
class Part:
    """A zone on the board: cards set by hand, and what fills its other places by rule."""

    zone: Zone
    cards: list[Card] = field(default_factory=list)
    by_rule: list[Card] = field(default_factory=list)

    @property
    def empty(self) -> int:
        return max(0, self.zone.room - self.showing - len(self.by_rule))

    @property
    def blanks(self) -> range:
        return range(self.empty)

    @property
    def showing(self) -> int:
        """Cards that show now, or would if their story were live."""
        return sum(not (card.is_waiting or card.is_over) for card in self.cards)

    @property
    def look(self) -> str:
        """The columns it stands in, of the twelve."""
        return {"lead": "c6", "secondary": "c3"}.get(
            self.zone.area, "c6" if self.zone.layout in HALF else "c12"
        )


class Board:
    """A front as its editors see it."""

    def __init__(self, page: FrontPage, query: QueryDict) -> None:
        self.page = page
        self.chosen = Chosen.read(query, page)
        self.version = frontpage.on_the_board(page)
        self.live = self._live()
        self.slots = frontpage.slots_of(self.version)
        self.said = frontpage.said_of(self.version)
        self.zones = frontpage.zones(page.category_id, self.said)
        self.front = frontpage.front_of(page, self.slots, self.said)

    def _live(self) -> FrontVersion | None:
        if self.version is None or not self.version.is_draft:
            return self.version
        return frontpage.live_version(self.page.language, self.page.category)

    @property
    def stand(self) -> Stand:
        return Stand.of(self.version)

    @property
    def is_draft(self) -> bool:
        return self.version is not None and self.version.is_draft

    @cached_property
    def coming(self) -> FrontVersion | None:
        """The next version that is scheduled."""
        versions = self.page.versions.filter(publish_at__gt=timezone.now())
        return versions.order_by("publish_at").first()

    @cached_property
    def _live_slots(self) -> list[Slot]:
        return frontpage.slots_of(self.live) if self.is_draft else self.slots

    @cached_property
    def differences(self) -> list[Difference]:
        if not self.is_draft:
            return []
        return frontpage.differences(
            self.slots,
            self._live_slots,
            said=self.said,
            said_live=frontpage.said_of(self.live),
        )

    @property
    def difference_lines(self) -> list[tuple[Difference, str, str]]:
        """Each difference with the title and the zone it is about."""
        names = {zone.key: zone.name for zone in self.zones}
        return [
            (
                one,
                self._articles[one.article_id].title if one.article_id in self._articles else "",
                names.get(one.zone_key, ""),
            )
            for one in self.differences
        ]

    @cached_property
    def _pool(self) -> list[Article]:
        rows = Article.objects.for_cards()
        chosen = self.chosen
        if chosen.words:
            found = search(
                rows.filter(language=self.page.language, state=Article.State.PUBLISHED),
                chosen.words,
            )
            if chosen.section:
                found = found.filter(placements__category=chosen.section)
            return list(found.newest_first()[:POOL])
        newest = self._listed(chosen.section).newest_first().article_ids()[:POOL]
        return list(rows.filter(pk__in=newest).newest_first())

    def _listed(self, section_id: int | None) -> Any:
        rows = Placement.objects.in_section(section_id).in_language(self.page.language)
        return rows.not_ended()

    @cached_property
    def recent_count(self) -> int:
        rows = self._listed(self.chosen.section)
        now = timezone.now()
        return rows.filter(publish_at__gt=now - RECENT, publish_at__lte=now).count()

    @cached_property
    def _articles(self) -> dict[int, Article]:
        """Every story of the board."""
        known = {article.pk: article for article in self._pool}
        known |= {card.article.pk: card.article for card in self.front.cards()}
        wanted = {slot.article_id for slot in [*self.slots, *self._live_slots]} - set(known)
        return known | (Article.objects.for_cards().in_bulk(wanted) if wanted else {})

    @cached_property
    def parts(self) -> list[Part]:
        parts = []
        for zone, filled in zip(self.zones, self.front.filled, strict=True):
            slots = [slot for slot in self.slots if frontpage.key_of_slot(slot) == zone.key]
            by_hand = [
                Card(self._articles[slot.article_id], slot, number, zone)
                for number, slot in enumerate(slots)
            ]
            by_rule = [Card(card.article) for card in filled.cards if not card.is_by_hand]
            parts.append(Part(zone, by_hand, by_rule))
        return parts

    @property
    def hidden(self) -> list[Card]:
        """Cards of sections that this version does not show."""
        shown = {zone.key for zone in self.zones}
        return [
            Card(self._articles[slot.article_id], slot)
            for slot in self.slots
            if frontpage.key_of_slot(slot) not in shown
        ]

    @cached_property
    def pool(self) -> list[Card]:
        """The newest stories, or those found; one that stands on the front says where."""
        placed = {card.article.pk: part.zone for part in self.parts for card in part.cards}
        hidden = {card.article.pk for card in self.hidden}
        return [
            Card(article, zone=placed.get(article.pk))
            for article in self._pool
            if article.pk not in hidden
        ]

    def gather_pictures(self) -> Board:
        """Let all pictures know their renditions, by one query."""
        cards: Iterable[Card] = [
            *self.pool,
            *self.hidden,
            *(card for part in self.parts for card in [*part.cards, *part.by_rule]),
        ]
        renditions.for_page(card.image for card in cards)
        return self


def standing_of(version: FrontVersion, live_id: int | None, now: datetime) -> str:
    """How a version stands: "draft", "scheduled", "live" or "earlier"."""
    if version.is_draft:
        return "draft"
    if not version.was_live(now):
        return "scheduled"
    return "live" if version.pk == live_id else "earlier"
