"""A small site of our own making, its files, and the sample that may lie beside the checkout."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import factories

SMALL = Path(__file__).parents[2] / "data" / "discuz" / "small.sql"
SMALL_WORDPRESS = Path(__file__).parents[2] / "data" / "wordpress" / "small.xml"

Bring = Callable[..., dict[str, Any]]


@pytest.fixture
def small_files(tmp_path: Path) -> Path:
    """The attachments of the small site, as a folder."""
    folder = tmp_path / "site" / "data" / "attachment" / "portal" / "202401" / "05"
    folder.mkdir(parents=True)
    for name in ("lamp.jpg", "lamp.jpg.thumb.jpg"):
        (folder / name).write_bytes(factories.picture_bytes())
    for name in ("quay.png", "unused.png"):
        (folder / name).write_bytes(factories.picture_bytes(file_format="PNG"))
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (folder / "timetable.txt").write_text(f"6:00 7:30 {tmp_path.name}", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("nobody's business", encoding="utf-8")
    return tmp_path / "site"


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Run the command and give its report."""

    def run(*dumps: Path, **options: Any) -> dict[str, Any]:
        report = tmp_path / "report.json"
        files = [str(dump) for dump in dumps or ([] if options.get("dsn") else [SMALL])]
        call_command("import_site", "discuz", *files, report=report, verbosity=0, **options)
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found

    return run


@pytest.fixture
def bring_wordpress(tmp_path: Path) -> Bring:
    """Run the command for a WordPress site and give its report."""

    def run(*files: Path, **options: Any) -> dict[str, Any]:
        report = tmp_path / "report.json"
        named = [str(file) for file in files or (SMALL_WORDPRESS,)]
        call_command("import_site", "wordpress", *named, report=report, verbosity=0, **options)
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found

    return run


def tar_of(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write a tar archive of some members."""
    with tarfile.open(path, "w:gz") as tar:
        for member, data in members:
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path
