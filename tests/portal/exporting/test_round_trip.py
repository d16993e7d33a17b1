"""A portal that leaves comes back the same: every table, every file."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.models import Article, Image
from portal.exporting import CannotRead, CannotWrite, read_site, write_site
from portal.exporting.folder import write_lines
from portal.exporting.nouns import LEFT_OUT, SECRETS, file_columns, nouns
from tests import factories
from tests.portal.exporting.crowd import settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of uploads that this test alone sees."""
    storage = FileSystemStorage(location=tmp_path / "media", base_url="/media/")
    monkeypatch.setattr(default_storage, "_wrapped", storage)
    return tmp_path / "media"


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of the portal but those that are left out by name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label not in LEFT_OUT or label in ("auth.Permission", "contenttypes.ContentType"):
            secret = SECRETS.get(label, {})
            names = [f.attname for f in model._meta.concrete_fields if f.name not in secret]
            found[label] = list(model._base_manager.order_by("pk").values(*names))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_table_and_every_file_come_back_the_same(tmp_path: Path, media: Path) -> None:
    settle()
    before, files = everything(), contents(media)
    empty = [label for label, found in before.items() if not found]
    assert not empty, empty
    write_site(tmp_path / "out")
    media.rename(tmp_path / "elsewhere")
    get_user_model().objects.create_user("要被换掉的人", password="pass-word-26")
    read_site(tmp_path / "out", replace=True)
    after = everything()
    assert after.keys() == before.keys()
    for label in before:
        assert after[label] == before[label], label
    named = {
        row[column]
        for model in nouns().values()
        for row in before[model._meta.label]
        for column in file_columns(model)
        if row[column]
    }
    assert named
    assert contents(media) == {name: files[name] for name in named}


def test_what_leaves_and_what_stays_is_decided_for_every_table() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert LEFT_OUT.keys() <= labels
    assert SECRETS.keys() <= labels
    assert {model._meta.label for model in nouns().values()} == labels - LEFT_OUT.keys()


def test_a_table_that_only_the_database_knows_is_the_search_index_or_the_framework() -> None:
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    rest = set(connection.introspection.table_names()) - known
    assert {name for name in rest if not name.startswith(("news_search", "django_"))} == set()


def test_new_rows_get_keys_after_those_that_came(tmp_path: Path) -> None:
    last = factories.make_article()
    write_site(tmp_path / "out")
    read_site(tmp_path / "out", replace=True)
    assert factories.make_article().pk > last.pk


def test_no_secret_leaves_and_nobody_signs_in_with_what_came(tmp_path: Path) -> None:
    member = factories.make_user("小林", password="pass-word-26")
    secret = member.password
    write_site(tmp_path / "out")
    written = b"".join(contents(tmp_path / "out").values()).decode()
    assert "小林" in written
    assert secret not in written
    read_site(tmp_path / "out", replace=True)
    assert not get_user_model().objects.get(username="小林").has_usable_password()


def test_stories_are_found_again_after_the_worker_has_built_the_index(
    tmp_path: Path,
) -> None:
    factories.make_article(title="龙门吊不拆了")
    write_site(tmp_path / "out")
    read_site(tmp_path / "out", replace=True)
    assert "龙门吊不拆了" not in answer_to("龙门吊")
    call_command("rebuild_search", verbosity=0)
    assert "不拆了" in answer_to("龙门吊")


def answer_to(words: str) -> str:
    return Client().get("/search/", {"q": words}).content.decode()


def test_stories_that_readers_may_see_stand_there_as_ninjs(tmp_path: Path) -> None:
    shown = factories.make_article(title="登出来的")
    factories.make_article(title="还没登", state=Article.State.DRAFT)
    manifest = write_site(tmp_path / "out")
    lines = (tmp_path / "out" / "articles.ninjs.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [story["title"] for story in found] == ["登出来的"]
    assert {"role": "article", "value": str(shown.pk)} in found[0]["altIds"]
    assert manifest["ninjs"]["count"] == 1


def test_a_file_that_is_gone_is_told_and_does_not_stop_the_move(tmp_path: Path) -> None:
    image = factories.make_image()
    default_storage.delete(image.file.name)
    manifest = write_site(tmp_path / "out")
    assert manifest["media"]["missing"] == 1
    read_site(tmp_path / "out", replace=True)
    assert Image.objects.get().file.name == image.file.name


def test_a_portal_in_use_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    factories.make_article()
    write_site(tmp_path / "out")
    kept = factories.make_article()
    with pytest.raises(CannotRead, match="--replace"):
        read_site(tmp_path / "out")
    assert Article.objects.filter(pk=kept.pk).exists()


def test_a_folder_with_something_in_it_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(CannotWrite):
        write_site(tmp_path / "out")


def test_an_export_without_its_end_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path / "out")
    (tmp_path / "out" / "manifest.json").unlink()
    with pytest.raises(CannotRead, match="no whole export"):
        read_site(tmp_path / "out")


