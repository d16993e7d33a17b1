"""What camera, photographer and agency wrote into a picture: XMP, then IPTC, then EXIF.

The three overlap, and each program writes some of them. XMP is Unicode by definition; IPTC
fields are bytes whose encoding is named in dataset 1:90 or not at all; EXIF text claims to be
ASCII. Chinese agencies write UTF-8 or GB18030 into both, named or not.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from portal.lib.text import clean_text

logger = logging.getLogger(__name__)

#: An agency writes a few kilobytes; past this it is no longer a caption.
_MAX_XMP = 256 * 1024
_MAX_TEXT = 5_000

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Wording:
    """A text in Chinese, in English, or in both."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    @classmethod
    def of(cls, text: str, language: str = "") -> Wording:
        """Take a text by its named language, or by its letters where none is named."""
        is_chinese = language.startswith("zh") or (
            not language.startswith("en") and _HAN.search(text) is not None
        )
        return cls(zh=text) if is_chinese else cls(en=text)


@dataclass(frozen=True)
class Metadata:
    """The facts a newsroom wants of a picture; empty where the file says nothing.

    `source_type` is the last word of IPTC's digital source type, such as
    `trainedAlgorithmicMedia` for what a machine made.
    """

    title: Wording = field(default_factory=Wording)
    caption: Wording = field(default_factory=Wording)
    alt: Wording = field(default_factory=Wording)
    byline: str = ""
    credit: str = ""
    rights: str = ""
    licence: str = ""
    source_type: str = ""
    keywords: tuple[str, ...] = ()
    taken: datetime | None = None

    @property
    def credit_line(self) -> str:
        """Photographer and agency as one line, each once."""
        if self.byline and self.credit and self.byline not in self.credit:
            return f"{self.byline} / {self.credit}"
        return self.credit or self.byline


def read_metadata(image: Image.Image) -> Metadata:
    """Read what an opened picture says of itself; of each fact the first that says it counts."""
    accounts = [_account(read, image) for read in (_from_xmp, _from_iptc, _from_exif)]
    facts = {
        name: next((account[name] for account in accounts if account.get(name)), None)
        for name in (fact.name for fact in fields(Metadata))
    }
    return Metadata(**{name: fact for name, fact in facts.items() if fact})


def _account(read: Callable[[Image.Image], dict[str, Any]], image: Image.Image) -> dict[str, Any]:
    try:
        return read(image)
    except Exception:
        # Parsers of strangers' bytes raise nearly anything; the picture itself may be sound.
        logger.info("Unreadable metadata in a picture (%s).", read.__name__, exc_info=True)
        return {}


# XMP


_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

#: Values of an XMP property with the language each is marked with.
Values = list[tuple[str, str]]


def _from_xmp(image: Image.Image) -> dict[str, Any]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, str):
        packet = packet.encode()
    if not packet or len(packet) > _MAX_XMP:
        return {}
    said = _properties(ElementTree.fromstring(packet.strip(b"\0 \r\n\t")))

    def of(*names: str) -> Values:
        return next((said[name] for name in names if said.get(name)), [])

    return {
        "title": _wording(of(_PHOTOSHOP + "Headline", _DC + "title")),
        "caption": _wording(of(_DC + "description")),
        "alt": _wording(of(_CORE + "AltTextAccessibility")),
        "byline": _joined(of(_DC + "creator")),
        "credit": _joined(of(_PHOTOSHOP + "Credit")),
        "rights": _first(of(_DC + "rights")),
        "licence": _first(of(_RIGHTS + "UsageTerms", _RIGHTS + "WebStatement")),
        "source_type": _first(of(_EXT + "DigitalSourceType")).rsplit("/", 1)[-1],
        "keywords": tuple(text for _, text in of(_DC + "subject")),
        "taken": _iso_time(_first(of(_PHOTOSHOP + "DateCreated", _XMP + "CreateDate"))),
    }


def _properties(root: Element) -> dict[str, Values]:
    """Collect the properties of an RDF description: attributes, texts, and lists of either."""
    said: dict[str, Values] = {}
    for description in root.iter(_RDF + "Description"):
        for name, value in description.attrib.items():
            said.setdefault(name, [("", _tidy(value))])
        for element in description:
            items = list(element.iter(_RDF + "li")) or [element]
            values = [(item.get(_LANGUAGE, ""), _tidy(item.text or "")) for item in items]
            said.setdefault(element.tag, [value for value in values if value[1]])
    return said


