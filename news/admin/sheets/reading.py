"""Tables read: what people send is looked at before any of it is believed.

Lines are counted as a spreadsheet shows them, the headings being line 1; those of JSON from 1.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from news.admin.sheets.writing import FORMULA
from news.cells import COLUMNS, READ, TEXT, label_of
from news.intake import Row
from portal.lib import zips

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_UNPACKED = 64 * 1024 * 1024
"""What an .xlsx of 5,000 rows with long summaries unpacks to, several times over."""

MOST_MEMBERS = 500
DELIMITERS = ",\t;，"
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8", "gb18030")
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"

_KNOWN = ("number", "version", *READ)


class SheetError(Exception):
    """A file is no table of stories that can be taken; the message says what to do."""


@dataclass(frozen=True)
class Table:
    """The rows of a file, and the headings of columns that change nothing."""

    rows: list[Row]
    left_out: list[str] = field(default_factory=list)


def read(data: bytes, name: str = "") -> Table:
    """Read a table of stories. Raises SheetError."""
    if not data:
        raise SheetError(_("This file is empty. Choose the file again."))
    if len(data) > MOST_BYTES:
        raise SheetError(
            _("This file weighs %(weight)s and at most %(limit)s are taken.")
            % {"weight": filesizeformat(len(data)), "limit": filesizeformat(MOST_BYTES)}
        )
    if data.startswith(_OLE):
        raise SheetError(
            _("This is an old .xls file or has a password. Save it as .xlsx without a password.")
        )
    if data.startswith(_ZIP):
        return _table(_rows_of_workbook(data))
    text = _decoded(data)
    if name.lower().endswith(".json") or text.lstrip()[:1] in ("[", "{"):
        return _table_of_json(text)
    return _table(_rows_of_csv(text))


def _table(lines: Iterable[list[Any]]) -> Table:
    """The first line holds the headings; lines that are empty are passed over."""
    numbered = enumerate(lines, 1)
    headings = [_cell(one) for one in next(numbered, (1, []))[1]]
    columns, left_out = _columns(headings)
    rows: list[Row] = []
    for line, values in numbered:
        cells = [_cell(value) for value in values]
        if not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            raise SheetError(_too_long())
        rows.append(_row(line, columns, cells, has_formula=_UNKNOWN in values))
    if not rows:
        raise SheetError(_("There is no row below the headings."))
    return Table(rows, left_out)


def _row(line: int, columns: list[str], cells: list[str], *, has_formula: bool) -> Row:
    refusal = ""
    if has_formula:
        refusal = _("A formula here has no value yet. Open and save the file in a spreadsheet.")
    if any(cells[len(columns) :]):
        refusal = _("This row has more cells than there are headings.")
    pairs = zip(columns, cells, strict=False)
    return Row(line, {name: _bare(cell) for name, cell in pairs if name in _KNOWN}, refusal)


def _columns(headings: list[str]) -> tuple[list[str], list[str]]:
    """The column of each heading, by its name or as it is called in the reader's language."""
    names = {name: name for name in (*COLUMNS, TEXT)}
    names |= {label_of(name).casefold(): name for name in (*COLUMNS, TEXT)}
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise SheetError(_("At most %d columns are read.") % MOST_COLUMNS)
    columns = [names.get(heading.strip().casefold(), "") for heading in headings]
    known = [name for name in columns if name in _KNOWN]
    if not set(known) - {"version"}:
        offered = ", ".join(_KNOWN)
        raise SheetError(_("No heading in the first line is known. They are: %s.") % offered)
    for name in known:
        if known.count(name) > 1:
            raise SheetError(_("Two columns are called “%s”.") % name)
    pairs = zip(headings, columns, strict=True)
    return columns, [one for one, name in pairs if one and name not in _KNOWN]


def _too_long() -> str:
    return _("At most %d rows are read. Send the table in several parts.") % MOST_ROWS


