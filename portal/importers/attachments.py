"""The files that come with a site, in a folder or a tar archive; nothing outside of it is read."""

import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.conf import settings

from portal.importers.report import CannotImport, Report

FOLDERS = ("data/attachment", "attachment", "uploads", ".")
"""Where below the given place the files may lie; paths count from there."""

ROOM_LEFT = 0.9
"""No archive may fill more of what is free on the disk."""


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
    most = settings.MAX_UPLOAD_MB * 1024 * 1024
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                name = _inner(member.name)
                if member.isdir():
                    continue
                if name is None or not member.isreg():
                    report.note("Attachments left out", f"{member.name!r}: no plain file inside")
                elif member.size > most:
                    report.note("Attachments left out", f"{name}: {member.size:,} bytes")
                else:
                    room -= member.size
                    if room < 0:
                        raise CannotImport(f"The disk has no room to unpack {archive}.")
                    _write(tar, member, folder / name)
    except (tarfile.TarError, zlib.error, OSError, EOFError) as error:
        raise CannotImport(f"The attachments {archive} cannot be unpacked: {error}.") from error


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    file = tar.extractfile(member)
    if file is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        with file, place.open("wb") as out:
            shutil.copyfileobj(file, out)


def _inner(name: str) -> str | None:
    """The tidy form of a path that leads nowhere but inside, else None."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or "\\" in name or not path.parts:
        return None
    return str(path)
