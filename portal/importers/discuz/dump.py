"""Reads a MySQL dump row by row, in memory that does not grow with the file.

The file is decoded before it is cut into tokens: in GBK and Big5 the second byte of a character
may be a backslash. Rows carry no column names, so the order is taken from the dump's own CREATE
TABLE; tables nobody asked for are passed over by one regular expression.
"""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from typing import NoReturn, cast

from portal.importers.report import CannotImport

BROKEN_OFF = (EOFError, gzip.BadGzipFile, zlib.error)

Cell = str | int | float | None

Wanted = Mapping[str, Sequence[str]]
"""Names of tables, and the columns of each that are asked for."""

Rows = Iterator[tuple[str, list[str], list[Cell]]]
"""Table, names of its columns, cells of one row."""

CHUNK_BYTES = 1 << 18

LONGEST_HEAD = 1_000_000
"""Characters up to VALUES, or of a CREATE TABLE; more is no dump."""

UNREADABLE_SHARE = 0.01
"""A few broken characters are normal in old tables; more means another character set."""

LONGEST_VALUE = 1 << 26
"""MySQL itself sends no longer one by default."""

_END_LINE = "-- Dump completed"

_STRING = r"'(?:[^'\\]++|\\.|'')*+'"
_BLANK = re.compile(r"(?:\s++|--[^\n]*+\n|\#[^\n]*+\n|/\*(?:[^*]++|\*(?!/))*+\*/|;)*+", re.S)
_SKIPPED = re.compile(rf"(?:[^;'\"`]++|{_STRING}|\"(?:[^\"\\]++|\\.)*+\"|`[^`]*+`)*+", re.S)
_NAME = r"(?:`(?:[^`]|``)+`|\w+)"
_INSERT = re.compile(
    rf"(?:INSERT|REPLACE)\s+(?:(?:IGNORE|DELAYED|LOW_PRIORITY)\s+)*(?:INTO\s+)?"
    rf"(?:{_NAME}\.)?(?P<table>{_NAME})\s*(?:\((?P<columns>[^)]*)\)\s*)?VALUES?\s*(?=\()",
    re.I,
)
_IS_INSERT = re.compile(r"(?:INSERT|REPLACE)\s", re.I)
_CREATE = re.compile(
    rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\.)?(?P<table>{_NAME})\s*\(", re.I
)
_IS_CREATE = re.compile(r"CREATE\s+TABLE\s", re.I)
# A part of a definition ends at a comma outside brackets and quotes.
_PART = re.compile(rf"(?:[^,'\"`()]++|{_STRING}|`[^`]*+`|\"[^\"]*+\"|\((?:[^()']|{_STRING})*+\))*+")
_COLUMN = re.compile(
    rf"\s*(?!(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)\b)({_NAME})\s",
    re.I,
)
_VALUE = re.compile(
    r"""\s*+(?:
      (?:_\w+\s*)?'(?P<text>(?:[^'\\]++|\\.|'')*+)'
    | (?:_\w+\s*)?(?:0x(?P<hex>[0-9A-Fa-f]*)|X'(?P<quoted_hex>[0-9A-Fa-f]*)')
    | B'(?P<bits>[01]*)'
    | (?P<null>NULL)
    | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:E[-+]?\d+)?)
    )\s*+(?P<end>[,)])""",
    re.S | re.X | re.I,
)
_STARTS_VALUE = re.compile(r"\s*+(?:_\w*\s*)?(?:[XB]?'|[-+\w.]{0,64}\s*+\Z)", re.I)
_AFTER_ROW = re.compile(r"\s*+([,;])")
_BEFORE_ROW = re.compile(r"\s*+\(")
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}
_LONE = re.compile("[\udc80-\udcff]+")


