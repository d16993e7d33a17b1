"""A source is held against what stands here, and every difference is named."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from comments.models import Comment
from news import editing
from news.models import Article, ArticleStats, Source
from portal.importers.models import ImportedRecord, ImportRun
from portal.importers.moving import Manner, move_in
from portal.importers.report import DIFFERENCES, Report
from portal.importers.undoing import undo
from tests.big_dump import write_dump
from tests.portal.importers.conftest import SMALL

pytestmark = pytest.mark.django_db

STORIES = 30


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write_dump(tmp_path / "big.sql", STORIES, comments=20)


def compare(*dumps: Path) -> Report:
    return move_in(*dumps, manner=Manner(compares=True))


def found(report: Report) -> dict[str, dict[str, int]]:
    """The differences by kind, and nothing else."""
    named = {kind: {n: c[n] for n in DIFFERENCES if c[n]} for kind, c in report.counts.items()}
    return {kind: differences for kind, differences in named.items() if differences}


def test_a_site_that_came_whole_does_not_differ(dump):
    move_in(dump)
    report = compare(dump)
    assert found(report) == {}
    counts = report.as_data()["kinds"]["article"]
    assert (counts["read"], counts["here"], counts["sampled"]) == (STORIES, STORIES, STORIES)
    call_command("import_site", "discuz", str(dump), check=True, verbosity=0)


def test_without_an_import_all_of_it_is_missing_and_nothing_is_written(dump):
    report = compare(dump)
    assert found(report)["article"] == {"not here": STORIES}
    assert not Article.objects.exists()
    assert not ImportRun.objects.exists()


def test_every_difference_is_counted_and_named(dump, tmp_path):
    move_in(dump)
    first, second, third = Article.objects.order_by("publish_at")[:3]
    editing.apply(first, {"title": "在这里改过"}, by=None)
    second.delete()
    Comment.objects.first().delete()
    Source.objects.filter(name_zh="来源1").update(name_zh="改名")
    text = dump.read_text("utf-8").replace(third.title, "源头改了")
    text = text.replace("INSERT INTO `pre_portal_article_count`", "INSERT INTO `gone`", 1)
    changed = tmp_path / "changed.sql"
    changed.write_text(text, "utf-8")
    runs = ImportRun.objects.count()
    report = compare(changed)
    differences = found(report)
    assert differences["article"] == {"edited here": 1, "deleted here": 1, "changed there": 1}
    assert differences["comment"]["deleted here"] == 1
    assert differences["source"] == {"edited here": 1}
    assert differences["reads"]["no more there"] == STORIES
    assert f"article 1: {first.title}" in report.notes["Edited here"]
    assert f"article 2: {second.title}" in report.notes["Deleted here"]
    assert "article 3: 源头改了" in report.notes["Changed there"]
    assert (ImportRun.objects.count(), Article.objects.get(pk=first.pk).title) == (
        runs,
        "在这里改过",
    )


def test_numbers_may_only_have_grown(bring):
    bring()
    ArticleStats.objects.update(view_count=F("view_count") + 1)
    before = found(compare(SMALL))
    assert "reads" not in before
    assert "reactions" not in before
    ArticleStats.objects.update(view_count=0, reaction_count=0)
    numbers = found(compare(SMALL))
    assert numbers["reads"] == {"edited here": 2}
    assert numbers["reactions"] == {"edited here": 2}


def test_what_the_import_left_out_and_said_so_is_told_apart_from_what_is_missing(bring):
    bring()
    report = compare(SMALL)
    assert found(report) == {}
    assert report.skipped["article"] == {"as reported: its section was not brought": 1}
    ImportedRecord.objects.filter(kind="article", foreign_id="101").delete()
    report = compare(SMALL)
    assert found(report) == {"article": {"not here": 1}}
    assert [line[:11] for line in report.notes["Not here"]] == ["article 101"]
    assert report.skipped["article"] == {"as reported: its section was not brought": 1}


def test_a_part_brought_later_does_not_make_the_comparison_forget(bring):
    bring()
    bring(since="2099-01-01")
    assert found(compare(SMALL)) == {}


def test_what_a_run_that_was_taken_back_left_out_is_missing(bring):
    bring()
    undo(ImportRun.objects.get().pk)
    assert found(compare(SMALL))["article"]["not here"] > 1
    assert "as reported: its section was not brought" not in compare(SMALL).skipped["article"]


def test_the_command_ends_with_one_and_says_what_the_import_skipped(bring, capsys):
    bring()
    call_command("import_site", "discuz", str(SMALL), check=True)
    assert "article: 1: its section was not brought" in capsys.readouterr().out
    ImportedRecord.objects.filter(kind="article", foreign_id="101").delete()
    with pytest.raises(CommandError, match="Differences between the source and here: 1") as error:
        call_command("import_site", "discuz", str(SMALL), check=True)
    assert error.value.returncode == 1
    assert "article 101" in capsys.readouterr().out
    before = ImportedRecord.objects.count()
    with pytest.raises(CommandError, match="leave --dry-run"):
        call_command("import_site", "discuz", str(SMALL), check=True, dry_run=True)
    assert ImportedRecord.objects.count() == before
