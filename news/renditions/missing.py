"""Pictures whose files are gone: noted when a file is asked for, and told to the desk.

Pages show their captions with a line in the picture's place. `mending` looks whether they are
back. A table of a few rows, kept as one cached set, so that no page asks the storage.
"""

from __future__ import annotations

from django.utils import timezone

from news.caching import STORIES, stories_changed
from news.models import Image, MissingPicture, Rendition
from portal.lib.caching import cached

#: With so many gone the storage itself is away: more rows would say nothing new.
MOST_NOTED = 1_000

KEEP_SECONDS = 300


def note_rendition(path: str, checksum_start: str) -> None:
    """Note the picture whose rendition was asked for in vain; a made-up name notes nothing."""
    last = checksum_start + "g"  # Sorts behind every checksum that begins so.
    rows = Rendition.objects.filter(checksum__gte=checksum_start, checksum__lt=last, file=path)
    if pk := rows.values_list("image", flat=True).first():
        _note(pk, is_hidden=True)


def note_original(image: Image) -> None:
    """Note a picture that cannot be cut any more; readers still have what was cut before."""
    _note(image.pk, is_hidden=False)


def hidden() -> set[int]:
    """The pictures that pages should not point to, by their ids."""
    return cached("missing-pictures", _read_hidden, generations=(STORIES,), ttl=KEEP_SECONDS)


def _read_hidden() -> set[int]:
    rows = MissingPicture.objects.filter(is_hidden=True).values_list("pk", flat=True)
    return set(rows[:MOST_NOTED])


def _note(image_pk: int, *, is_hidden: bool) -> None:
    known = MissingPicture.objects.filter(pk=image_pk).first()
    if known is not None and known.is_hidden >= is_hidden:
        return
    if known is None and MissingPicture.objects.count() >= MOST_NOTED:
        return
    MissingPicture.objects.update_or_create(
        image_id=image_pk,
        defaults={"is_hidden": is_hidden},
        create_defaults={"is_hidden": is_hidden, "noticed_at": timezone.now()},
    )
    if is_hidden:
        stories_changed()
