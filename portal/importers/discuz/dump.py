"""Reads the rows of a MySQL dump one at a time, in memory that does not grow with the file."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

SNIFFED_BYTES = 1_000_000
ENCODINGS = {
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
}
_NAMES = re.compile(rb"SET NAMES\s+'?(\w+)|CHARSET=(\w+)", re.I)
_INSERT = re.compile(
    r"\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+`?(\w+)`?\s*(?:\(([^)]*)\)\s*)?VALUES?\s*", re.I
)
_CREATE = re.compile(r"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`?(\w+)`?\s*\(", re.I)
_COLUMN = re.compile(r"\s*`(\w+)`\s+(\w+)")
_TOKEN = re.compile(
    r"""\s*(?:
    (?:_\w+\s*)?'(?P<text>[^'\\]*(?:(?:\\.|'')[^'\\]*)*)'(?!')
    |(?:_\w+\s*)?0x(?P<hex>[0-9A-Fa-f]*)
    |(?P<null>NULL)
    |(?P<number>[-+]?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?)
    |(?P<mark>[(),;])
    )""",
    re.S | re.X | re.I,
)
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}

Cell = str | int | float | None


class DumpError(Exception):
    """The dump cannot be read; the message says why and at which line."""


@dataclass
class Row:
    """One row of a table, with the names of its columns in the same order."""

    table: str
    columns: list[str]
    cells: list[Cell]


@dataclass
class Dump:
    """A dump open for reading. `tables` fills as their definitions are met."""

    lines: Iterator[str]
    encoding: str
    number: int = 0
    tables: dict[str, dict[str, str]] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Yield every row of the dump."""
        while (line := self._line()) is not None:
            start = line.lstrip()
            if re.match(r"(?:INSERT|REPLACE)\b", start, re.I):
                yield from self._insert(line)
            elif _CREATE.match(start):
                self._create(line)
            elif start.startswith("/*") and "*/" not in start:
                self._until(line, "*/")

    def _line(self) -> str | None:
        """Answer the next line, None at the end."""
        try:
            line = next(self.lines, None)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise DumpError(
                f"The compressed dump breaks off after line {self.number}; copy it again."
            ) from None
        if line is not None:
            self.number += 1
        return line

    def _more(self, began: int) -> str:
        """Answer the next line of the statement that began at line `began`."""
        if (line := self._line()) is None:
            raise DumpError(
                f"The dump is cut off: the statement of line {began} does not end "
                f"before the last line, {self.number}."
            )
        return line

    def _until(self, text: str, end: str) -> str:
        """Read on until a line ends with `end`; answer all that was read."""
        began, parts = self.number, [text]
        while not parts[-1].rstrip().endswith(end):
            parts.append(self._more(began))
        return "".join(parts)

    def _create(self, line: str) -> None:
        """Note the columns of a table, in their order, with their types."""
        text = self._until(line, ";")
        if not (found := _CREATE.match(text)):
            return
        columns = (_COLUMN.match(part) for part in re.split(r"\n|,(?=\s*`)", text[found.end() :]))
        self.tables[found[1]] = {column[1]: column[2].lower() for column in columns if column}

    def _insert(self, text: str) -> Iterator[Row]:
        """Yield the rows of one INSERT statement."""
        began = self.number
        while not (head := _INSERT.match(text)):
            if len(text) > SNIFFED_BYTES or ";" in text:
                raise DumpError(f"The INSERT statement of line {began} cannot be understood.")
            text += self._more(began)
        table = head[1]
        columns = re.findall(r"\w+", head[2]) if head[2] else list(self.tables.get(table, ()))
        if not columns:
            raise DumpError(f"Line {began} fills the table {table}, which is not defined before.")
        cells: list[Cell] = []
        for token in self._tokens(text[head.end() :], began):
            mark = token["mark"]
            if mark == "(":
                cells = []
            elif mark == ")":
                if len(cells) != len(columns):
                    raise DumpError(
                        f"Line {self.number}: a row of {table} has {len(cells)} values "
                        f"for {len(columns)} columns."
                    )
                yield Row(table, columns, cells)
            elif not mark:
                cells.append(self._cell(token))

    def _tokens(self, text: str, began: int) -> Iterator[re.Match[str]]:
        """Yield the tokens of the rows of a statement, up to its end."""
        at = 0
        while True:
            if token := _TOKEN.match(text, at):
                if token["mark"] == ";":
                    return
                yield token
                at = token.end()
                continue
            rest = text[at:]
            if rest.strip() and not re.match(r"\s*(?:_\w+\s*)?'", rest):
                raise DumpError(f"Line {self.number} of the dump cannot be understood.")
            text, at = rest + self._more(began), 0

    def _cell(self, token: re.Match[str]) -> Cell:
        """Answer the value a token stands for."""
        if (text := token["text"]) is not None:
            return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]) if m[1] else "'", text)
        if (digits := token["hex"]) is not None:
            return bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2)).decode(
                self.encoding, errors="replace"
            )
        if (number := token["number"]) is not None:
            return int(number) if number.lstrip("+-").isdigit() else float(number)
        return None


def open_dump(path: Path, charset: str = "auto") -> Dump:
    """Open a dump, plain or compressed, and find the encoding of its text."""
    try:
        with _binary(path) as file:
            start = file.read(SNIFFED_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        start = b""
    except OSError as error:
        raise DumpError(f"The dump cannot be opened: {error.strerror or error}.") from None
    if charset == "auto":
        found = _NAMES.search(start)
        charset = (found[1] or found[2]).decode() if found else "utf8mb4"
    encoding = ENCODINGS.get(charset.lower())
    if not encoding:
        raise DumpError(f"The character set {charset} is not known; give gbk, big5 or utf8mb4.")
    return Dump(_lines(path, encoding), encoding)


def _binary(path: Path) -> BinaryIO:
    """Open the bytes of a dump, whether compressed or not."""
    with path.open("rb") as file:
        is_compressed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path, "rb")) if is_compressed else path.open("rb")


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of a dump, decoded."""
    with (
        _binary(path) as file,
        io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n") as text,
    ):
        yield from text
