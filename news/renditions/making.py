"""Making renditions: the first at once, the others when a deed orders them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from news import body
from news.caching import stories_changed
from news.imaging import Box, Cut, Notice, Picture, open_picture
from news.models import Article, FrontVersion, Image, ImageUse, Rendition, Topic, cropped
from news.renditions.missing import note_original
from news.renditions.uses import cuts_for, first_cuts
from portal.lib import files
from portal.lib.tasks import retry, task

#: A cover may stand as a lead, a card, a row or a thumb without anybody doing a deed for it: a
#: list takes the newest. So publishing orders all of them; the worker makes them in seconds.
COVER_USES = (
    *("article_lead", "home_lead", "mid", "card", "row", "list", "square"),
    *("machine_square", "machine_four", "banner", "share"),
)
TOPIC_COVER_USES = ("stage", "square", "row", "rail", "share")
BODY_USES = ("figure",)
GALLERY_USES = ("gallery",)
USES_OF_PLACE: dict[str, tuple[str, ...]] = {
    ImageUse.Place.COVER: tuple(dict.fromkeys(COVER_USES + TOPIC_COVER_USES)),
    ImageUse.Place.BODY: BODY_USES,
    ImageUse.Place.GALLERY: GALLERY_USES,
}

EXTENSIONS = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}

#: A rendition in memory.
Drawn = tuple[Cut, bytes]

#: A picture by its id, what it is used for, and the crops of that use ("": its own).
Wanted = tuple[int, Sequence[str], str]


class NotTheOriginalError(Exception):
    """The file kept for a picture is not the one its row describes."""


def make_first(image: Image) -> list[Rendition]:
    """Make the JPEGs a page can do with until the worker has made the rest.

    Raises as `make` does.
    """
    return make(image, first_cuts(image))


def order(image: Image, *uses: str) -> None:
    """Have the worker make what some uses need of a picture and nobody has made yet."""
    _order([(image.pk, uses, "")])


def order_for(story: Article | Topic) -> None:
    """Order what a story or topic needs of its cover, its figures and its gallery."""
    _order(list(_uses_in(story)))


def order_for_front(version: FrontVersion) -> None:
    """Order what a front needs of the pictures its slots show in place of a story's own."""
    slots = version.slots.filter(image__isnull=False)
    _order([(pk, COVER_USES, "") for pk in set(slots.values_list("image_id", flat=True))])


def refit(image: Image) -> None:
    """Cut a picture anew after its cut was changed: the first crops now, the others soon."""
    make_first(image)
    places = image.uses.order_by().values_list("place", "article__cover_crops").distinct()
    wanted: list[Wanted] = []
    for place, crops in places:
        is_cover = place == ImageUse.Place.COVER
        wanted.append((image.pk, USES_OF_PLACE[place], (crops or "") if is_cover else ""))
    if image.slots.exists():
        wanted.append((image.pk, COVER_USES, ""))
    _order(wanted)
    stories_changed()


def _uses_in(story: Article | Topic) -> Iterator[Wanted]:
    if story.cover_id:
        if isinstance(story, Topic):
            yield story.cover_id, TOPIC_COVER_USES, ""
        else:
            yield story.cover_id, COVER_USES, story.cover_crops
    for pk in body.references(story.body).images:
        yield pk, BODY_USES, ""
    if isinstance(story, Article):
        for pk in story.gallery.values_list("image_id", flat=True):
            yield pk, GALLERY_USES, ""


def _order(wanted: Iterable[Wanted]) -> None:
    """Have the worker make what is lacking, the uses of one picture with one set of crops once."""
    uses_of: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
    for pk, uses, crops in wanted:
        uses_of[pk, crops].update(dict.fromkeys(uses))
    images = Image.objects.in_bulk({pk for pk, _crops in uses_of})
    made = _made(image.checksum for image in images.values())
    lacking: list[Wanted] = [
        (pk, list(uses), crops)
        for (pk, crops), uses in uses_of.items()
        if (image := images.get(pk))
        and cuts_for(cropped(image, crops), uses) - made[image.checksum]
    ]
    if lacking:
        warm_later.enqueue(lacking)


