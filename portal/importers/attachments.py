"""The files that come with a site, in a folder or an archive; nothing outside of it is read."""

import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings

from portal.importers.report import CannotImport, Report
from portal.lib import zips

FOLDERS = ("data/attachment", "attachment", "wp-content/uploads", "uploads", ".")
"""Where below the given place the files may lie; paths count from there."""

ROOM_LEFT = 0.9
"""No archive may fill more of what is free on the disk."""

PART = 1024 * 1024
"""Bytes copied at once."""


class Attachments:
    """Files by their path below the root; without a root there are none."""

    def __init__(self, root: Path | None) -> None:
        self.root = root

    def find(self, path: str) -> Path | None:
        """The file of a path, or None: not there, no file, or not inside the root."""
        if self.root is None or _inner(path) is None:
            return None
        place = self.root / path
        try:
            if place.is_file() and place.resolve().is_relative_to(self.root):
                return place
        except OSError:  # A name too long for a file.
            pass
        return None


@contextmanager
def open_attachments(place: Path | None, report: Report) -> Iterator[Attachments]:
    """Give the files of a folder or an archive, which is unpacked as long as it is needed.

    Raises CannotImport.
    """
    if place is None:
        yield Attachments(None)
    elif place.is_dir():
        yield Attachments(_root(place))
    else:
        with TemporaryDirectory(prefix="masthead-import-") as folder:
            _unpack(place, Path(folder), report)
            yield Attachments(_root(Path(folder)))


def _root(place: Path) -> Path:
    """The folder that paths count from: that of the attachments, wherever the place stands."""
    place = place.resolve()
    if place.name == "portal" and not (place / "portal").is_dir():
        return place.parent
    return next(place / folder for folder in FOLDERS if (place / folder).is_dir()).resolve()


def _unpack(archive: Path, folder: Path, report: Report) -> None:
    """Unpack plain files only, by names we have looked at; the rest is reported."""
    room = shutil.disk_usage(folder).free * ROOM_LEFT
    read = _zipped if zipfile.is_zipfile(archive) else _tarred
    try:
        with read(archive) as members:
            for named, size, opened in members:
                name = _inner(named)
                if name is None or opened is None:
                    report.note("Attachments left out", f"{named!r}: no plain file inside")
                    continue
                if size > settings.MAX_UPLOAD_MB * 1024 * 1024:
                    report.note("Attachments left out", f"{name}: {size:,} bytes")
                    continue
                room -= size
                if room < 0:
                    raise CannotImport(f"The disk has no room to unpack {archive}.")
                _write(opened, size, folder / name)
    except (tarfile.TarError, *zips.DAMAGE) as error:
        raise CannotImport(f"The attachments {archive} cannot be unpacked: {error}.") from error


Member = tuple[str, int, Callable[[], IO[bytes] | None] | None]
"""Name, size and how to open it; None for what is no plain file."""


@contextmanager
def _tarred(archive: Path) -> Iterator[Iterator[Member]]:
    with tarfile.open(archive) as tar:
        yield (
            (
                member.name,
                member.size,
                partial(tar.extractfile, member) if member.isreg() else None,
            )
            for member in tar
            if not member.isdir()
        )


@contextmanager
def _zipped(archive: Path) -> Iterator[Iterator[Member]]:
    """What a zip says of itself may be a lie: no more than it says is unpacked."""
    with zipfile.ZipFile(archive) as pack:
        yield (
            (
                member.filename,
                member.file_size,
                None if _is_link(member) else partial(pack.open, member),
            )
            for member in pack.infolist()
            if not member.is_dir()
        )


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _write(opened: Callable[[], IO[bytes] | None], size: int, place: Path) -> None:
    file = opened()
    if file is None:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with file, place.open("wb") as out:
        left = size
        while left > 0 and (part := file.read(min(left, PART))):
            out.write(part)
            left -= len(part)


def _inner(name: str) -> str | None:
    """The tidy form of a path that leads nowhere but inside, else None."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or "\\" in name or not path.parts:
        return None
    return str(path)