def _cell(value: Any) -> str:
    """A value as text; whole numbers without the point a spreadsheet gives them."""
    if value is None or value is _UNKNOWN:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\0", "").strip()


def _bare(cell: str) -> str:
    """Without the apostrophe that kept a spreadsheet from running the text."""
    is_guarded = cell.startswith("'") and cell[1:].lstrip(" '").startswith(FORMULA)
    return cell[1:].strip() if is_guarded else cell


# Text --------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _as(data, (encoding,))
    return _as(data, ENCODINGS)


def _as(data: bytes, encodings: Iterable[str]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError(
        _("This file can be read neither as UTF-8 nor as GBK. Save it as “CSV UTF-8” or .xlsx.")
    )


def _rows_of_csv(text: str) -> Iterator[list[str]]:
    opening = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=opening.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        text = _("This file is no sound CSV: a quotation mark is left open, or a cell is too long.")
        raise SheetError(text) from error


def _table_of_json(text: str) -> Table:
    refusal = SheetError(_("This is no JSON list of stories, as the export writes it."))
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refusal from error
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data) or not data:
        raise refusal
    if len(data) > MOST_ROWS:
        raise SheetError(_too_long())
    headings = list(dict.fromkeys(name for row in data for name in row))
    if any(isinstance(value, dict | list) for row in data for value in row.values()):
        raise refusal
    columns, left_out = _columns(list(headings))
    by_name = {heading: name for heading, name in zip(headings, columns, strict=False) if name}
    rows = [
        Row(
            line,
            {
                by_name[name]: _cell(value)
                for name, value in row.items()
                if by_name.get(name) in _KNOWN
            },
        )
        for line, row in enumerate(data, 1)
    ]
    return Table(rows, left_out)


# Workbooks ---------------------------------------------------------------------------------

_UNKNOWN = object()
"""The value of a formula that nobody has worked out."""


def _rows_of_workbook(data: bytes) -> Iterator[list[Any]]:
    """The lines of the first sheet: of formulas the values, never the formulas."""
    has_formulas = _check_archive(data)
    values = _lines(data, data_only=True)
    if not has_formulas:
        yield from values
        return
    for line, formulas in zip(values, _lines(data, data_only=False), strict=False):
        yield [
            _UNKNOWN if value is None and formula is not None else value
            for value, formula in zip(line, formulas, strict=False)
        ]


def _lines(data: bytes, *, data_only: bool) -> Iterator[list[Any]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
        for line in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
            yield list(line)
    # What openpyxl raises for damaged files is whatever it happened to be doing.
    except (InvalidFileException, *zips.DAMAGE) as error:
        raise SheetError(_damaged()) from error
    except (KeyError, TypeError, IndexError, AttributeError, SyntaxError) as error:
        raise SheetError(_damaged()) from error


def _check_archive(data: bytes) -> bool:
    """Refuse what would cost too much to read; answer whether there are formulas in it."""
    has_formulas = False
    try:
        with zips.opened(
            io.BytesIO(data), most_unpacked=MOST_UNPACKED, most_members=MOST_MEMBERS
        ) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise SheetError(_("This is no Excel file. Save the table as .xlsx or CSV."))
            for one in archive.infolist():
                has_formulas |= _has_formulas(one.filename, archive.read(one))
    except zips.TooMuchError as error:
        raise SheetError(_("This file unpacks to more than can be taken.")) from error
    except zips.DamagedError as error:
        raise SheetError(_damaged()) from error
    return has_formulas


def _has_formulas(name: str, content: bytes) -> bool:
    if not name.endswith((".xml", ".rels")):
        return False
    # No spreadsheet declares entities, or writes its XML in anything but UTF-8.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise SheetError(_damaged())
    return "worksheets/" in name and (b"<f>" in content or b"<f " in content)


def _damaged() -> str:
    return _("This file is damaged. Open it in a spreadsheet, save it anew and send that.")
