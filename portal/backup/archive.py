"""The archive itself: written as a stream, and compared with its manifest before it is believed."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = "masthead-backup"
VERSION = 1
MANIFEST = "manifest.json"
MEDIA = "media/"
SECRET_KEY = "secret_key"  # noqa: S105 (the name of a file)
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
BLOCK = 1024 * 1024

Manifest = dict[str, Any]


class CannotBackUp(Exception):
    """No backup was written; the message says why."""


class CannotRestore(Exception):
    """Nothing was changed; the message says why."""


class Writer:
    """Adds files to an archive and notes their checksums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is now. Raises OSError where it is gone or shrinks meanwhile."""
        with path.open("rb") as file:
            about = self.tar.gettarinfo(arcname=name, fileobj=file)
            about.uname = about.gname = ""
            reading = Reading(file)
            self.tar.addfile(about, reading)
        _forget(self.tar)
        self.files[name] = {"size": about.size, "sha256": reading.digest.hexdigest()}

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, which is last because it knows what came before."""
        data = json.dumps(manifest | {"files": self.files}, indent=1).encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(data)
        self.tar.addfile(about, io.BytesIO(data))


def _forget(tar: tarfile.TarFile) -> None:
    """Let an archive remember none of the files that went through it."""
    tar.members.clear()  # type: ignore[attr-defined]


class Reading:
    """A file whose checksum is taken while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self.file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def new_archive(path: Path) -> Iterator[Writer]:
    """Write an archive that has its name only when it is whole and reads back as it was written.

    Only its owner may read it. Raises CannotBackUp where a file of that name is there already.
    """
    if path.exists():
        raise CannotBackUp(f"{path} is there already.")
    draft = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        # Pictures do not get smaller, whatever the time spent on them.
        with (
            os.fdopen(handle, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar,
        ):
            yield Writer(tar)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        checked(draft)
        draft.rename(path)
    except CannotRestore as fault:
        raise CannotBackUp(f"What was written does not read back: {fault}") from fault
    finally:
        draft.unlink(missing_ok=True)


def checked(path: Path) -> Manifest:
    """Read an archive to its end and compare it with its manifest. Raises CannotRestore."""
    found: dict[str, dict[str, Any]] = {}
    manifest = None
    try:
        for member, file in members(path):
            if member.name == MANIFEST:
                manifest = json.loads(file.read(BLOCK * 512))
                continue
            reading = Reading(file)
            while reading.read(BLOCK):
                pass
            found[member.name] = {"size": member.size, "sha256": reading.digest.hexdigest()}
        kind, version = manifest["format"], manifest["version"]  # type: ignore[index]
        files = manifest["files"]  # type: ignore[index]
    except (OSError, EOFError, tarfile.TarError, ValueError, LookupError, TypeError) as error:
        raise CannotRestore(f"{path} is no whole backup: {error}") from error
    if (kind, version) != (FORMAT, VERSION):
        raise CannotRestore(f"This is {kind!r} {version!r}; what can be read is {FORMAT} 1.")
    for name in sorted(files.keys() | found.keys()):
        if files.get(name) != found.get(name):
            raise CannotRestore(f"{path}: {name} is not as it was written.")
    return manifest  # type: ignore[return-value]


def members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Each file of an archive in its order. Raises CannotRestore for one of another kind."""
    with tarfile.open(path, mode="r|gz") as tar:
        while (member := tar.next()) is not None:
            _forget(tar)
            if not member.isreg() or not is_ours(member.name):
                raise CannotRestore(f"A backup of ours holds no {member.name!r}.")
            file = tar.extractfile(member)
            if file is not None:
                yield member, file


def is_ours(name: str) -> bool:
    """Whether a file of that name may be in an archive, and stays in its folder."""
    path = PurePosixPath(name)
    if name in {MANIFEST, SECRET_KEY, *DATABASES.values()}:
        return True
    is_plain = str(path) == name and "\\" not in name and "\0" not in name
    return is_plain and name.startswith(MEDIA) and ".." not in path.parts
