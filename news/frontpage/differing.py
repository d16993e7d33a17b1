"""What one version of a front would change in another: a line for each difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from news.frontpage.zones import Said, blocks_of, key_of_slot
from news.models import Slot

PLACED, TAKEN_OUT = _("placed"), _("taken out")
MOVED, REWORDED = _("moved"), _("own words, picture or times changed")
ORDER, BLOCKS = _("order changed"), _("sections or layouts changed")


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what of which story, in which zone; both may be none."""

    what: Any
    article_id: int | None = None
    zone_key: str = ""


def differences(
    draft: list[Slot], live: list[Slot], *, said: Said, said_live: Said
) -> list[Difference]:
    """What publishing the slots and blocks of a draft would change in those that are live."""
    now = {slot.article_id: slot for slot in draft}
    before = {slot.article_id: slot for slot in live}
    found = [*_of_stories(now, before), *_of_order(draft, live)]
    if _layouts(said) != _layouts(said_live):
        found.append(Difference(BLOCKS))
    return found


def _of_stories(now: dict[int, Slot], before: dict[int, Slot]) -> Iterator[Difference]:
    for pk, slot in now.items():
        old = before.get(pk)
        if old is None:
            yield Difference(PLACED, pk, key_of_slot(slot))
            continue
        if key_of_slot(old) != key_of_slot(slot):
            yield Difference(MOVED, pk, key_of_slot(slot))
        if _words(old) != _words(slot):
            yield Difference(REWORDED, pk, key_of_slot(slot))
    for pk, old in before.items():
        if pk not in now:
            yield Difference(TAKEN_OUT, pk, key_of_slot(old))


def _of_order(draft: list[Slot], live: list[Slot]) -> Iterator[Difference]:
    """Zones in which the stories that were there before stand in another order."""
    for key in dict.fromkeys(map(key_of_slot, draft)):
        now, before = _row(draft, key), _row(live, key)
        if [pk for pk in now if pk in before] != [pk for pk in before if pk in now]:
            yield Difference(ORDER, zone_key=key)


def _row(slots: list[Slot], key: str) -> list[int]:
    return [slot.article_id for slot in slots if key_of_slot(slot) == key]


def _words(slot: Slot) -> tuple[Any, ...]:
    return slot.title, slot.image_id, slot.starts_at, slot.ends_at


def _layouts(said: Said) -> list[tuple[int, str]]:
    return [(section.pk, layout) for section, layout in blocks_of(said)]
