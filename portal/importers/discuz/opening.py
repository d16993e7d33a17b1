"""Opens dumps, compressed or not, and finds out in which characters they are written."""

import codecs
import gzip
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path
from typing import cast

from portal.importers.discuz.dump import BROKEN_OFF, Dump, Rows, Wanted, read_some
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


# What a backup made by Discuz! itself says of each of its files.
_VOLUME = re.compile(rb"^# Discuz! Multi-Volume Data Dump Vol\.(\d+)", re.M)


class Volumes:
    """A database in several files, read as one; a table may go on in the next of them."""

    def __init__(self, dumps: list[tuple[Path, Dump]]) -> None:
        self.tables: dict[str, list[str]] = {}
        for _file, dump in dumps:
            dump.tables = self.tables
        self.dumps = dumps
        self.charset = dumps[0][1].charset
        self.encoding = dumps[0][1].encoding

    @property
    def unreadable(self) -> int:
        return sum(dump.unreadable for _file, dump in self.dumps)

    @property
    def extent(self) -> str:
        lines = sum(dump.line for _file, dump in self.dumps)
        return f"The dump holds {len(self.tables):,} tables in {lines:,} lines"

    def rows(self, wanted: Wanted) -> Rows:
        """The rows of all files. Raises CannotImport, which names the file."""
        for file, dump in self.dumps:
            try:
                yield from dump.rows(wanted)
            except CannotImport as refusal:
                name = f"{file.name}: " if len(self.dumps) > 1 else ""
                raise CannotImport(f"{name}{refusal}") from refusal


@contextmanager
def open_volumes(files: Iterable[Path], charset: str = "auto") -> Iterator[Volumes]:
    """Open the files of one database, in the order of the numbers in their names.

    A later file that does not say its character set has that of the first. Raises CannotImport.
    """
    ordered = sorted(files, key=_in_order)
    _refuse_gaps(ordered)
    with ExitStack() as stack:
        dumps: list[tuple[Path, Dump]] = []
        for file in ordered:
            before = dumps[0][1].charset if dumps else ""
            dumps.append((file, stack.enter_context(open_dump(file, charset, before))))
        yield Volumes(dumps)


def _in_order(file: Path) -> list[tuple[int, str]]:
    """So that volume 10 comes after volume 2."""
    parts = re.split(r"(\d+)", str(file))
    return [(int(part) if part.isdigit() else 0, part) for part in parts]


def _refuse_gaps(files: list[Path]) -> None:
    found = [_VOLUME.search(_start(file)) for file in files]
    numbers = {int(volume[1]) for volume in found if volume}
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
    if missing:
        named = ", ".join(map(str, missing))
        raise CannotImport(f"Of the backup volume {named} is missing. Name all of its files.")


@contextmanager
def open_dump(path: Path, charset: str = "auto", otherwise: str = "") -> Iterator[Dump]:
    """Open a dump, plain or compressed; find its character set. Raises CannotImport.

    `otherwise` is the character set of one that does not say its own.
    """
    with ExitStack() as stack:
        start = _start(path)
        file = stack.enter_context(_binary(path))
        bom, _ = _bom(start)
        file.read(len(bom))
        charset = _charset(start, otherwise) if charset == "auto" else charset
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
    except OSError as error:
        raise CannotImport(f"{path} cannot be read: {error.strerror or error}.") from error


def _charset(start: bytes, otherwise: str) -> str:
    """What SET NAMES says holds for the file; else what the tables say."""
    _, charset = _bom(start)
    if charset:
        return charset
    found = _SET_NAMES.search(start) or _TABLE_CHARSET.search(start)
    if not found and otherwise:
        return otherwise
    if not found:
        raise CannotImport(
            f"The first {len(start):,} bytes of the dump do not say its character set. "
            "Name it with --charset."
        )
    return found[1].decode().lower()


def _bom(start: bytes) -> tuple[bytes, str]:
    return next(((bom, name) for bom, name in _BOMS if start.startswith(bom)), (b"", ""))
