"""The fonts words are drawn with: a file of the site's own, or the open ones a package brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

try:
    import pylopdf_fonts_zh_cn as simplified
    import pylopdf_fonts_zh_tw as traditional
except ImportError:  # A site without them draws pictures without words.
    simplified = traditional = None  # type: ignore[assignment]

Font = ImageFont.FreeTypeFont

#: A packaged face has one weight; its heads are drawn this much fatter, in parts of their size.
EMBOLDENING = 0.022

_BOLD = ("bold", "black", "heavy")

#: In no font: what a font draws for it is what it draws for all it lacks.
_MISSING = "\U0010ffff"


@dataclass(frozen=True)
class Faces:
    """Font files for heads and for small text, the best first."""

    heads: tuple[Path, ...]
    text: tuple[Path, ...]

    def head(self, words: str, size: float) -> Font:
        """The first head face that has all the characters of some words, or else the first."""
        return _fitting(self.heads, words, size)

    def plain(self, words: str, size: float) -> Font:
        """The same for small text."""
        return _fitting(self.text, words, size)


def faces(language: str, own_file: str = "") -> Faces | None:
    """The faces for a language, or for all where the site has a file of its own.

    None where there are none that can be opened.
    """
    if own_file:
        paths = (Path(own_file),)
        return Faces(paths, paths) if _opens(paths[0]) else None
    if simplified is None or traditional is None:
        return None
    shelf = [simplified, traditional]
    if language.lower() == "zh-hant":
        shelf.reverse()
    return Faces(
        tuple(package.serif_path() for package in shelf),
        tuple(package.sans_path() for package in shelf),
    )


def stroke_of(font: Font) -> float:
    """How much fatter a head is drawn: not at all in a face that is bold by itself."""
    style = (font.getname()[1] or "").lower()
    return 0 if any(word in style for word in _BOLD) else font.size * EMBOLDENING


def _opens(path: Path) -> bool:
    try:
        ImageFont.truetype(path, 12)
    except OSError:
        return False
    return True


def _fitting(paths: tuple[Path, ...], words: str, size: float) -> Font:
    for path in paths:
        font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        if _covers(font, words):
            return font
    return ImageFont.truetype(paths[0], size, layout_engine=ImageFont.Layout.BASIC)


def _covers(font: Font, words: str) -> bool:
    lacking = bytes(font.getmask(_MISSING))
    return all(bytes(font.getmask(letter)) != lacking for letter in set(words) if letter.strip())
