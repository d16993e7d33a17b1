"""Restoring a backup: everything is checked and laid ready first, then swapped."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from news.models import Article, Category
from portal.backup.archive import DATABASES, MEDIA, SECRET_KEY, CannotRestore, checked, members
from portal.backup.databases import copy_in
from portal.backup.taking import secret_key_file
from portal.lib import heartbeat
from portal.lib.database import known_migrations

Say = Callable[[str], None]

PATIENCE = timedelta(seconds=45)
"""A part of the site that gave a sign of life since then is taken to be running."""


def restore(path: Path, *, replace: bool = False, say: Say = lambda line: None) -> list[Path]:
    """Put a backup in the place of what is here; answer where that is kept. Raises CannotRestore.

    Until the whole archive has been compared and unpacked beside its place nothing is changed;
    the files are swapped by renaming, the database of PostgreSQL in one transaction.
    """
    say("Comparing checksums ...")
    manifest = checked(path)
    _refuse(manifest, replace)
    media, database = Path(settings.MEDIA_ROOT), _database_folder()
    with (
        TemporaryDirectory(dir=_made(media.parent), prefix=".restore-") as for_media,
        TemporaryDirectory(dir=_made(database), prefix=".restore-") as for_database,
    ):
        say("Unpacking ...")
        _unpack(path, Path(for_media), Path(for_database))
        return _swap(Path(for_media), Path(for_database), f"before-{timezone.now():%Y%m%dT%H%M%S}")


def _refuse(manifest: dict, replace: bool) -> None:
    here = connection.vendor
    if manifest.get("database") != here:
        raise CannotRestore(
            f"The backup is of {manifest.get('database')}, this portal is on {here}; "
            "export_site and import_site go from one to the other."
        )
    strange = sorted(set(manifest.get("migrations", [])) - known_migrations())
    if strange:
        raise CannotRestore(f"A newer Masthead wrote this; unknown here: {', '.join(strange)}.")
    if Path(settings.MEDIA_ROOT).is_mount():
        raise CannotRestore("MEDIA_ROOT is a mount point; let it be a folder below one.")
    is_empty, is_running = _state()
    if is_running:
        raise CannotRestore("The site is running; stop it, wait a minute, and try again.")
    if not (is_empty or replace):
        raise CannotRestore("This portal has content or members; --replace puts them aside.")


def _state() -> tuple[bool, bool]:
    """Whether nobody has begun here, and whether worker or scheduler are alive."""
    with suppress(DatabaseError):  # A database without tables, which is as empty as can be.
        models = (Article, Category, get_user_model())
        ages = heartbeat.ages(("worker", "scheduler"), timezone.now()).values()
        is_running = any(age is not None and age < PATIENCE for age in ages)
        return not any(model._default_manager.exists() for model in models), is_running
    return True, False


def _database_folder() -> Path:
    """Beside the database, so that renaming is enough; for a dump any place will do."""
    is_sqlite = connection.vendor == "sqlite"
    return Path(connection.settings_dict["NAME"]).parent if is_sqlite else Path(settings.VAR_DIR)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unpack(path: Path, for_media: Path, for_database: Path) -> None:
    (for_media / MEDIA).mkdir()
    for member, file in members(path):
        folder = for_media if member.name.startswith(MEDIA) else for_database
        place = folder / member.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as target:
            shutil.copyfileobj(file, target)
        place.chmod(0o644 if folder is for_media else 0o600)


def _swap(for_media: Path, for_database: Path, mark: str) -> list[Path]:
    """The database first: if that fails nothing has changed."""
    kept = []
    media = Path(settings.MEDIA_ROOT)
    place = for_database / DATABASES[connection.vendor]
    old = Path(str(connection.settings_dict["NAME"]) + f".{mark}")
    copy_in(place, old)
    connections.close_all()
    if connection.vendor == "sqlite" and old.exists():
        kept.append(old)
    if media.exists():
        kept.append(media.rename(media.with_name(f"{media.name}.{mark}")))
    (for_media / MEDIA).rename(media)
    key, key_place = for_database / SECRET_KEY, secret_key_file()
    if key.exists() and key_place is not None:
        _made(key_place.parent)
        shutil.copy(key, draft := key_place.with_name(f".{key_place.name}.new"))
        draft.rename(key_place)
    cache.clear()
    return kept
