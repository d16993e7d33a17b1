"""The gate before a zip that somebody sent: looked at before any of it is unpacked.

Bombs show in the table of contents: `zipfile` never unpacks more of a member than that promises.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""What `zipfile` and its unpackers raise for archives that are damaged or unknown to them."""

_ENCRYPTED = 0x1


class TooMuchError(Exception):
    """An archive promises more than can be taken."""


class DamagedError(Exception):
    """An archive cannot be read, or not without a password."""


@contextmanager
def opened(
    file: Path | IO[bytes],
    *,
    most_unpacked: int,
    most_members: int = 10_000,
    most_ratio: int = 0,
    ratio_from: int = 1024 * 1024,
) -> Iterator[zipfile.ZipFile]:
    """Give an archive that promises no more than these; `most_ratio` is of members larger than
    `ratio_from` bytes. Raises TooMuchError, and DamagedError also for what fails inside.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            size = sum(one.file_size for one in members)
            if len(members) > most_members or size > most_unpacked:
                raise TooMuchError(f"{size:,} bytes in {len(members):,} files")
            for one in members:
                if one.flag_bits & _ENCRYPTED:
                    raise DamagedError("it has a password")
                if most_ratio and one.file_size > max(ratio_from, one.compress_size * most_ratio):
                    raise TooMuchError(f"{one.file_size:,} bytes in one file")
            yield archive
    except DAMAGE as error:
        raise DamagedError(str(error)) from error
