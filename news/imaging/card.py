"""The social card: what a link shows of a story elsewhere, 1200 by 630, as the design draws it.

A dark edge above, the logo, kicker and title in lines, date and names below; at the right the
picture, cut around its focal point. Words are drawn as they are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from .crops import crop_box
from .encoding import Notice
from .fonts import Faces, Font, stroke_of
from .lines import Measure, broken, clipped
from .picture import Picture

SIZE = WIDTH, HEIGHT = 1200, 630

INK, PAPER, QUIET = "#11171c", "#ffffff", "#5c6871"

#: The light half of the design's pigments.
PIGMENTS = {
    "azurite": "#17588d",
    "malachite": "#1a6850",
    "ochre": "#8b481e",
    "indigo": "#3a4986",
    "dai": "#5a4785",
    "rouge": "#97234f",
    "gamboge": "#735500",
    "cinnabar": "#b4251b",
    "ink": INK,
}

EDGE = 14
LEFT = 60
PICTURE_WIDTH = 470
TEXT_RIGHT = 50

LOGO, KICKER, FOOT = 44, 34, 24
LOGO_MIDDLE = 87
#: The title and its kicker stand in the middle of what logo and foot leave free.
MIDDLE = 338
ROOM = 412
FOOT_LINE = 583
KICKER_HEIGHT = 56

#: Sizes of a title and the height of its lines: Chinese, and Latin.
TITLE, SMALL_TITLE, MOST_LINES = (58, 54), 48, 4
LINE_HEIGHT = (1.3, 1.14)

#: Where letters stand in their line, in parts of their size from its top.
BASELINE = 0.88

#: Brackets are drawn so many times larger, and made small, for smooth edges.
FINE = 4

QUALITY = 88


@dataclass(frozen=True)
class Card:
    """The words of a card. `logo` is what stands in the brackets and what follows them."""

    logo: tuple[str, str]
    title: str
    breaks: str = ""
    kicker: str = ""
    foot: tuple[str, ...] = ()
    pigment: str = "azurite"
    logo_pigment: str = "azurite"
    is_latin: bool = False


def draw_card(
    card: Card,
    *,
    faces: Faces | None,
    picture: Picture | None = None,
    focal: tuple[int, int] = (50, 50),
    crops: str = "",
    notice: Notice | None = None,
) -> bytes:
    """Draw a card as JPEG; without faces it is the picture with the logo. Raises PictureError."""
    canvas = Image.new("RGB", SIZE, PAPER)
    if faces is None:
        _draw_wordless(canvas, card, picture, focal, crops)
    else:
        _draw_words(canvas, card, faces, _words_end(has_picture=bool(picture)))
        if picture:
            _paste(canvas, picture, "card", focal, crops)
    ImageDraw.Draw(canvas).rectangle((0, 0, WIDTH, EDGE - 1), INK)
    written = BytesIO()
    xmp = (notice or Notice()).as_xmp()
    keep = {"xmp": xmp} if xmp else {}
    canvas.save(written, "JPEG", quality=QUALITY, subsampling=0, progressive=True, **keep)
    return written.getvalue()


def is_title_clipped(card: Card, faces: Faces, *, has_picture: bool) -> bool:
    """Tell whether a card's title is cut off."""
    _size, lines = _title_lines(
        card, faces, _words_end(has_picture=has_picture) - LEFT - TEXT_RIGHT
    )
    return bool(lines) and lines[-1].endswith("…") and not card.title.endswith("…")


def _words_end(*, has_picture: bool) -> int:
    return WIDTH - PICTURE_WIDTH if has_picture else WIDTH


def _draw_words(canvas: Image.Image, card: Card, faces: Faces, right: int) -> None:
    width = right - LEFT - TEXT_RIGHT
    pen = ImageDraw.Draw(canvas)
    _draw_logo(canvas, card, faces, width)
    size, lines = _title_lines(card, faces, width)
    line_height = size * LINE_HEIGHT[card.is_latin]
    top = MIDDLE - ((KICKER_HEIGHT if card.kicker else 0) + len(lines) * line_height) / 2
    if card.kicker:
        font = faces.head(card.kicker, KICKER)
        kicker = clipped(card.kicker, width - 2 * KICKER, font.getlength)
        _draw_bracketed(canvas, (LEFT, top + 5), kicker, font, _colour(card.pigment), tall=1.0)
        top += KICKER_HEIGHT
    font = faces.head(card.title, size)
    for line in lines:
        baseline = top + (line_height - size) / 2 + size * BASELINE
        _write(pen, (LEFT, baseline), line, font, INK)
        top += line_height
    _draw_foot(pen, card, faces, width)


def _colour(pigment: str) -> str:
    return PIGMENTS.get(pigment, INK)


