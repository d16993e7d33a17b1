"""The deeds of the board: arranging a draft, publishing it, going back to an earlier version.

Whoever changes something says what stood before them (a `Stand`); where somebody else changed
the front meanwhile, the deed raises `Stale` and changes nothing. A version that was published is
never touched: the first change makes a new draft out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from news import renditions
from news.caching import stories_changed
from news.frontpage.showing import Front, front_of, live_version, said_of, slots_of
from news.frontpage.zones import Layout, Said, Zone, blocks_of, key_of_slot, zones
from news.models import Article, FrontBlock, FrontPage, FrontVersion, Image, Slot


class Stale(ValidationError):
    """Somebody changed the front since the board was opened."""


@dataclass(frozen=True)
class Stand:
    """What an editor looked at: a version and how often it had been changed; 0 is none yet."""

    version_id: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.version_id}.{self.revision}"

    @classmethod
    def of(cls, version: FrontVersion | None) -> Stand:
        return cls(version.pk, version.revision) if version else cls()

    @classmethod
    def read(cls, text: str) -> Stand:
        """The stand of a form; what makes no sense is nobody's stand."""
        found = re.fullmatch(r"([0-9]{1,18})\.([0-9]{1,18})", text)
        return cls(int(found[1]), int(found[2])) if found else cls(-1, -1)


@dataclass(frozen=True)
class Words:
    """What a place says in a story's stead, and from when to when it shows it."""

    title: str = ""
    image: Image | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Moved:
    """Where a story went; None is back to the pool, as those did whom it pushed out."""

    article: Article
    zone: Zone | None
    pushed_out: list[Slot]


def may_arrange(user: Any) -> bool:
    """Whether `user` may arrange fronts and publish them."""
    return user.is_active and user.is_staff and user.has_perm("news.change_frontversion")


def on_the_board(page: FrontPage) -> FrontVersion | None:
    """The version an editor sees first: the draft, or else what readers see."""
    draft = page.versions.drafts().select_related("by").first()
    return draft or live_version(page.language, page.category)


def move(
    page: FrontPage, article_id: int, to: str, *, by: Any, stand: Stand, place: int | None = None
) -> Moved:
    """Put a story into a zone, at a place or last; "" takes it out.

    A zone that is full sends its last card back to the pool. Raises PermissionDenied, Stale,
    ValidationError.
    """
    with _changing(page, by=by, stand=stand) as draft:
        article = _placeable(page, article_id)
        slots = slots_of(draft)
        slot = next((slot for slot in slots if slot.article_id == article_id), None)
        if not to:
            return _take_out(article, slot)
        zone = _zone_named(page, draft, to)
        slot = slot or Slot(version=draft, article=article)
        others = [one for one in slots if key_of_slot(one) == zone.key and one is not slot]
        slot.area, slot.category = zone.area, zone.category
        others.insert(len(others) if place is None else max(0, place), slot)
        pushed_out = _push_out(others, zone.room, keep=slot)
        _renumber(others)
        return Moved(article, zone, pushed_out)


def shift(page: FrontPage, article_id: int, step: int, *, by: Any, stand: Stand) -> int:
    """Move a card up (-1) or down (1) within its zone; answer its place there, from 1.

    Raises PermissionDenied, Stale, ValidationError.
    """
    with _changing(page, by=by, stand=stand) as draft:
        slot = _slot_of(draft, article_id)
        row = [one for one in slots_of(draft) if key_of_slot(one) == key_of_slot(slot)]
        here = next(number for number, one in enumerate(row) if one.pk == slot.pk)
        there = min(max(0, here + step), len(row) - 1)
        row.insert(there, row.pop(here))
        _renumber(row)
        return there + 1


def say_words(page: FrontPage, article_id: int, words: Words, *, by: Any, stand: Stand) -> None:
    """Give a card words, a picture and times of its own.

    Raises PermissionDenied, Stale, ValidationError.
    """
    if words.starts_at and words.ends_at and words.starts_at >= words.ends_at:
        raise ValidationError({"ends_at": _("This must come after “from”.")})
    with _changing(page, by=by, stand=stand) as draft:
        slot = _slot_of(draft, article_id)
        slot.title, slot.image = words.title, words.image
        slot.starts_at, slot.ends_at = words.starts_at, words.ends_at
        slot.save()


def say_blocks(page: FrontPage, said: Said, *, by: Any, stand: Stand) -> None:
    """Say which sections have a block, in which order and layout.

    Raises PermissionDenied, Stale, ValidationError.
    """
    known = {section.pk for section, _layout in blocks_of(said)}
    if any(pk not in known or layout not in Layout.values for pk, layout in said):
        raise ValidationError(_("There is no such section or layout."))
    with _changing(page, by=by, stand=stand) as draft:
        draft.blocks.all().delete()
        FrontBlock.objects.bulk_create(
            FrontBlock(version=draft, category_id=pk, layout=layout, position=position)
            for position, (pk, layout) in enumerate(dict(said).items())
        )


def publish(page: FrontPage, *, by: Any, stand: Stand, at: datetime | None = None) -> FrontVersion:
    """Publish the draft now, or when its time comes.

    Raises PermissionDenied, Stale, ValidationError.
    """
    now = timezone.now()
    if at is not None and at <= now:
        raise ValidationError({"at": _("This time has passed.")})
    with _holding(page, by=by):
        draft = _agreed(page, stand)
        if draft is None or not draft.is_draft:
            raise ValidationError(_("There is no draft to publish."))
        draft.publish_at, draft.by = at or now, by
        draft.save(update_fields=["publish_at", "by"])
        renditions.order_for_front(draft)
        stories_changed()
    return draft


