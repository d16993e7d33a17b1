"""Stories out of CSV and XLSX tables, whose columns the operator names."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import is_naive, make_aware
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.importers.items import STATES, Item
from portal.importers.report import CannotImport, Report
from portal.lib import zips
from portal.lib.text import clean_line

FIELDS = (
    *("id", "title", "body", "summary", "date", "author", "section", "tags", "url", "picture"),
    *("source", "language", "state"),
)
NEEDED = ("title", "date")

MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes of all parts of an XLSX, which is a zip and could be a bomb."""

LONGEST_CELL = 5_000_000

_DATE = re.compile(
    r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?(?:[T\s]*(\d{1,2}):(\d{2})(?::(\d{2}))?)?.*", re.S
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SEPARATORS = re.compile(r"[,;，；、|]")

Row = Mapping[str, Any]


def read_map(text: str) -> dict[str, str]:
    """Read `title=标题,body=正文` as columns by field. Raises CannotImport."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    columns = {field.strip(): column.strip() for field, _, column in pairs}
    unknown = [field for field in columns if field not in FIELDS or not columns[field]]
    if unknown:
        raise CannotImport(
            f"--map knows no {', '.join(unknown)}. The fields are {', '.join(FIELDS)}."
        )
    return columns


def items(files: list[Path], columns: Mapping[str, str], report: Report) -> Iterator[Item]:
    """The rows of the tables. Raises CannotImport if a column that is needed is not there."""
    named = {field: field for field in FIELDS} | dict(columns)
    for file in files:
        rows = _sheet(file) if file.suffix.lower() in (".xlsx", ".xlsm") else _lines(file)
        header = [clean_line(str(cell or "")) for cell in next(rows, [])]
        missing = [named[field] for field in NEEDED if named[field] not in header]
        missing += [column for column in columns.values() if column not in header]
        if missing:
            raise CannotImport(
                f"{file} has no column {', '.join(dict.fromkeys(missing))}. It has "
                f"{', '.join(header)[:300]}: say which is what by --map title=…,date=…"
            )
        places = {field: header.index(named[field]) for field in FIELDS if named[field] in header}
        for number, cells in enumerate(rows, 2):
            yield from _item(file, number, cells, places, report)


def _item(
    file: Path, number: int, cells: list[Any], places: Mapping[str, int], report: Report
) -> Iterator[Item]:
    found = {field: cells[at] for field, at in places.items() if at < len(cells)}
    words = {field: str(value if value is not None else "") for field, value in found.items()}
    if not any(words.values()):
        return
    where = f"{file.name}, row {number}"
    published = _moment(found.get("date"))
    title = clean_line(words.get("title", ""))
    if not title or published is None:
        why = f"no date can be read in “{words.get('date', '')[:40]}”" if title else "no title"
        report.skip("article", "rows without a title or a date")
        report.note("Rows left out", f"{where}: {why}")
        return
    body = words.get("body", "")
    state = words.get("state", "").strip().lower()
    yield Item(
        key=words.get("id") or words.get("url") or f"{file.name}:{number}",
        title=title,
        published=published,
        html=body if _TAG.search(body) else _paragraphs(body),
        summary=words.get("summary", ""),
        authors=_several(words.get("author", "")),
        section=clean_line(words.get("section", "")),
        tags=_several(words.get("tags", "")),
        link=words.get("url", "").strip(),
        picture=words.get("picture", "").strip(),
        source=clean_line(words.get("source", "")),
        language="en" if words.get("language", "").lower().startswith("en") else "zh-hans",
        state=state if state in STATES else "published",
    )


def _lines(file: Path) -> Iterator[list[Any]]:
    """The rows of a CSV in UTF-8 or, as spreadsheets in China write it, GB 18030."""
    with file.open("rb") as opened, _long_cells():
        encoding = _encoding(opened)
        opened.seek(0)
        text = io.TextIOWrapper(opened, encoding=encoding, errors="replace", newline="")
        first = text.readline()
        text.seek(0)
        delimiter = max(",;\t", key=first.count)
        try:
            yield from csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)
        except csv.Error as error:
            raise CannotImport(f"{file} cannot be read as CSV: {error}.") from error


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let a cell hold a whole body; the limit is one of the whole process."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _encoding(opened: Any) -> str:
    try:
        for part in iter(lambda: opened.readline(1_000_000), b""):
            part.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _sheet(file: Path) -> Iterator[list[Any]]:
    """The rows of the first sheet; formulas come as what they last said."""
    try:
        with zips.opened(file, most_unpacked=MOST_UNPACKED):
            pass
        book = load_workbook(file, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
        book.close()
    except zips.TooMuchError as error:
        raise CannotImport(f"{file} would unpack to {error}, more than any table.") from error
    except (zips.DamagedError, InvalidFileException, KeyError, *zips.DAMAGE) as error:
        raise CannotImport(f"{file} cannot be read as XLSX: {error}.") from error


def _moment(value: Any) -> datetime | None:
    """A time as a cell or a text gives it, in the time zone of the site."""
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime(value.year, value.month, value.day)
    else:
        parts = _DATE.fullmatch(str(value or "").strip())
        if parts is None:
            return None
        try:
            found = datetime(*[int(part or 0) for part in parts.groups()])  # type: ignore[arg-type]
        except ValueError:
            return None
    return make_aware(found) if is_naive(found) else found


def _several(text: str) -> tuple[str, ...]:
    names = (clean_line(part) for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    marks = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    return "".join(f"<p>{line.translate(marks)}</p>" for line in lines if line)
