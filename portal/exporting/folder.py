"""The files of an export: lines of JSON with their checksums, and names that stay in the folder."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = "masthead"
VERSION = 1
MANIFEST = "manifest.json"
MEDIA = "media.jsonl"
NINJS = "articles.ninjs.jsonl"
FILES = "media"
BLOCK = 1024 * 1024


class CannotWrite(Exception):
    """The export cannot begin; the message says why."""


class CannotRead(Exception):
    """What lies in the folder is no export, or not as it was written; nothing was changed."""


def write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Write one object a line; answer the count and the checksum."""
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for line in lines:
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
            data = text.encode()
            digest.update(data)
            file.write(data)
            count += 1
    return {"count": count, "sha256": digest.hexdigest()}


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read one object a line. Raises CannotRead with the number of a line that is none."""
    with path.open("rb") as file:
        for number, data in enumerate(file, start=1):
            try:
                line = json.loads(data)
            except ValueError as error:
                raise CannotRead(f"{path.name}, line {number}: {error}") from error
            if not isinstance(line, dict):
                raise CannotRead(f"{path.name}, line {number}: not an object")
            yield line


def check_lines(path: Path, facts: dict[str, Any]) -> None:
    """Compare a file with what the manifest says of it. Raises CannotRead."""
    if not path.is_file() or path.is_symlink():
        raise CannotRead(f"{path.name} is missing.")
    with path.open("rb") as file:
        if checksum(file)[0] != facts.get("sha256"):
            raise CannotRead(f"{path.name} is not as it was written: its checksum differs.")


def checksum(file: IO[bytes]) -> tuple[str, int]:
    """The SHA-256 and the size of what is left of a file."""
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def inside(folder: Path, name: str) -> Path:
    """The place of a file below a folder. Raises CannotRead for a name that leads elsewhere."""
    path = PurePosixPath(name)
    is_odd = "\\" in name or "\0" in name or ":" in path.parts[:1] or str(path) != name
    if is_odd or not path.parts or path.is_absolute() or ".." in path.parts:
        raise CannotRead(f"A file may not be called {name!r}.")
    place = folder / path
    if not place.resolve().is_relative_to(folder.resolve()):
        raise CannotRead(f"{name!r} leads out of its folder.")
    return place