def _wording(values: Values) -> Wording:
    zh = en = ""
    for language, text in values:
        wording = Wording.of(text, language.lower())
        zh, en = zh or wording.zh, en or wording.en
    return Wording(zh, en)


def _first(values: Values) -> str:
    return values[0][1] if values else ""


def _joined(values: Values) -> str:
    return _names(text for _, text in values)


def _iso_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None  # "2026", "2026-06": too vague to be a time.


# IPTC


_CHARSET, _UTF8 = (1, 90), b"\x1b%G"


def _from_iptc(image: Image.Image) -> dict[str, Any]:
    if not isinstance(image, ImageFile.ImageFile):
        return {}
    records = IptcImagePlugin.getiptcinfo(image) or {}
    values = {
        key: value if isinstance(value, list) else [value]
        for key, value in records.items()
        if key[0] == 2
    }
    declared = records.get(_CHARSET)
    everything = [value for of_key in values.values() for value in of_key]
    encoding = "utf-8" if declared == _UTF8 else _encoding_of(everything)

    def of(number: int) -> list[str]:
        texts = (_decoded(value, encoding) for value in values.get((2, number), []))
        return [text for text in texts if text]

    return {
        "title": Wording.of("".join(of(105)[:1] or of(5)[:1])),
        "caption": Wording.of("".join(of(120)[:1])),
        "byline": _names(of(80)),
        "credit": "".join(of(110)[:1]),
        "rights": "".join(of(116)[:1]),
        "keywords": tuple(of(25)),
        "taken": _iptc_time("".join(of(55)[:1]), "".join(of(60)[:1])),
    }


def _iptc_time(date: str, time: str) -> datetime | None:
    """Read 20260616 with 150203+0800."""
    for text, pattern in ((date + time, "%Y%m%d%H%M%S%z"), (date, "%Y%m%d")):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


# EXIF


_EXIF_TIME = "%Y:%m:%d %H:%M:%S"
_WINDOWS_TITLE, _WINDOWS_AUTHOR = ExifTags.Base.XPTitle, ExifTags.Base.XPAuthor
_WINDOWS_KEYWORDS = ExifTags.Base.XPKeywords


def _from_exif(image: Image.Image) -> dict[str, Any]:
    # Pillow's own method for PNG would decode the whole picture to look behind it.
    exif = Image.Image.getexif(image)
    photo = exif.get_ifd(ExifTags.IFD.Exif)
    return {
        "title": Wording.of(_windows_text(exif.get(_WINDOWS_TITLE))),
        "caption": Wording.of(_exif_text(exif.get(ExifTags.Base.ImageDescription))),
        "byline": _exif_text(exif.get(ExifTags.Base.Artist))
        or _windows_text(exif.get(_WINDOWS_AUTHOR)),
        "rights": _exif_text(exif.get(ExifTags.Base.Copyright)),
        "keywords": tuple(
            word.strip()
            for word in _windows_text(exif.get(_WINDOWS_KEYWORDS)).split(";")
            if word.strip()
        ),
        "taken": _exif_time(
            _exif_text(photo.get(ExifTags.Base.DateTimeOriginal)),
            _exif_text(photo.get(ExifTags.Base.OffsetTimeOriginal)),
        ),
    }


def _exif_text(value: object) -> str:
    """Decode what Pillow hands over as Latin letters, one for each byte."""
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return ""
    return _decoded(value, _encoding_of([value]))


def _windows_text(value: object) -> str:
    """Decode the fields of the Windows Explorer, which are UTF-16."""
    if isinstance(value, tuple):
        value = bytes(value)
    return _tidy(value.decode("utf-16-le", "ignore")) if isinstance(value, bytes) else ""


def _exif_time(time: str, offset: str) -> datetime | None:
    for text, pattern in ((time + offset, _EXIF_TIME + "%z"), (time, _EXIF_TIME)):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


# Text of all three


def _encoding_of(values: Iterable[bytes]) -> str:
    """Tell UTF-8 from GB18030 by all the values together: a single short one fits either."""
    return "utf-8" if all(_is_utf8(value) for value in values) else "gb18030"


def _is_utf8(value: bytes) -> bool:
    """Say whether bytes are UTF-8; a field full to its last byte may end inside a letter."""
    try:
        value.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _decoded(value: bytes, encoding: str) -> str:
    return _tidy(value.decode(encoding, "ignore"))


def _tidy(text: str) -> str:
    return clean_text(text).strip()[:_MAX_TEXT]


def _names(texts: Iterable[str]) -> str:
    names = [text for text in texts if text]
    return ("、" if _HAN.search("".join(names)) else ", ").join(names)
