"""A rehearsal: the portal is backed up, loses everything, and is as it was."""

import io
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as live
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.models import Article
from portal.backup import CannotBackUp, CannotRestore, back_up, restore
from portal.backup.archive import FORMAT, VERSION, checked, new_archive
from portal.lib.models import Heartbeat
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Uploads and a secret key that this test alone sees."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("the key of the tests")
    knob = SimpleNamespace(name="SECRET_KEY_FILE", value=tmp_path / "var" / "secret_key")
    settings.KNOBS = [knob]
    yield tmp_path
    for old in Path(live.VAR_DIR).glob("*.before-*"):
        old.unlink()


def test_what_was_lost_is_there_again(place: Path) -> None:
    story = factories.make_article(title="汛期值班表")
    image = factories.make_image()
    picture = Path(default_storage.path(image.file.name)).read_bytes()
    member = factories.make_user("小林", password="pass-word-26")
    back_up(place / "copy.tar.gz")

    Article.objects.all().update(title="改坏了")
    get_user_model().objects.all().delete()
    default_storage.delete(image.file.name)
    (place / "media" / "later.txt").write_text("after the backup")
    (place / "var" / "secret_key").write_text("another")
    kept = restore(place / "copy.tar.gz", replace=True)

    assert Article.objects.get(pk=story.pk).title == "汛期值班表"
    assert get_user_model().objects.get(pk=member.pk).check_password("pass-word-26")
    assert Path(default_storage.path(image.file.name)).read_bytes() == picture
    assert not (place / "media" / "later.txt").exists()
    assert (place / "var" / "secret_key").read_text() == "the key of the tests"
    # What was here before is put aside, not thrown away.
    assert all(path.exists() for path in kept)
    assert any((path / "later.txt").exists() for path in kept if path.is_dir())
    # And life goes on.
    assert factories.make_article().pk > story.pk


def test_a_restored_portal_can_be_backed_up_and_restored_again(place: Path) -> None:
    factories.make_article(title="第二次")
    for number in range(2):
        back_up(place / f"{number}.tar.gz")
        Article.objects.all().update(title="改坏了")
        restore(place / f"{number}.tar.gz", replace=True)
    assert Article.objects.get().title == "第二次"


def test_content_is_not_replaced_unasked(place: Path) -> None:
    factories.make_article()
    back_up(place / "copy.tar.gz")
    Article.objects.all().update(title="后来写的")
    with pytest.raises(CannotRestore, match="--replace"):
        restore(place / "copy.tar.gz")
    assert Article.objects.get().title == "后来写的"


def test_nothing_is_restored_under_a_running_site(place: Path) -> None:
    back_up(place / "copy.tar.gz")
    beat = Heartbeat.objects.create(part="worker:1", beat_at=timezone.now())
    with pytest.raises(CannotRestore, match="running"):
        restore(place / "copy.tar.gz")
    beat.beat_at -= timedelta(minutes=5)
    beat.save()
    restore(place / "copy.tar.gz")


def test_memory_does_not_grow_with_the_files_of_an_archive(place: Path) -> None:
    (place / "picture").write_bytes(b"a picture")
    with new_archive(place / "one.tar.gz") as archive:
        for number in range(50):
            archive.add(f"media/{number}", place / "picture")
            assert archive.tar.members == []
        archive.finish({"format": FORMAT, "version": VERSION})
    assert len(checked(place / "one.tar.gz")["files"]) == 50


def test_only_the_owner_may_read_it_and_no_draft_stays(place: Path) -> None:
    back_up(place / "copy.tar.gz")
    assert (place / "copy.tar.gz").stat().st_mode & 0o777 == 0o600
    assert {path.name for path in place.iterdir()} <= {"copy.tar.gz", "var", "media"}
    with pytest.raises(CannotBackUp, match="already"):
        back_up(place / "copy.tar.gz")
    with pytest.raises(CannotBackUp, match="no folder"):
        back_up(place / "nowhere" / "copy.tar.gz")


def test_a_broken_archive_is_noticed_before_anything_is_changed(place: Path) -> None:
    factories.make_article(title="还在")
    factories.make_image()
    back_up(place / "copy.tar.gz")
    whole = (place / "copy.tar.gz").read_bytes()
    (place / "short.tar.gz").write_bytes(whole[: len(whole) // 2])
    spoiled = bytearray(whole)
    spoiled[len(whole) // 2] ^= 0xFF
    (place / "spoiled.tar.gz").write_bytes(spoiled)
    (place / "other.tar.gz").write_text("no archive")
    for name in ("short", "spoiled", "other", "missing"):
        with pytest.raises(CannotRestore):
            restore(place / f"{name}.tar.gz", replace=True)
    assert Article.objects.get().title == "还在"
    assert (place / "media").is_dir()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "media/../../evil", "media//x", "evil"])
def test_a_file_whose_name_leads_elsewhere_is_refused(place: Path, name: str) -> None:
    with tarfile.open(place / "evil.tar.gz", "w:gz") as tar:
        about = tarfile.TarInfo(name)
        about.size = 3
        tar.addfile(about, io.BytesIO(b"bad"))
    with pytest.raises(CannotRestore, match="holds no"):
        restore(place / "evil.tar.gz", replace=True)


def test_a_link_in_an_archive_is_refused(place: Path) -> None:
    with tarfile.open(place / "evil.tar.gz", "w:gz") as tar:
        about = tarfile.TarInfo("media/picture.jpg")
        about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(about)
    with pytest.raises(CannotRestore, match="holds no"):
        checked(place / "evil.tar.gz")


def test_a_key_of_the_environment_is_said_to_be_left_out(place: Path, settings: Any) -> None:
    settings.KNOBS = []
    said: list[str] = []
    back_up(place / "copy.tar.gz", say=said.append)
    assert any("not in the backup" in line for line in said)
    assert "secret_key" not in checked(place / "copy.tar.gz")["files"]


def test_commands_do_it_and_say_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    factories.make_article(title="备份")
    file = str(place / "copy.tar.gz")
    call_command("backup", file)
    assert "is whole" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", file)
    Article.objects.all().update(title="改坏了")
    call_command("restore", file, "--replace")
    assert Article.objects.get().title == "备份"
