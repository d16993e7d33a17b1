"""A picture that passed the gate: its size as seen, its metadata, and how it is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import groupby, pairwise
from typing import NoReturn

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

from .crops import Box, Cut
from .encoding import Notice, encode
from .metadata import Metadata, read_metadata

#: The formats taken, by Pillow's name, each with the ending its file gets with us.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}

#: What transparent parts are laid on, in every format: a reader sees the same picture
#: whichever the browser takes, and a black drawing stays legible on a dark page.
PAPER = "white"

_SRGB = ImageCms.createProfile("sRGB")

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureError(Exception):
    """A picture cannot be taken; the message tells whoever sent it what to do."""


@dataclass(frozen=True)
class Picture:
    """The bytes of a sound picture, with what its head says of it.

    `coded_size` is the size in the file; `width` and `height` are those of the picture held
    upright, and every box is measured in them.
    """

    data: bytes
    format: str
    coded_size: tuple[int, int]
    orientation: int = 1

    @property
    def width(self) -> int:
        return self.coded_size[1 if self._lies_on_its_side else 0]

    @property
    def height(self) -> int:
        return self.coded_size[0 if self._lies_on_its_side else 1]

    @property
    def _lies_on_its_side(self) -> bool:
        return self.orientation >= 5

    @property
    def extension(self) -> str:
        return FORMATS[self.format]

    @cached_property
    def metadata(self) -> Metadata:
        """What camera, photographer and agency wrote into the file."""
        return read_metadata(self._opened())

    def check_rows(self) -> None:
        """Decode the picture, as small as its format allows, to find damage in its coded rows.

        Raises PictureError. `cut()` finds the same, at no further cost.
        """
        self._decoded((1, 1))

    @cached_property
    def look(self) -> int:
        """What the picture looks like in 64 bits: of each grey, whether the next is brighter.

        The difference hash of 9 by 8 greys: another size, format or weight changes few bits.
        Raises PictureError.
        """
        small = self.drawn(Box(0, 0, self.width, self.height), (9, 8)).convert("L")
        rows = [small.crop((0, row, 9, row + 1)).tobytes() for row in range(8)]
        bits = [left < right for row in rows for left, right in pairwise(row)]
        return sum(bit << place for place, bit in enumerate(bits))

    def cut(self, cuts: Iterable[Cut], notice: Notice | None = None) -> Iterator[tuple[Cut, bytes]]:
        """Make renditions, decoding once; a smaller width is drawn from the next larger one.

        Raises PictureError where the coded rows are damaged or break off.
        """
        in_order = sorted(set(cuts), key=lambda cut: (str(cut.box), -cut.width, cut.format))
        if not in_order:
            return
        base = self._upright(scale=max(cut.width / cut.box.width for cut in in_order))
        for box, of_box in groupby(in_order, key=lambda cut: cut.box):
            drawn = base.crop(self._place_on(base, box))
            for size, of_size in groupby(of_box, key=lambda cut: (cut.width, cut.height)):
                drawn = drawn.resize(size, Image.Resampling.LANCZOS)
                for cut in of_size:
                    yield cut, encode(drawn, cut.format, notice or Notice())

    def drawn(self, box: Box, size: tuple[int, int]) -> Image.Image:
        """Draw a box of the picture at a size, to be laid into another. Raises PictureError."""
        base = self._upright(scale=min(1, size[0] / box.width))
        return base.crop(self._place_on(base, box)).resize(size, Image.Resampling.LANCZOS)

    def _place_on(self, base: Image.Image, box: Box) -> tuple[int, int, int, int]:
        """Find a box of the original on a scaled-down copy."""
        across, down = base.width / self.width, base.height / self.height
        left, top = round(box.x * across), round(box.y * down)
        right, bottom = round((box.x + box.width) * across), round((box.y + box.height) * down)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def _upright(self, scale: float) -> Image.Image:
        """Answer the picture upright, opaque, in sRGB and without metadata, at a scale up to 1."""
        across, down = self.coded_size
        size = max(1, round(across * scale)), max(1, round(down * scale))
        image = self._decoded(size)
        profile = image.info.get("icc_profile")
        small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        if self.orientation in _UPRIGHT:
            small = small.transpose(_UPRIGHT[self.orientation])
        plain = _in_srgb(_on_paper(small), profile)
        plain.info.clear()
        return plain

    def _decoded(self, size: tuple[int, int]) -> Image.Image:
        """Decode to at least a size: a JPEG comes 2, 4 or 8 times smaller, and faster for it."""
        try:
            image = self._opened()
            image.draft(None, size)
            image.load()
            return _with_whole_bytes(image)
        except Exception as error:  # Readers of strangers' bytes raise nearly anything.
            refuse_damaged(error)

    def _opened(self) -> Image.Image:
        return Image.open(BytesIO(self.data), formats=tuple(FORMATS))


def orientation_of(image: Image.Image) -> int:
    """Answer the EXIF orientation, 1 to 8, by the head of the file alone; 1 where it is garbled."""
    try:
        # Pillow's own method for PNG would decode the whole picture to look behind it.
        orientation = Image.Image.getexif(image).get(ExifTags.Base.Orientation, 1)
    except Exception:
        # Whatever a garbled directory makes the reader raise, the picture itself may be sound.
        return 1
    return orientation if orientation in _UPRIGHT else 1


def refuse_damaged(error: Exception | None = None) -> NoReturn:
    """Refuse a picture that breaks off. Readers of formats raise nearly anything on bad bytes."""
    raise PictureError(
        _("This picture is damaged or incomplete. Export it again and send the new file.")
    ) from error


def _with_whole_bytes(image: Image.Image) -> Image.Image:
    """Turn palettes, single bits and 16-bit greys into a mode that can be scaled smoothly."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if "transparency" in image.info or image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("RGB")


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode not in ("LA", "RGBA"):
        return image
    opaque = image.mode.removesuffix("A")
    paper = Image.new(opaque, image.size, PAPER)
    paper.paste(image.convert(opaque), mask=image.getchannel("A"))
    return paper


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, own, _SRGB, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError):
            pass  # A profile that contradicts its picture is as good as none.
    return image.convert("RGB")