class Dump:
    """A dump open for reading; `tables` fills with the columns of each as they are met."""

    def __init__(
        self, file: BufferedReader, charset: str, encoding: str, *, ends_with_line: bool
    ) -> None:
        """`charset` is MySQL's name, `encoding` Python's; `ends_with_line` as mysqldump does."""
        self.charset = charset
        self.encoding = encoding
        self.tables: dict[str, list[str]] = {}
        self.unreadable = 0
        self._first_unreadable = 0
        self._texts = 0
        self._file = file
        self._decoder = codecs.getincrementaldecoder(self.encoding)("surrogateescape")
        self._ends_with_line = ends_with_line
        self._buffer = ""
        self._at = 0
        self._lines_before = 0
        self._is_read = False
        self._is_complete = False

    def rows(self, wanted: Wanted) -> Rows:
        """Yield (table, names of columns, cells) of each row of the wanted tables.

        Raises CannotImport, at the latest when all rows were read, for a dump that is cut short,
        damaged or in another character set than thought.
        """
        while self._find_statement():
            if self._looking_at(_IS_INSERT):
                yield from self._insert(wanted)
            elif self._looking_at(_IS_CREATE):
                self._create()
            else:
                self._skip_statement()
        self._refuse_incomplete()
        self._refuse_unreadable()

    def _find_statement(self) -> bool:
        """Go to the next statement, past blanks and comments; tell whether there is one."""
        while True:
            blank = _match(_BLANK, self._buffer, self._at)
            self._is_complete |= _END_LINE in blank[0]
            self._at = blank.end()
            is_comment = self._buffer.startswith(("/*", "--", "#"), self._at)
            if len(self._buffer) - self._at > 1 and not is_comment:
                return True
            if self._read_on():
                continue
            rest = self._buffer[self._at :]
            self._is_complete |= rest.startswith(_END_LINE)
            if rest.strip() and not rest.startswith(("--", "#")):
                self._refuse_end(self.line)
            return False

    def _insert(self, wanted: Wanted) -> Rows:
        began = self.line
        head = self._head(_INSERT, began)
        table = _bare(head["table"])
        if table not in wanted:
            self._skip_statement()
            return
        columns = self._columns(table, head["columns"], began)
        self._at = head.end()
        while True:
            yield table, columns, self._row(table, len(columns), began)
            if self._expect(_AFTER_ROW, began)[1] == ";":
                return

    def _columns(self, table: str, named: str | None, began: int) -> list[str]:
        if named:
            return [_bare(name.strip()) for name in named.split(",")]
        if table not in self.tables:
            raise CannotImport(
                f"Line {began:,} fills the table {table}, which the dump does not define before."
            )
        return self.tables[table]

    def _row(self, table: str, width: int, began: int) -> list[Cell]:
        self._at = self._expect(_BEFORE_ROW, began).end()
        cells: list[Cell] = []
        while True:
            value = self._expect(_VALUE, began)
            cells.append(self._cell(value))
            if value["end"] == ")":
                break
        if len(cells) != width:
            raise CannotImport(
                f"Line {self.line:,}: a row of {table} has {len(cells)} values for {width} columns."
            )
        return cells

    def _cell(self, value: re.Match[str]) -> Cell:
        if (text := value["text"]) is not None:
            is_plain = "\\" not in text and "'" not in text
            return self._readable(text if is_plain else _ESCAPE.sub(_unescaped, text))
        if (number := value["number"]) is not None:
            return int(number) if number.lstrip("+-").isdigit() else float(number)
        if value["bits"] is not None:
            return int(value["bits"] or "0", 2)
        if value["null"] is not None:
            return None
        digits = value["hex"] or value["quoted_hex"] or ""
        data = bytes.fromhex(digits if len(digits) % 2 == 0 else f"0{digits}")
        return self._readable(data.decode(self.encoding, "surrogateescape"))

    def _readable(self, text: str) -> str:
        """Put a mark where bytes are no characters, and count such texts."""
        self._texts += not text.isascii()
        if not _LONE.search(text):
            return text
        self.unreadable += 1
        self._first_unreadable = self._first_unreadable or self.line
        return _LONE.sub("\ufffd", text)

    def _create(self) -> None:
        """Note the columns of a table, in their order."""
        began = self.line
        text = self._statement(began)
        if not (head := _CREATE.match(text)):
            return  # CREATE TABLE ... LIKE or AS SELECT, which no dump of a portal holds.
        table, columns, at = _bare(head["table"]), [], head.end()
        while at < len(text):
            part = _match(_PART, text, at)
            if column := _COLUMN.match(part[0]):
                columns.append(_bare(column[1]))
            if text.startswith(")", part.end()):
                break
            at = part.end() + 1
        if table in self.tables:
            raise CannotImport(
                f"Line {began:,} defines the table {table} again: the dump holds more than one "
                "database. Dump the portal's alone."
            )
        self.tables[table] = columns

    def _head(self, pattern: re.Pattern[str], began: int) -> re.Match[str]:
        """Match the head of a statement at the present place, reading on as far as need be."""
        while not (head := pattern.match(self._buffer, self._at)):
            self._refuse_endless(began, LONGEST_HEAD)
            if not self._read_on():
                self._refuse_end(began)
        return head

    def _statement(self, began: int) -> str:
        """Take a statement whole, up to its semicolon."""
        while True:
            end = _match(_SKIPPED, self._buffer, self._at).end()
            if self._buffer.startswith(";", end):
                text, self._at = self._buffer[self._at : end], end
                return text
            self._refuse_endless(began, LONGEST_HEAD)
            if not self._read_on():
                self._refuse_end(began)

    def _skip_statement(self) -> None:
        """Pass over a statement, up to its semicolon."""
        began = self.line
        while True:
            self._at = _match(_SKIPPED, self._buffer, self._at).end()
            if self._buffer.startswith(";", self._at):
                return
            self._refuse_endless(began, LONGEST_VALUE)
            if not self._read_on():
                self._refuse_end(began)

    def _expect(self, pattern: re.Pattern[str], began: int) -> re.Match[str]:
        """Match and go on, reading as far as need be."""
        while not (found := pattern.match(self._buffer, self._at)):
            rest = self._buffer[self._at : self._at + 200]
            if rest.strip() and not _STARTS_VALUE.match(self._buffer, self._at):
                raise CannotImport(f"Line {self.line:,} of the dump cannot be understood.")
            self._refuse_endless(began, LONGEST_VALUE)
            if not self._read_on():
                self._refuse_end(began)
        self._at = found.end()
        return found

    def _looking_at(self, pattern: re.Pattern[str]) -> bool:
        while len(self._buffer) - self._at < 20 and self._read_on():
            pass
        return bool(pattern.match(self._buffer, self._at))

    def _read_on(self) -> bool:
        """Read more, the more the longer what is not understood yet; False at the end."""
        if self._is_read:
            return False
        kept = self._buffer[self._at :]
        try:
            data = read_some(self._file, max(CHUNK_BYTES, len(kept)))
        except BROKEN_OFF:
            raise CannotImport(
                f"The compressed dump breaks off in line {self.line:,}; copy it again."
            ) from None
        self._lines_before += self._buffer.count("\n", 0, self._at)
        self._buffer, self._at = kept + self._decoder.decode(data, final=not data), 0
        self._is_read = not data
        return bool(data) or len(self._buffer) > len(kept)

    @property
    def extent(self) -> str:
        """How much was read, in words."""
        return f"The dump holds {len(self.tables):,} tables in {self.line:,} lines"

    @property
    def line(self) -> int:
        """The line of the present place, counted from 1."""
        return self._lines_before + self._buffer.count("\n", 0, self._at) + 1

    def _refuse_endless(self, began: int, most: int) -> None:
        if len(self._buffer) - self._at > most:
            raise CannotImport(f"The statement of line {began:,} cannot be understood.")

    def _refuse_end(self, began: int) -> NoReturn:
        raise CannotImport(
            f"The dump is cut short: the statement that begins in line {began:,} "
            f"has no end. Dump again, or copy the file again."
        )

    def _refuse_incomplete(self) -> None:
        """The last line of a whole dump says so."""
        if self._ends_with_line and not self._is_complete:
            raise CannotImport(
                f"The dump is cut short: after line {self.line:,} the line “{_END_LINE}” is "
                "missing. Dump again, or copy the file again."
            )

    def _refuse_unreadable(self) -> None:
        if self.unreadable > max(3, self._texts * UNREADABLE_SHARE):
            raise CannotImport(
                f"{self.unreadable:,} texts of the dump are not {self.charset}, the first in line "
                f"{self._first_unreadable:,}. Name the character set with --charset."
            )


def read_some(file: BufferedReader, most: int) -> bytes:
    """Read up to so many bytes, all there are before the place where a file breaks off."""
    parts: list[bytes] = []
    try:
        while most > 0 and (data := file.read1(most)):
            parts.append(data)
            most -= len(data)
    except BROKEN_OFF:
        if not parts:
            raise
    return b"".join(parts)


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    """Match a pattern that also matches nothing."""
    return cast("re.Match[str]", pattern.match(text, at))


def _bare(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1], found[1]) if found[1] else "'"
