"""What a picture is used for, and which cuts each use needs: the design's table of images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from news.imaging import OWN, Box, Cut, crop_box
from news.models import Image

WIDTHS = (480, 960, 1600)
SMALL = (480,)
MIDDLE = (480, 960)

#: What every browser reads, and what stands in while the worker is still making the rest.
FALLBACK = "jpeg"

#: Ratios whose JPEGs are made on upload; one of them fills in for any crop not made yet.
FIRST_RATIOS = ("3:2", OWN)


@dataclass(frozen=True)
class Crop:
    """A ratio at some widths in some formats, the best format first.

    `sizes` says how wide a page shows it; with `media` it is shown only where that matches.
    """

    ratio: str
    sizes: str = ""
    widths: tuple[int, ...] = WIDTHS
    formats: tuple[str, ...] = ("webp", FALLBACK)
    media: str = ""

    def box(self, image: Image) -> Box:
        focal = (image.focal_x, image.focal_y)
        return crop_box(image.width, image.height, self.ratio, focal, image.crops)

    def cuts(self, image: Image) -> Iterator[Cut]:
        for format_name in self.formats:
            yield from self.cuts_in(format_name, image)

    def cuts_in(self, format_name: str, image: Image) -> list[Cut]:
        """Answer the cuts of one format by width; none is wider than the picture gives."""
        box = self.box(image)
        widths = sorted({min(width, box.width) for width in self.widths})
        return [Cut(box, width, format_name) for width in widths]


@dataclass(frozen=True)
class Use:
    """A place on a page: the crop it shows, and another for phones where the design wants one."""

    crop: Crop
    phone: Crop | None = None

    def cuts(self, image: Image) -> Iterator[Cut]:
        yield from self.crop.cuts(image)
        if self.phone:
            yield from self.phone.cuts(image)


LEAD_FORMATS = ("avif", "webp", FALLBACK)

#: On a phone a card becomes a row: the title, and a square at its side. A browser without WebP
#: squares the 3:2 JPEG by itself.
PHONE_SQUARE = Crop("1:1", "34vw", SMALL, ("webp",), "(width < 48rem)")
PHONE_STAGE = Crop("1:1", "100vw", WIDTHS, ("webp",), "(width < 48rem)")

USES = {
    "home_lead": Use(
        Crop("3:2", "(width >= 64rem) 37rem, (width >= 48rem) 65vw, 100vw", formats=LEAD_FORMATS)
    ),
    "second": Use(
        Crop("3:2", "(width >= 64rem) 18rem, (width >= 48rem) 46vw, 34vw", MIDDLE), PHONE_SQUARE
    ),
    "card": Use(Crop("3:2", "(width >= 64rem) 18rem, 50vw", MIDDLE), PHONE_SQUARE),
    "mid": Use(Crop("3:2", "(width >= 64rem) 30rem, 100vw")),
    "wide": Use(Crop("3:2", "(width >= 64rem) 24rem, 100vw")),
    "story_big": Use(Crop("3:2", "(width >= 64rem) 52rem, 100vw")),
    "story_side": Use(Crop("3:2", "(width >= 60rem) 24rem, 33vw", MIDDLE)),
    "row": Use(Crop("4:3", "12rem", SMALL)),
    "list": Use(Crop("3:2", "11rem", SMALL)),
    "list_hero": Use(Crop("3:2", "(width >= 64rem) 28rem, 100vw")),
    "rail": Use(Crop("3:2", "19rem", MIDDLE)),
    "square": Use(Crop("1:1", "8rem", SMALL)),
    "stage": Use(Crop("16:9", "100vw", formats=LEAD_FORMATS), PHONE_STAGE),
    "article_lead": Use(Crop(OWN, "(width >= 64rem) 54rem, 100vw", formats=LEAD_FORMATS)),
    "figure": Use(Crop(OWN, "(width >= 44rem) 40rem, 100vw")),
    "pair": Use(Crop(OWN, "(width >= 44rem) 20rem, 100vw")),
    "gallery": Use(Crop(OWN, "(width >= 44rem) 20rem, 100vw")),
    "logo": Use(Crop(OWN, "8rem", SMALL)),
    "share": Use(Crop("1.91:1", widths=(1200,), formats=(FALLBACK,))),
    "machine_square": Use(Crop("1:1", widths=(1200,), formats=(FALLBACK,))),
    "machine_four": Use(Crop("4:3", widths=(1200,), formats=(FALLBACK,))),
    "banner": Use(Crop("16:9", widths=(1600,), formats=(FALLBACK,))),
}


def cuts_for(image: Image, uses: Iterable[str]) -> set[Cut]:
    """Answer all the cuts that some uses need of a picture."""
    return {cut for use in uses for cut in USES[use].cuts(image)}


def first_cuts(image: Image) -> set[Cut]:
    """Answer the cuts made on upload: JPEGs of the picture's own ratio and of 3:2."""
    crops = (Crop(ratio, formats=(FALLBACK,)) for ratio in FIRST_RATIOS)
    return {cut for crop in crops for cut in crop.cuts(image)}
