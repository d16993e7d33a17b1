"""Taking a backup, while the site runs."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.backup.archive import (
    DATABASES,
    FORMAT,
    MEDIA,
    SECRET_KEY,
    VERSION,
    CannotBackUp,
    new_archive,
)
from portal.backup.databases import copy_out
from portal.lib.database import newest_migrations

Say = Callable[[str], None]


def back_up(path: Path, *, say: Say = lambda line: None) -> None:
    """Write one archive of database, secret key and media. Raises CannotBackUp.

    The database comes first: a file is there before a row names it, so that every file the copy
    knows is among those that follow.
    """
    if not path.parent.is_dir():
        raise CannotBackUp(f"There is no folder {path.parent}.")
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "written_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": newest_migrations(),
    }
    try:
        with new_archive(path) as archive:
            with TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
                copy = Path(folder) / DATABASES[connection.vendor]
                say("Copying the database ...")
                copy_out(copy)
                archive.add(copy.name, copy)
            say(_add_secret_key(archive.add))
            files = 0
            for name, place in media_files(Path(settings.MEDIA_ROOT)):
                try:
                    archive.add(f"{MEDIA}{name}", place)
                except FileNotFoundError:
                    continue  # Deleted since its folder was read; no row names it any more.
                files += 1
            archive.finish(manifest)
            say(f"{files:,} files of media; comparing ...")
    except OSError as error:
        raise CannotBackUp(str(error)) from error


def _add_secret_key(add: Callable[[str, Path], None]) -> str:
    place = secret_key_file()
    if place is None or not place.is_file():
        return "The secret key comes from the environment and is not in the backup: keep it too."
    add(SECRET_KEY, place)
    return "The secret key is in the backup."


def secret_key_file() -> Path | None:
    """Where the portal keeps a key of its own; None where the environment gives one."""
    found = [knob.value for knob in settings.KNOBS if knob.name == "SECRET_KEY_FILE"]
    return Path(str(found[0])) if found else None


def media_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the uploads by its name, folder by folder; links are not followed."""
    for place in sorted(root.iterdir()) if root.is_dir() else []:
        if place.is_symlink():
            continue
        if place.is_dir():
            for name, file in media_files(place):
                yield f"{place.name}/{name}", file
        elif place.is_file():
            yield place.name, place