def _draw_logo(canvas: Image.Image, card: Card, faces: Faces, width: int) -> None:
    words = "".join(card.logo)
    wanted = faces.head(words, LOGO).getlength(words) + LOGO
    size = LOGO * min(1, width / wanted)
    font = faces.head(words, size)
    place = LEFT, LOGO_MIDDLE - size * 1.06 / 2
    colour = _colour(card.logo_pigment)
    end = _draw_bracketed(canvas, place, card.logo[0], font, INK, tall=1.06, brackets=colour)
    gap = size * (0.2 if card.is_latin else 0.1)
    baseline = place[1] + size * 0.89
    _write(ImageDraw.Draw(canvas), (end + gap, baseline), card.logo[1], font, INK)


def _draw_foot(pen: ImageDraw.ImageDraw, card: Card, faces: Faces, width: int) -> None:
    font = faces.plain("".join(card.foot), FOOT)
    left = float(LEFT)
    for words in filter(None, card.foot):
        room = LEFT + width - left
        if room > 2 * FOOT:
            words = clipped(words, room, font.getlength)
            pen.text((left, FOOT_LINE), words, QUIET, font, anchor="ls")
            left += font.getlength(words) + FOOT


def _title_lines(card: Card, faces: Faces, width: int) -> tuple[int, list[str]]:
    """The title in its lines and their size: large, or small where it takes more than four."""
    size = TITLE[card.is_latin]
    lines = broken(card.title, card.breaks, width, _measure(faces, card, size))
    if len(lines) > MOST_LINES:
        size = SMALL_TITLE
        measure = _measure(faces, card, size)
        lines = broken(card.title, card.breaks, width, measure)
        room = ROOM - (KICKER_HEIGHT if card.kicker else 0)
        most = int(room / (size * LINE_HEIGHT[card.is_latin]))
        if len(lines) > most:
            lines[most - 1 :] = [clipped(lines[most - 1] + "……", width, measure)]
    return size, lines


def _measure(faces: Faces, card: Card, size: int) -> Measure:
    return faces.head(card.title, size).getlength


def _write(
    pen: ImageDraw.ImageDraw, place: tuple[float, float], words: str, font: Font, colour: str
) -> None:
    pen.text(place, words, colour, font, anchor="ls", stroke_width=stroke_of(font))


def _draw_bracketed(
    canvas: Image.Image,
    place: tuple[float, float],
    words: str,
    font: Font,
    colour: str,
    *,
    tall: float,
    brackets: str = "",
) -> float:
    """Draw words between the house's brackets, from a place at the top left; answer their end."""
    left, top = place
    size = font.size
    width, height = round(size * 0.31), round(size * tall)
    _draw_bracket(canvas, (round(left), round(top), width, height), brackets or colour)
    inner = left + width + size * 0.1
    baseline = top + size * (0.89 if tall > 1 else 0.86)
    _write(ImageDraw.Draw(canvas), (inner, baseline), words, font, colour)
    end = inner + font.getlength(words) + size * 0.1
    _draw_bracket(canvas, (round(end), round(top), width, height), brackets or colour, closes=True)
    return end + width


def _draw_bracket(
    canvas: Image.Image, box: tuple[int, int, int, int], colour: str, *, closes: bool = False
) -> None:
    """A bar with an ellipse cut out of its inner side."""
    left, top, width, height = box
    mask = Image.new("L", (width * FINE, height * FINE), 255)
    middle = 0 if closes else width * FINE
    reach = 0.74 * width * FINE
    hole = (middle - reach, 0, middle + reach, height * FINE)
    ImageDraw.Draw(mask).ellipse(hole, fill=0)
    canvas.paste(colour, (left, top), mask.resize((width, height), Image.Resampling.LANCZOS))


def _paste(
    canvas: Image.Image, picture: Picture, ratio: str, focal: tuple[int, int], crops: str
) -> None:
    box = crop_box(picture.width, picture.height, ratio, focal, crops)
    size = (PICTURE_WIDTH, HEIGHT - EDGE) if ratio == "card" else SIZE
    canvas.paste(picture.drawn(box, size), (WIDTH - size[0], HEIGHT - size[1]))


def _draw_wordless(
    canvas: Image.Image,
    card: Card,
    picture: Picture | None,
    focal: tuple[int, int],
    crops: str,
) -> None:
    """The picture whole, and on a plate the brackets with what letters need no font of ours."""
    if picture:
        _paste(canvas, picture, "1.91:1", focal, crops)
    font = ImageFont.load_default(LOGO)
    words = card.logo[0] if card.logo[0].isascii() else ""
    if not isinstance(font, ImageFont.FreeTypeFont):
        return
    end = LEFT + font.getlength(words) + LOGO * 1.6
    ImageDraw.Draw(canvas).rectangle((LEFT - 20, 48, end, 126), PAPER)
    place = LEFT, LOGO_MIDDLE - LOGO * 1.06 / 2
    colour = _colour(card.logo_pigment)
    _draw_bracketed(canvas, place, words, font, INK, tall=1.06, brackets=colour)