@pytest.mark.parametrize("name", ["news.article.jsonl", "media.jsonl", "articles.ninjs.jsonl"])
def test_a_line_that_was_changed_is_noticed_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    article = factories.make_article(title="原来的题目", cover=factories.make_image().pk)
    write_site(tmp_path / "out")
    path = tmp_path / "out" / name
    path.write_bytes(path.read_bytes() + b"{}\n")
    with pytest.raises(CannotRead, match="checksum"):
        read_site(tmp_path / "out", replace=True)
    assert Article.objects.get(pk=article.pk).title == "原来的题目"


def test_a_picture_that_was_changed_is_noticed(tmp_path: Path) -> None:
    image = factories.make_image()
    write_site(tmp_path / "out")
    (tmp_path / "out" / "media" / image.file.name).write_bytes(b"another")
    with pytest.raises(CannotRead, match="not as it was written"):
        read_site(tmp_path / "out", replace=True)


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "a\\evil.txt", "a//evil.txt", "", "."],
)
def test_a_file_whose_name_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    write_site(tmp_path / "out")
    forge(tmp_path / "out", "media", [{"name": name, "size": 0, "sha256": ""}])
    with pytest.raises(CannotRead, match="may not be called"):
        read_site(tmp_path / "out", replace=True)


def test_a_link_in_the_folder_is_not_followed_out_of_it(tmp_path: Path) -> None:
    write_site(tmp_path / "out")
    (tmp_path / "secret").write_text("not for the portal")
    (tmp_path / "out" / "media" / "picture.jpg").symlink_to(tmp_path / "secret")
    forge(tmp_path / "out", "media", [{"name": "picture.jpg", "size": 0, "sha256": ""}])
    with pytest.raises(CannotRead, match="leads out"):
        read_site(tmp_path / "out", replace=True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"id": 1, "colour": "red"}, "unknown here: colour"),
        ({"id": "no number"}, "line 1"),
        ({"id": 1, "article_id": 999, "number": 1, "at": "2026-07-10T00:00:00+00:00"}, "database"),
    ],
)
def test_rows_that_do_not_fit_leave_everything_as_it_was(
    tmp_path: Path, line: dict[str, Any], words: str
) -> None:
    write_site(tmp_path / "out")
    article = factories.make_article()
    forge(tmp_path / "out", "news.revision", [line])
    with pytest.raises(CannotRead, match=words):
        read_site(tmp_path / "out", replace=True)
    assert Article.objects.get().pk == article.pk


def test_what_a_newer_program_wrote_is_refused_by_name(tmp_path: Path) -> None:
    write_site(tmp_path / "out")
    forge(tmp_path / "out", "news.podcast", [])
    with pytest.raises(CannotRead, match=r"news\.podcast"):
        read_site(tmp_path / "out")


def test_an_older_export_lacks_a_column_and_gets_its_default(tmp_path: Path) -> None:
    category = factories.make_category("城建", page_size=7)
    write_site(tmp_path / "out")
    path = tmp_path / "out" / "news.category.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        del row["page_size"]
    forge(tmp_path / "out", "news.category", rows)
    read_site(tmp_path / "out", replace=True)
    category.refresh_from_db()
    assert category.page_size == type(category)._meta.get_field("page_size").get_default()


def test_writing_asks_no_more_for_more_rows(tmp_path: Path) -> None:
    counts = []
    for number in range(2):
        factories.make_user()
        with CaptureQueriesContext(connection) as asked:
            write_site(tmp_path / str(number), with_ninjs=False)
        counts.append(len(asked))
        for _ in range(5):
            factories.make_user()
    assert counts[0] == counts[1]


def test_commands_do_it_and_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    factories.make_article(title="搬家的报道")
    call_command("export_site", str(tmp_path / "out"))
    assert "is complete" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--replace"):
        call_command("import_site", "masthead", str(tmp_path / "out"))
    call_command("import_site", "masthead", str(tmp_path / "out"), "--replace")
    assert Article.objects.get().title == "搬家的报道"


def forge(folder: Path, noun: str, rows: list[dict[str, Any]]) -> None:
    """Put other rows into a file, with a checksum that says they are right."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    facts = write_lines(folder / f"{noun}.jsonl", rows)
    if noun == "media":
        manifest["media"] |= facts
    else:
        manifest["nouns"][noun] = facts
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
