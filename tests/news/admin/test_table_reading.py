"""What is read as a table of stories, and what is refused in words."""

import io
import json
import zipfile

import openpyxl
import pytest

from news import intake
from news.admin import sheets
from news.models import Intake
from tests.news.admin.tables import csv_of, send

pytestmark = pytest.mark.django_db


def workbook(*lines) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def errors(response) -> str:
    return str(response.context["form"].errors)


CODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_in_every_common_writing(coding, delimiter):
    text = f"number{delimiter}标题{delimiter}notes\r\n\r\n7{delimiter}渡口，早班船{delimiter}x\r\n"
    table = sheets.read(text.encode(coding))
    assert table.rows == [intake.Row(3, {"number": "7", "title": "渡口，早班船"})]
    assert table.left_out == ["notes"]


def test_formulas_are_read_as_values_and_never_as_nothing():
    book = openpyxl.Workbook()
    book.active.append(["number", "title"])
    book.active.append([7, "=CONCATENATE(1,2)"])
    book.active.append([8.0, "平"])
    out = io.BytesIO()
    book.save(out)
    first, second = sheets.read(out.getvalue()).rows
    assert first.refusal
    assert second == intake.Row(3, {"number": "8", "title": "平"})


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (sheets.reading.MOST_UNPACKED + 1))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
    return out.getvalue()


REFUSED = {
    "empty": b"",
    "old.xls": b"\xd0\xcf\x11\xe0" + b"x" * 600,
    "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00",
    "broken.xlsx": b"PK\x03\x04 nonsense",
    "word.xlsx": workbook(["x"]).replace(b"xl/workbook.xml", b"wd/workbook.xml"),
    "cut.xlsx": workbook(["title"], ["x"])[:-200],
    "bomb.xlsx": bomb(),
    "entities.xlsx": with_entities(),
    "headings.csv": b"foo,bar\r\n1,2\r\n",
    "twice.csv": b"title,title\r\n1,2\r\n",
    "heading.csv": b"title\r\n",
    "quote.csv": b'title\r\n"open\r\n',
    "cell.csv": b"title\r\n" + b"x" * 200_000,
    "wide.xlsx": workbook(["title"] + ["x"] * 80, ["y"]),
    "utf16-cut.csv": "﻿title".encode("utf-16-le") + b"\x00",
    "object.json": b'{"title": 1}',
    "deep.json": b"[" * 100_000,
    "nested.json": b'[{"title": ["x"]}]',
    "list.json": b"[1, 2]",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_in_words(desk, name):
    response = send(desk, REFUSED[name], name)
    assert response.status_code == 200
    assert errors(response)
    assert not Intake.objects.exists()


def test_tables_have_bounds(desk, monkeypatch):
    long = csv_of("title", *map(str, range(sheets.MOST_ROWS + 1)))
    assert "5000" in errors(send(desk, long)) or "5,000" in errors(send(desk, long))
    data = json.dumps([{"title": str(one)} for one in range(sheets.MOST_ROWS + 1)]).encode()
    assert errors(send(desk, data, "x.json"))
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    monkeypatch.setattr(sheets.reading, "MOST_BYTES", 10)
    assert errors(send(desk, csv_of("title", "x" * 20)))


def test_a_cell_far_out_costs_nothing(django_assert_num_queries):
    book = openpyxl.Workbook()
    book.active["A1"] = "title"
    book.active["A2"] = "近"
    book.active["XFD1048576"] = "远"
    out = io.BytesIO()
    book.save(out)
    with django_assert_num_queries(0):
        assert [row.line for row in sheets.read(out.getvalue()).rows] == [2]
