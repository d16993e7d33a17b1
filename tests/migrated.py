"""The database in which every test begins: migrated once, and copied.

To migrate takes as long as hundreds of tests. So it is done once for each state of the migrations:
on SQLite in a file kept in pytest's folder, on PostgreSQL in a database beside the one given.
Django still migrates each copy, which does what follows every migration.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"


def bring() -> None:
    """Let the test database begin as a copy; the first worker migrates while others wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "sqlite":
            shutil.copy(kept_file(), connection.settings_dict["TEST"]["NAME"])
        else:
            connection.settings_dict["TEST"]["TEMPLATE"] = kept_database()


class Beginning:
    """What is in the database before the first test, and again after one that committed."""

    def __init__(self) -> None:
        call_command("setup_roles", verbosity=0)
        self.copy = sqlite3.connect(":memory:")
        if connection.vendor == "sqlite":
            connection.connection.backup(self.copy)

    def come_back(self) -> None:
        """Undo what was committed."""
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            self.copy.backup(connection.connection)
        else:
            call_command("flush", interactive=False, verbosity=0)
            call_command("setup_roles", verbosity=0)


def kept_file() -> Path:
    """The migrated file, and none of an earlier state."""
    kept = KEPT / f"{state_of_migrations()}.sqlite3"
    if not kept.exists():
        for old in KEPT.glob("*.sqlite3*"):
            old.unlink()
        begun = kept.with_suffix(".sqlite3-begun")
        migrate(str(begun))
        begun.rename(kept)
    return kept


def kept_database() -> str:
    """The name of the migrated database; none of an earlier state stays."""
    stem = f"{connection.settings_dict['NAME']}_migrated_"
    kept, begun = stem + state_of_migrations(), stem + "begun"
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [stem])
        found = {name for (name,) in cursor.fetchall()}
        if kept not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{begun}"')
            migrate(begun)
            cursor.execute(f'ALTER DATABASE "{begun}" RENAME TO "{kept}"')
    return kept


def state_of_migrations() -> str:
    """A name for what a migrated database depends on: the migrations, ours and installed."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    for app in apps.get_app_configs():
        if ROOT in Path(app.path).parents:
            for path in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def migrate(name: str) -> None:
    """Migrate the database of this name."""
    with elsewhere(name):
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def elsewhere(name: str) -> Iterator[None]:
    """Connect to a database of another name."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