def preview(
    page: FrontPage, version: FrontVersion | None, *, by: Any, at: datetime | None = None
) -> Front:
    """The front as a version makes it, now or at another minute. Raises PermissionDenied."""
    _check(by)
    return front_of(page, slots_of(version), said_of(version), at=at)


def take_back(version: FrontVersion, *, by: Any) -> FrontVersion:
    """Make a scheduled version a draft again. Raises PermissionDenied, ValidationError."""
    with _holding(version.front_page, by=by):
        version.refresh_from_db()
        if version.is_draft or version.was_live():
            raise ValidationError(_("Only a version that is still to come can be taken back."))
        if version.front_page.versions.drafts().exists():
            raise ValidationError(_("There is a draft already: publish it or throw it away first."))
        version.publish_at, version.by = None, by
        version.save(update_fields=["publish_at", "by"])
        stories_changed()
    return version


def bring_back(version: FrontVersion, *, by: Any) -> FrontVersion:
    """Show an earlier version again, as a new one. Raises PermissionDenied, ValidationError."""
    with _holding(version.front_page, by=by):
        version.refresh_from_db()
        if not version.was_live():
            raise ValidationError(_("Only a version that was published can be brought back."))
        again = _copy(version.front_page, version, by=by, publish_at=timezone.now())
        renditions.order_for_front(again)
        stories_changed()
    return again


def discard(page: FrontPage, *, by: Any, stand: Stand) -> None:
    """Throw the draft away; the board shows again what readers see.

    Raises PermissionDenied, Stale, ValidationError.
    """
    with _holding(page, by=by):
        draft = _agreed(page, stand)
        if draft is None or not draft.is_draft:
            raise ValidationError(_("There is no draft to throw away."))
        draft.delete()


@contextmanager
def _holding(page: FrontPage, *, by: Any) -> Iterator[None]:
    """Let one editor at a time change a front."""
    _check(by)
    with transaction.atomic():
        FrontPage.objects.select_for_update().get(pk=page.pk)
        yield


def _check(user: Any) -> None:
    if not may_arrange(user):
        raise PermissionDenied(_("You may not arrange the front page."))


@contextmanager
def _changing(page: FrontPage, *, by: Any, stand: Stand) -> Iterator[FrontVersion]:
    """Give the draft of the board, made now where there is none, and count the change."""
    with _holding(page, by=by):
        version = _agreed(page, stand)
        if version is None or not version.is_draft:
            version = _copy(page, version, by=by)
        yield version
        version.revision, version.by = version.revision + 1, by
        version.save(update_fields=["revision", "by"])


def _agreed(page: FrontPage, stand: Stand) -> FrontVersion | None:
    version = on_the_board(page)
    if Stand.of(version) != stand:
        text = _("%(who)s changed this front meanwhile. Nothing was saved; this is how it is now.")
        raise Stale(text % {"who": _name_of(version)})
    return version


def _name_of(version: FrontVersion | None) -> str:
    return str(version.by.display_name if version and version.by else _("Somebody"))


def _copy(
    page: FrontPage, version: FrontVersion | None, *, by: Any, publish_at: datetime | None = None
) -> FrontVersion:
    last = page.versions.aggregate(last=Max("number"))["last"] or 0
    copy = page.versions.create(number=last + 1, by=by, publish_at=publish_at)
    slots, said = slots_of(version), said_of(version)
    for row in slots:
        row.pk, row.version = None, copy
    Slot.objects.bulk_create(slots)
    FrontBlock.objects.bulk_create(
        FrontBlock(version=copy, category_id=pk, layout=layout, position=position)
        for position, (pk, layout) in enumerate(said)
    )
    return copy


def _placeable(page: FrontPage, article_id: int) -> Article:
    """The story, where it may stand on this front or stands there. Raises ValidationError."""
    article = Article.objects.filter(pk=article_id, language=page.language).defer("body").first()
    if article is None:
        raise ValidationError(_("There is no such story in this language."))
    return article


def _take_out(article: Article, slot: Slot | None) -> Moved:
    if slot is None:
        raise ValidationError(_("This story stands nowhere on the front."))
    slot.delete()
    return Moved(article, None, [])


def _zone_named(page: FrontPage, draft: FrontVersion, key: str) -> Zone:
    for zone in zones(page.category_id, said_of(draft)):
        if zone.key == key:
            return zone
    raise ValidationError(_("There is no such place on this front."))


def _slot_of(draft: FrontVersion, article_id: int) -> Slot:
    slot = draft.slots.filter(article=article_id).first()
    if slot is None:
        raise ValidationError(_("This story stands nowhere on the front."))
    return slot


def _push_out(row: list[Slot], room: int, *, keep: Slot) -> list[Slot]:
    """Take the last cards out of a row, all but `keep`, until at no time too many show."""
    pushed_out: list[Slot] = []
    while _is_overfull(row, room):
        last = next(slot for slot in reversed(row) if slot is not keep)
        row.remove(last)
        pushed_out.append(last)
    Slot.objects.filter(pk__in=[slot.pk for slot in pushed_out]).delete()
    return pushed_out


def _is_overfull(row: Iterable[Slot], room: int) -> bool:
    """Whether there is a minute at which more cards of the row show than there is room for."""
    slots = list(row)
    beginnings = {slot.starts_at for slot in slots if slot.starts_at} | {timezone.now()}
    return any(sum(slot.shows(at) for slot in slots) > room for at in beginnings)


def _renumber(row: list[Slot]) -> None:
    for position, slot in enumerate(row):
        slot.position = position
        slot.save()
