"""Opens a dump, compressed or not, and finds out in which characters it is written."""

import codecs
import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path
from typing import cast

from portal.importers.discuz.dump import BROKEN_OFF, Dump, read_some
from portal.importers.report import CannotImport

SNIFFED_BYTES = 1_000_000
"""The header and the first tables say which characters a dump is written in."""

ENCODINGS = {
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "utf8": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
}
"""Each MySQL character set by the Python codec that reads it and what Windows added to it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf8mb4"),
    (codecs.BOM_UTF16_LE, "utf16"),
    (codecs.BOM_UTF16_BE, "utf16"),
)
_SET_NAMES = re.compile(rb"SET NAMES\s+'?(\w+)", re.I)
_TABLE_CHARSET = re.compile(rb"(?:CHARSET|CHARACTER SET)\s*=?\s*(\w+)", re.I)
# Tools that end a dump with a line of their own, when they are not told to leave comments out.
_HAS_END_LINE = re.compile(rb"^-- (?:MySQL|MariaDB) dump ", re.M)


@contextmanager
def open_dump(path: Path, charset: str = "auto") -> Iterator[Dump]:
    """Open a dump, plain or compressed; find its character set. Raises CannotImport."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_binary(path))
            start = _start(path)
        except OSError as error:
            raise CannotImport(f"{path} cannot be read: {error.strerror or error}.") from error
        bom, _ = _bom(start)
        file.read(len(bom))
        charset = _charset(start) if charset == "auto" else charset
        if charset not in ENCODINGS:
            raise CannotImport(
                f"The dump is in the character set {charset}, which is not read. "
                f"Dump it as utf8mb4, or name one of {', '.join(ENCODINGS)} with --charset."
            )
        yield Dump(
            file, charset, ENCODINGS[charset], ends_with_line=bool(_HAS_END_LINE.search(start))
        )


def _binary(path: Path) -> BufferedReader:
    with path.open("rb") as file:
        is_compressed = file.read(2) == b"\x1f\x8b"
    return cast(BufferedReader, gzip.open(path, "rb")) if is_compressed else path.open("rb")


def _start(path: Path) -> bytes:
    """The beginning of a dump, as much of it as can be had."""
    try:
        with _binary(path) as file:
            return read_some(file, SNIFFED_BYTES)
    except BROKEN_OFF as error:
        raise CannotImport(f"The compressed dump {path} is damaged from its start.") from error


def _charset(start: bytes) -> str:
    """What SET NAMES says holds for the file; else what the tables say."""
    _, charset = _bom(start)
    if charset:
        return charset
    found = _SET_NAMES.search(start) or _TABLE_CHARSET.search(start)
    if not found:
        raise CannotImport(
            f"The first {len(start):,} bytes of the dump do not say its character set. "
            "Name it with --charset."
        )
    return found[1].decode().lower()


def _bom(start: bytes) -> tuple[bytes, str]:
    return next(((bom, name) for bom, name in _BOMS if start.startswith(bom)), (b"", ""))
