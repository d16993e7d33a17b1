"""The zones of a front: what there is to fill, from the top of the page down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from news.categories import tree
from news.models import Category, Slot

Area = Slot.Area
Layout = Category.FrontLayout

ROOM = {Layout.FOUR: 4, Layout.THREE: 3, Layout.OPINION: 3, Layout.PICTURES: 1, Layout.MIXED: 8}
"""How many stories the layouts of a section's block hold (see the design)."""

TOP_ROOM = {Area.LEAD: 1, Area.SECONDARY: 2, Area.STRIP: 4}
"""The lead, the stories beside it, and the strip below (see the design)."""

Said = list[tuple[int, str]]
"""Ids of sections with the layouts of their blocks, in their order, as a version says."""


@dataclass(frozen=True)
class Zone:
    """A part of the page that holds some stories; a block belongs to a section."""

    area: str
    room: int
    category: Category | None = None
    layout: str = ""

    @property
    def key(self) -> str:
        return key_of(self.area, self.category.pk if self.category else None)

    @property
    def name(self) -> str:
        return self.category.name if self.category else str(Area(self.area).label)

    @property
    def layout_name(self) -> str:
        return str(Layout(self.layout).label) if self.layout else ""


def key_of(area: str, category_id: int | None) -> str:
    """The short name of a zone: "lead", or "block-12" for the block of section 12."""
    return area if category_id is None else f"{area}-{category_id}"


def key_of_slot(slot: Slot) -> str:
    return key_of(slot.area, slot.category_id)


def zones(category_id: int | None, said: Said) -> list[Zone]:
    """The zones of a front; the list of a section stands in place of the site's blocks."""
    top = [Zone(area, room) for area, room in TOP_ROOM.items()]
    if category_id is not None:
        return top
    blocks = [(section, layout) for section, layout in blocks_of(said) if _shows(section, layout)]
    return top + [
        Zone(Area.BLOCK, ROOM[Layout(layout)], section, layout) for section, layout in blocks
    ]


def blocks_of(said: Iterable[tuple[int, str]]) -> list[tuple[Category, str]]:
    """What a version says of blocks, then the sections it says nothing of; hidden ones too."""
    sections = tree()
    layouts = dict(said)
    named = [sections.by_id[pk] for pk in layouts if pk in sections.by_id]
    rest = _with_the_band_second([s for s in sections.navigation() if s.pk not in layouts])
    return [
        (section, layouts.get(section.pk, section.front_layout))
        for section in [*named, *rest]
        if not section.jump_url
    ]


def _with_the_band_second(found: list[Category]) -> list[Category]:
    """The dark picture band parts the blocks: it stands after the first (see the design)."""
    bands = [section for section in found if section.front_layout == Layout.PICTURES]
    others = [section for section in found if section.front_layout != Layout.PICTURES]
    return [*others[:1], *bands, *others[1:]]


def _shows(section: Category, layout: str) -> bool:
    return layout != Layout.NONE and tree().is_open(section.pk)
