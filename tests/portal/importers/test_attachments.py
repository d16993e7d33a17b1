"""Files of a site are read from its folder or archive, and nothing else is."""

import tarfile
from pathlib import Path

import pytest

from portal.importers.attachments import open_attachments
from portal.importers.report import CannotImport, Report
from tests.portal.importers.conftest import tar_of


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, target
    return found


@pytest.mark.parametrize("place", [".", "data", "data/attachment", "data/attachment/portal"])
def test_the_folder_may_be_given_from_the_site_down_to_the_portal(tmp_path, place):
    folder = tmp_path / "data" / "attachment" / "portal"
    folder.mkdir(parents=True)
    (folder / "a.jpg").write_bytes(b"a")
    with open_attachments(tmp_path / place, Report()) as files:
        found = files.find("portal/a.jpg")
        assert found is not None
        assert found.read_bytes() == b"a"


def test_paths_and_links_that_lead_outside_find_nothing(tmp_path):
    (tmp_path / "secret").write_bytes(b"s")
    folder = tmp_path / "site" / "data" / "attachment" / "portal"
    folder.mkdir(parents=True)
    (folder / "link.jpg").symlink_to(tmp_path / "secret")
    names = ["link.jpg", "../../../../secret", "..\\secret", "\0", "", "x" * 5000]
    with open_attachments(tmp_path / "site", Report()) as files:
        assert [files.find(f"portal/{name}") for name in names] == [None] * len(names)
        assert files.find(str(tmp_path / "secret")) is None


def test_of_an_archive_only_plain_files_inside_are_unpacked(tmp_path, settings):
    settings.MAX_UPLOAD_MB = 1
    archive = tar_of(
        tmp_path / "files.tar.gz",
        (member("./data/attachment/portal/a.jpg"), b"a"),
        (member("../evil.txt"), b"e"),
        (member("/tmp-evil.txt"), b"e"),
        (member("data/attachment/portal/link.jpg", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (member("data/attachment/portal/hard.jpg", tarfile.LNKTYPE, "../evil.txt"), b""),
        (member("data/attachment/portal/pipe", tarfile.FIFOTYPE), b""),
        (member("data/attachment/portal/huge.jpg"), b"\0" * 1_048_577),
    )
    report = Report()
    with open_attachments(archive, report) as files:
        assert files.root is not None
        here = [path.name for path in files.root.rglob("*") if path.is_file()]
        assert here == ["a.jpg"]
        unpacked = files.root
    assert len(report.notes["Attachments left out"]) == 6
    assert not unpacked.exists()
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_broken_archive_is_refused(tmp_path: Path):
    archive = tar_of(tmp_path / "files.tar.gz", (member("a.jpg"), bytes(range(256)) * 400))
    archive.write_bytes(archive.read_bytes()[:-40])
    with (
        pytest.raises(CannotImport, match="cannot be unpacked"),
        open_attachments(archive, Report()),
    ):
        pass
