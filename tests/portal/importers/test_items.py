"""Feeds, tables and ninjs: one sample of each, and one broken file."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook

from news.models import Article
from portal.importers import addresses
from tests import factories

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[2] / "data" / "items"
COLUMNS = "id=编号,title=标题,date=日期,body=正文,author=作者,section=栏目,tags=标签,url=网址"


@pytest.fixture
def bring(tmp_path: Path, django_capture_on_commit_callbacks) -> Any:
    """Run the command and give its report."""

    def run(system: str, *files: Path, **options: Any) -> dict[str, Any]:
        report = tmp_path / "report.json"
        with django_capture_on_commit_callbacks(execute=True):
            named = [str(file) for file in files]
            call_command("import_site", system, *named, report=report, verbosity=0, **options)
            addresses.sites_changed()
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found

    return run


def signed_by(article: Article) -> list[str]:
    return [row.byline.name_zh for row in article.article_bylines.all()]


def test_feeds_of_both_kinds(bring):
    files = (DATA / "feed.rss", DATA / "feed.atom")
    said = bring("feed", *files, dry_run=True, site="电台")
    assert Article.objects.count() == 0
    report = bring("feed", *files, site="电台")
    assert said["kinds"] == report["kinds"]
    fog, tide = Article.objects.order_by("publish_at")
    assert (fog.title, fog.summary, fog.category.name_zh) == ("早班渡轮 & 雾", "短的", "电台")
    assert fog.body == (
        '<p>雾里的<strong>渡轮</strong></p><p><a href="https://cdn.example/x.jpg">雾</a></p>'
    )
    assert (signed_by(fog), [tag.name for tag in fog.tags.all()]) == (["沈言"], ["交通"])
    assert (tide.title, tide.body) == ("High & low", "<p>Water <em>rises</em>.</p>")
    assert report["skipped"]["article"] == {
        "without a time or without a name": 1,
        "with a name that was met before": 1,
    }
    assert Client().get("/2024/fog")["Location"] == fog.get_absolute_url()
    again = bring("feed", *files, site="电台")
    assert again["kinds"]["article"]["unchanged"] == 2


def test_a_table_whose_columns_are_named(bring, tmp_path):
    report = bring("table", DATA / "table.csv", map=COLUMNS)
    story = Article.objects.get()
    assert (story.title, story.category.name_zh) == ("渡口重开", "城事")
    assert story.body == "<p>第一段</p><p>第二段 &lt;b</p>"
    assert story.publish_at.isoformat() == "2024-05-01T00:30:00+00:00"
    assert signed_by(story) == ["沈言", "周放"]
    assert report["notes"]["Rows left out"] == [
        "table.csv, row 3: no title",
        "table.csv, row 4: no date can be read in “五月”",
    ]
    assert Client().get("/a?id=1")["Location"] == story.get_absolute_url()
    gbk = tmp_path / "table.csv"
    gbk.write_bytes((DATA / "table.csv").read_text(encoding="utf-8").encode("gb18030"))
    assert bring("table", gbk, map=COLUMNS)["kinds"]["article"]["unchanged"] == 1


def test_a_spreadsheet_with_pictures(bring, tmp_path):
    (tmp_path / "pics").mkdir()
    (tmp_path / "pics" / "dock.jpg").write_bytes(factories.picture_bytes())
    book = Workbook()
    book.active.append(["title", "date", "body", "picture", "state"])
    html = "<p>甲</p><script>x</script>"
    book.active.append(["船坞", 2024, html, "dock.jpg", "draft"])
    book.active.append(["船坞", "2024-05-01", html, "dock.jpg", "draft"])
    book.save(tmp_path / "table.xlsx")
    report = bring("table", tmp_path / "table.xlsx", attachments=tmp_path / "pics")
    story = Article.objects.get()
    assert (story.state, story.body, story.cover is not None) == ("draft", "<p>甲</p>", True)
    assert len(report["notes"]["Rows left out"]) == 1


def test_ninjs_items_together_one_alone_and_one_to_a_line(bring, tmp_path):
    report = bring("ninjs", DATA / "stories.ninjs.json", site="通讯社")
    cable, held = Article.objects.order_by("publish_at")
    assert (cable.title, cable.summary, signed_by(cable)) == (
        *("电缆接好了", "四十户来电。", ["周放"]),
    )
    assert cable.body == "<p>电<strong>缆</strong></p>"
    assert (held.state, held.language, held.body) == (
        *("draft", "en", "<p>One.</p><p>Two &lt; three.</p>"),
    )
    assert report["skipped"]["article"] == {"without a name, a title or a time": 1}
    every = json.loads((DATA / "stories.ninjs.json").read_text(encoding="utf-8"))["items"]
    alone = tmp_path / "one.json"
    alone.write_text(json.dumps(every[0]), encoding="utf-8")
    lines = tmp_path / "lines.json"
    lines.write_text("\n".join([*map(json.dumps, every[:2]), "{"]), encoding="utf-8")
    assert bring("ninjs", alone, site="通讯社")["kinds"]["article"]["unchanged"] == 1
    report = bring("ninjs", lines, site="通讯社")
    assert report["kinds"]["article"]["unchanged"] == 2
    assert report["notes"]["Items left out"] == ["lines.json, line 3: no JSON"]


def test_a_nul_in_a_name_costs_only_itself(bring, tmp_path):
    fact = {
        "uri": "https://wire.example/n\0/9",
        "headline": "题\0",
        "firstCreated": "2024-05-01T08:00Z",
    }
    file = tmp_path / "nul.json"
    file.write_text(json.dumps(fact | {"byline": "甲\0", "body_text": "文\0"}), encoding="utf-8")
    bring("ninjs", file)
    story = Article.objects.get()
    assert (story.title, story.body, signed_by(story)) == ("题", "<p>文</p>", ["甲"])


def test_broken_files_are_refused_in_words(bring, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no table")
    text = tmp_path / "broken.json"
    text.write_text("{", encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read as XLSX"):
        bring("table", broken)
    with pytest.raises(CommandError, match="is no JSON"):
        bring("ninjs", text)
    with pytest.raises(CommandError, match="These are no feeds"):
        bring("feed", text)
    with pytest.raises(CommandError, match="has no column title, date"):
        bring("table", DATA / "table.csv")
    with pytest.raises(CommandError, match="--map knows no colour"):
        bring("table", DATA / "table.csv", map="colour=颜色")


def test_a_spreadsheet_that_is_a_bomb_is_refused(bring, tmp_path, monkeypatch):
    monkeypatch.setattr("portal.importers.tables.MOST_UNPACKED", 100_000)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/worksheets/sheet1.xml", b" " * 200_000)
    with pytest.raises(CommandError, match="would unpack to 200,000 bytes"):
        bring("table", bomb)
