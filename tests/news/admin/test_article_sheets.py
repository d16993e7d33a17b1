"""Stories as files: what is taken out, by whom, and that no spreadsheet runs it."""

import csv
import io
import json

import openpyxl
import pytest

from news.admin import article_sheets, sheets
from tests import factories

pytestmark = pytest.mark.django_db

EXPORT = "/admin/news/article/export/"
ALL = list(sheets.COLUMNS)


def rows_of_csv(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_list_as_it_is_narrowed_becomes_a_file(desk):
    source = factories.make_source(slug="gauge")
    story = factories.make_article(
        title="渡口的早班船",
        state="draft",
        source=source.pk,
        tags=["城建", "渡口"],
        bylines=[{"byline": factories.make_byline("林知夏").pk, "role": "author"}],
    )
    factories.make_article()
    response = desk.post(f"{EXPORT}?state=draft", {"kind": "csv", "columns": ALL})
    assert ".csv" in response["Content-Disposition"]
    (row,) = rows_of_csv(response)
    assert row["number"] == str(story.pk)
    assert row["title"] == "渡口的早班船"
    assert row["source"] == "gauge"
    assert row["tags"] == "城建、渡口"
    assert row["bylines"] == "author=林知夏"
    assert row["section"] == story.category.path


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "＝1+1"]


@pytest.mark.parametrize("title", FORMULAS)
def test_no_spreadsheet_runs_a_title(desk, title):
    factories.make_article(title=title, summary=title)
    (row,) = rows_of_csv(desk.post(EXPORT, {"kind": "csv", "columns": ["title", "summary"]}))
    assert row["title"].startswith("'")
    assert row["summary"].startswith("'")
    book = desk.post(EXPORT, {"kind": "xlsx", "columns": ["title"]})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [cell.data_type for cell in sheet[2]] == ["s"]
    assert sheet["A2"].value.startswith("'")


def test_json_holds_what_stands_there(desk):
    factories.make_article(title="=1+1")
    response = desk.post(EXPORT, {"kind": "json", "columns": ["title", "number"]})
    assert [row["title"] for row in json.loads(response.content)] == ["=1+1"]


def test_columns_are_those_the_user_may_take_out(moderator, client_of):
    client = client_of(moderator)
    factories.make_article()
    offered = client.get(EXPORT).context["form"].fields["columns"].choices
    names = {name for name, _label in offered}
    assert "title" in names
    assert not names & {"source", "bylines", "tags", "publisher"}
    refused = client.post(EXPORT, {"kind": "csv", "columns": ["title", "publisher"]})
    assert refused.context["form"].errors["columns"]


def test_a_long_list_is_cut_and_says_so(desk, monkeypatch):
    for _number in range(3):
        factories.make_article()
    monkeypatch.setattr(article_sheets, "MOST_COUNTED", 2)
    monkeypatch.setattr(article_sheets, "PORTION", 1)
    assert desk.get(EXPORT).context["is_cut"]
    assert len(rows_of_csv(desk.post(EXPORT, {"kind": "csv", "columns": ["number"]}))) == 2


def test_nonsense_leads_back_to_the_list_and_strangers_stay_out(desk, reader, client_of):
    assert desk.get(f"{EXPORT}?source__id__exact=abc").status_code in {200, 302}
    assert desk.post(EXPORT, {"kind": "pdf", "columns": []}).context["form"].errors
    assert client_of(reader).post(EXPORT, {"kind": "csv"}).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_a_file_costs_the_same_for_one_and_five(
    desk, committed, count, django_assert_max_num_queries
):
    with committed():
        for number in range(count):
            factories.make_article(
                source=factories.make_source().pk,
                tags=[f"标签{number}"],
                bylines=[{"byline": factories.make_byline().pk, "role": "author"}],
            )
    desk.get(EXPORT)
    with django_assert_max_num_queries(18):
        rows = rows_of_csv(desk.post(EXPORT, {"kind": "csv", "columns": ALL}))
    assert len(rows) == count
