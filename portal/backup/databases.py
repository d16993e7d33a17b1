"""The database as one file, and back: SQLite by its own online copy, PostgreSQL by its tools."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from portal.backup.archive import CannotBackUp, CannotRestore


def copy_out(target: Path) -> None:
    """Write the database as it is at one moment; others go on meanwhile. Raises CannotBackUp."""
    try:
        if connection.vendor == "sqlite":
            _copy_sqlite(target)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        raise CannotBackUp(f"The database could not be copied: {_said(error)}") from error


def _copy_sqlite(target: Path) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        _must_be_sound(copy)


def _must_be_sound(database: sqlite3.Connection) -> None:
    (verdict,) = database.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def copy_in(source: Path, old: Path) -> None:
    """Put a copy in the place of the database, all of it or nothing. Raises CannotRestore.

    On SQLite what was there before is kept as `old`.
    """
    try:
        if connection.vendor == "sqlite":
            _swap_sqlite(source, old)
        else:
            _replace_postgresql(source)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        raise CannotRestore(f"The database could not be put back: {_said(error)}") from error


def _swap_sqlite(source: Path, old: Path) -> None:
    with closing(sqlite3.connect(source)) as copy:
        _must_be_sound(copy)
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    if place.exists():
        with closing(sqlite3.connect(place)) as here:
            # What stands beside the file must go into it, or it would go into the new one.
            busy, _pages, _moved = here.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise sqlite3.OperationalError("somebody is using it; stop the site first")
        for end in ("-wal", "-shm"):
            place.with_name(place.name + end).unlink(missing_ok=True)
        place.rename(old)
    source.rename(place)


def _replace_postgresql(source: Path) -> None:
    """Turn the dump into statements, and run them with the clearing before as one transaction."""
    script = source.with_suffix(".sql")
    command = ["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    connection.close()
    clearing = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run("psql", *options, f"--command={clearing}", f"--file={script}")


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password stands in no list of processes."""
    facts = connection.settings_dict
    said = {
        "PGHOST": facts["HOST"],
        "PGPORT": facts["PORT"],
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "PGSSLMODE": facts["OPTIONS"].get("sslmode"),
        "PGSSLROOTCERT": facts["OPTIONS"].get("sslrootcert"),
    }
    environment = os.environ | {name: str(value) for name, value in said.items() if value}
    command = [program, *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603


def _said(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and error.filename in {"pg_dump", "pg_restore", "psql"}:
        return f"{error.filename} is not installed (it is part of PostgreSQL's client)"
    return getattr(error, "stderr", None) or str(error)
