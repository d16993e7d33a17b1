"""Files in the site's storage whose names are made of their content, so that none ever changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def write(name: str, data: bytes | File) -> str:
    """Write a file under a name made of its content; answer the name it got.

    What stands there already is the same, or the rest of a write that broke off.
    """
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(data) if isinstance(data, bytes) else data)


def delete(names: Iterable[str]) -> None:
    """Delete files; those that are gone already do not matter."""
    for name in names:
        default_storage.delete(name)


@contextmanager
def all_or_nothing(names: Iterable[str]) -> Iterator[None]:
    """Delete the files of these names again when the deed within fails."""
    try:
        yield
    except BaseException:
        delete(names)
        raise