def warm(image: Image, uses: Iterable[str]) -> list[Rendition]:
    """Make now what some uses need of a picture and nobody has made yet."""
    return make(image, cuts_for(image, uses))


@task
@retry(times=3, first_wait=timedelta(minutes=1))
def warm_later(wanted: list[Wanted]) -> None:
    """Do the same in the worker for the pictures of one deed, each by its id.

    One deleted meanwhile needs nothing; one that fails does not keep the others waiting.
    """
    images = Image.objects.in_bulk({one[0] for one in wanted})
    failed = []
    for pk, uses, *crops in wanted:  # What was ordered before crops were may be on its way yet.
        if pk not in images:
            continue
        try:
            warm(cropped(images[pk], crops[0] if crops else ""), uses)
        except FileNotFoundError:
            note_original(images[pk])  # Another try would find it no more; `mending` looks again.
        except Exception as error:  # Raised below, when the others are done.
            failed.append(error)
    stories_changed()  # What was rendered meanwhile does with less.
    if failed:
        raise ExceptionGroup("Pictures that could not be cut", failed)


def make(image: Image, cuts: Iterable[Cut]) -> list[Rendition]:
    """Make those of some cuts that do not exist, decoding the original once.

    Raises NotTheOriginalError and PictureError where the file was changed behind our back,
    FileNotFoundError where it is gone.
    """
    missing = set(cuts) - _made([image.checksum])[image.checksum]
    if not missing:
        return []
    return keep(write(image, draw(image, missing, _original(image))))


def draw(image: Image, cuts: Iterable[Cut], picture: Picture) -> list[Drawn]:
    """Draw renditions in memory, with the picture's credit inside. Raises PictureError."""
    return list(picture.cut(cuts, Notice(credit=image.credit, rights=image.rights_holder)))


def write(image: Image, drawn: Iterable[Drawn]) -> list[Rendition]:
    """Write the files of drawn renditions and answer their rows, not saved yet."""
    return [
        Rendition(
            image=image,
            checksum=image.checksum,
            box=str(cut.box),
            width=cut.width,
            height=cut.height,
            format=cut.format,
            size=len(data),
            file=files.write(rendition_name(image.checksum, cut), data),
        )
        for cut, data in drawn
    ]


def keep(rows: list[Rendition]) -> list[Rendition]:
    """Save rows; of two who made the same, the row of the first stays, for the same file."""
    return Rendition.objects.bulk_create(rows, ignore_conflicts=True)


def _made(checksums: Iterable[str]) -> dict[str, set[Cut]]:
    """Answer, by the checksum of the original, the cuts that exist."""
    made: dict[str, set[Cut]] = defaultdict(set)
    rows = Rendition.objects.filter(checksum__in=set(checksums))
    for checksum, box, width, format_name in rows.values_list("checksum", "box", "width", "format"):
        made[checksum].add(Cut(Box.parse(box), width, format_name))
    return made


def _original(image: Image) -> Picture:
    with image.file.open("rb") as file:
        picture = open_picture(file.read())
    if (picture.width, picture.height) != (image.width, image.height):
        raise NotTheOriginalError(f"{image.file.name} is not {image.width} by {image.height}.")
    return picture


def rendition_name(checksum: str, cut: Cut) -> str:
    """Name a rendition by all that makes it what it is, so that the name never means another."""
    folder = f"images/renditions/{checksum[:2]}"
    return f"{folder}/{checksum[:16]}-{_box_hash(cut.box)}-{cut.width}.{EXTENSIONS[cut.format]}"


def _box_hash(box: Box) -> str:
    return hashlib.sha256(str(box).encode()).hexdigest()[:8]
