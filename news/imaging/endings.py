"""Where a picture file ends by its own account, so that what hangs on behind it is seen.

A polyglot is two files in one: a picture to us, an archive or a page to somebody else. Each
function here walks the structure of one format and answers the index just behind its last
byte; it raises IndexError or ValueError where the structure breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: Inside the coded rows of a JPEG, FF is followed by 00 or by a restart marker; any other
#: follower ends the scan.
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_LONE_MARKERS = frozenset((0x01, *range(0xD0, 0xD9)))
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_GIF_END, _GIF_EXTENSION, _GIF_FRAME = 0x3B, 0x21, 0x2C
_AVIF_BOXES = frozenset((b"ftyp", b"meta", b"mdat", b"moov", b"moof", b"free", b"skip", b"uuid"))


def end_of_jpeg(data: bytes) -> int:
    position = 2
    while True:
        position = data.index(b"\xff", position)
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
        elif marker == _JPEG_END:
            return position + 2
        elif marker in _JPEG_LONE_MARKERS:
            position += 2
        else:
            position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
            if marker == _JPEG_SCAN:
                position = _end_of_scan(data, position)


def _end_of_scan(data: bytes, position: int) -> int:
    found = _SCAN_END.search(data, position)
    if found is None:
        raise ValueError("The coded rows break off.")
    return found.start()


def end_of_png(data: bytes) -> int:
    position = 8
    while True:
        length = int.from_bytes(data[position : position + 4], "big")
        name = data[position + 4 : position + 8]
        if len(name) < 4:
            raise IndexError("A chunk breaks off.")
        position += 12 + length
        if name == b"IEND":
            return position


def end_of_webp(data: bytes) -> int:
    length = int.from_bytes(data[4:8], "little")
    return 8 + length + length % 2


def end_of_gif(data: bytes) -> int:
    position = 13 + _gif_palette_size(data[10])
    while True:
        kind = data[position]
        if kind == _GIF_END:
            return position + 1
        if kind == _GIF_EXTENSION:
            position = _end_of_gif_blocks(data, position + 2)
        elif kind == _GIF_FRAME:
            palette = _gif_palette_size(data[position + 9])
            position = _end_of_gif_blocks(data, position + 11 + palette)
        else:
            raise ValueError("An unknown block.")


def _gif_palette_size(flags: int) -> int:
    return 3 << (flags % 8 + 1) if flags & 0x80 else 0


def _end_of_gif_blocks(data: bytes, position: int) -> int:
    while data[position]:
        position += 1 + data[position]
    return position + 1


def end_of_avif(data: bytes) -> int:
    """Walk the boxes of an AVIF; the first thing that is none of its boxes is behind its end."""
    position = 0
    seen = set()
    while (name := data[position + 4 : position + 8]) in _AVIF_BOXES:
        seen.add(name)
        length = int.from_bytes(data[position : position + 4], "big")
        if length == 0:
            return len(data)
        if length == 1:
            length = int.from_bytes(data[position + 8 : position + 16], "big")
        if length < 8:
            raise ValueError("A box without room for its own name.")
        position += length
    if b"mdat" not in seen:
        raise ValueError("The coded rows are missing.")
    return position


END_OF: dict[str, Callable[[bytes], int]] = {
    "JPEG": end_of_jpeg,
    "PNG": end_of_png,
    "WEBP": end_of_webp,
    "GIF": end_of_gif,
    "AVIF": end_of_avif,
}
