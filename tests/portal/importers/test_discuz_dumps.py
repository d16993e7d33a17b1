"""Other dumps of the small site bring the same; one that cannot be read brings nothing."""

import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError

from portal.accounts.models import User
from portal.importers.models import ImportedSite
from portal.lib.words import to_traditional
from tests.portal.importers.conftest import SMALL
from tests.portal.importers.dumps import everything, parts_of, rewritten

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "variant", ["gbk", "gz", "columns", "one by one", "quoted numbers", "single", "tables at once"]
)
def test_other_dumps_of_the_same_site_bring_the_same(bring, tmp_path: Path, variant):
    text = SMALL.read_text("utf-8").replace("😀", "")
    plain = tmp_path / "plain.sql"
    plain.write_text(text, "utf-8")
    bring(plain)
    before = everything()
    dump = tmp_path / "variant.sql"
    if variant == "gbk":
        text = text.replace("utf8mb4", "gbk").replace("pre_", "cdb_").replace("InnoDB", "MyISAM")
        text = text.replace('s:6:\\"', 's:4:\\"')
        dump.write_bytes(text.encode("gbk"))
        report = bring(dump, prefix="cdb_")
    elif variant == "gz":
        dump.write_bytes(gzip.compress(text.encode()))
        report = bring(dump)
    elif variant in ("single", "tables at once"):
        rewritten(plain, dump, engine="MyISAM", extended=variant != "single")
        report = bring(dump)
    else:
        dump.write_text(REWRITES[variant](text), "utf-8")
        report = bring(dump)
    assert everything() == before
    assert all(
        counts["created"] == counts["updated"] == 0 for counts in report["kinds"].values()
    ), report["kinds"]


def test_a_dump_in_big5_brings_the_same_as_in_utf8(bring, tmp_path):
    text = to_traditional(SMALL.read_text("utf-8").replace("😀", ""))
    plain, dump = tmp_path / "plain.sql", tmp_path / "big5.sql"
    plain.write_text(text, "utf-8")
    bring(plain)
    before = everything()
    assert ("兩頁的故事") in {title for title, *_ in before["stories"]}
    text = text.replace("utf8mb4", "big5").replace('s:6:\\"', 's:4:\\"')
    dump.write_bytes(text.encode("big5hkscs"))
    report = bring(dump)
    assert report["charset"] == "big5"
    assert everything() == before


@pytest.mark.parametrize("charset", ["utf8mb4", "gbk"])
def test_a_backup_in_several_files_is_one_database(bring, tmp_path, charset):
    text = SMALL.read_text("utf-8").replace("😀", "")
    plain = tmp_path / "plain.sql"
    plain.write_text(text, "utf-8")
    bring(plain)
    before = everything()
    volumes = parts_of(plain, tmp_path, charset=charset, count=11)
    report = bring(*sorted(volumes))  # As a shell names them: 10 before 2.
    assert report["charset"] == charset
    assert everything() == before
    assert all(
        counts["created"] == counts["updated"] == 0 for counts in report["kinds"].values()
    ), report["kinds"]


def test_a_volume_that_is_missing_is_named_before_anything_is_read(bring, tmp_path):
    volumes = parts_of(SMALL, tmp_path, charset="utf8mb4", count=3)
    with pytest.raises(CommandError, match="volume 2 is missing"):
        bring(volumes[0], volumes[2])
    with pytest.raises(CommandError, match=r"3\.sql: .*defines the table .* again"):
        bring(*volumes, tmp_path / "copy-3.sql")


def with_columns(text: str) -> str:
    return text.replace(
        "INSERT INTO `pre_portal_article_count` VALUES (101,3,2586,9)",
        "INSERT INTO `pre_portal_article_count` (`viewnum`, `aid`) VALUES (2586,101);\n"
        "INSERT INTO `pre_portal_article_count` VALUES (101,3,2586,9)",
    )


def one_by_one(text: str) -> str:
    comments = "INSERT INTO `pre_portal_comment` VALUES\n"
    head, rows = text.split(comments)
    rows, rest = rows.split(";\nCREATE TABLE `pre_portal_comment_moderate`")
    single = "".join(f"{comments.strip()} {row};\n" for row in rows.split(",\n("))
    single = single.replace("VALUES ", "VALUES (").replace("((", "(")
    return f"{head}{single}CREATE TABLE `pre_portal_comment_moderate`{rest}"


def quoted_numbers(text: str) -> str:
    return text.replace(
        "(3,'A&amp;B读者',101,'aid',1,", "('3','A&amp;B读者','101','aid','1',"
    ).replace("(102,3,2,'编辑", "('102','3','2','编辑")


REWRITES = {"columns": with_columns, "one by one": one_by_one, "quoted numbers": quoted_numbers}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[: text.index("尾声正文")], "has no end"),
        (lambda text: text.replace("-- Dump completed", "-- Dump"), "cut short"),
        (lambda text: text.replace("SET NAMES utf8mb4", "SET NAMES sjis"), "sjis"),
        (lambda text: text.replace("pre_portal", "pre_wiki"), "not that of a Discuz! X portal"),
        (lambda text: text.replace("`pre_", "`jc_"), "use --prefix jc_"),
    ],
)
def test_a_dump_that_cannot_be_read_writes_nothing(bring, tmp_path, change, words):
    dump = tmp_path / "bad.sql"
    dump.write_text(change(SMALL.read_text("utf-8")), "utf-8")
    with pytest.raises(CommandError, match=words):
        bring(dump)
    assert not User.objects.exists()
    assert not ImportedSite.objects.exists()
