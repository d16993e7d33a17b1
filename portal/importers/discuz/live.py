"""Reads a Discuz! X site out of its running MySQL or MariaDB, which it only reads.

A cursor on the server keeps memory small however large a table is. All tables are seen as they
were at one moment, where they are InnoDB.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import pymysql
from pymysql.cursors import SSCursor

from portal.importers.discuz.dump import Cell, Rows, Wanted
from portal.importers.discuz.opening import ENCODINGS
from portal.importers.report import CannotImport

CONNECT_SECONDS = 10
ANSWER_SECONDS = 600
"""For one row; a server busy with others may be slow to begin."""

ROWS_AT_ONCE = 1000

USUAL_PORT = 3306

_SCHEMA = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position"
)
_CHARSETS = (
    "SELECT table_collation FROM information_schema.tables WHERE table_schema = DATABASE()"
    " AND table_name LIKE '%portal\\_category'"
)


class Live:
    """A database open for reading."""

    def __init__(self, connection: pymysql.Connection, charset: str) -> None:
        """`charset` is what the bytes are, whatever the tables say; auto trusts these."""
        self.unreadable = 0
        self._connection = connection
        self._is_raw = charset != "auto"
        self.tables = self._read_tables()
        self.charset = charset if self._is_raw else self._declared()
        self.encoding = ENCODINGS.get(self.charset, "utf-8")

    @property
    def extent(self) -> str:
        return f"The database holds {len(self.tables):,} tables"

    def rows(self, wanted: Wanted) -> Rows:
        """Yield (table, names of columns, cells) of each row of the wanted tables."""
        for table, asked in wanted.items():
            columns = [name for name in asked if name in self.tables.get(table, ())]
            if not columns:
                continue
            named = ", ".join(f"`{name}`" for name in columns)
            with self._connection.cursor(SSCursor) as cursor:
                cursor.execute(f"SELECT {named} FROM `{table}`")  # noqa: S608
                while portion := cursor.fetchmany(ROWS_AT_ONCE):
                    for row in portion:
                        yield table, columns, [self._cell(value) for value in row]

    def _read_tables(self) -> dict[str, list[str]]:
        tables: dict[str, list[str]] = {}
        with self._connection.cursor() as cursor:
            cursor.execute(_SCHEMA)
            for table, column in cursor.fetchall():
                tables.setdefault(_text(table), []).append(_text(column))
        return tables

    def _declared(self) -> str:
        """The character set in which the lengths of serialised texts were counted."""
        with self._connection.cursor() as cursor:
            cursor.execute(_CHARSETS)
            found = cursor.fetchone()
        return str(found[0]).partition("_")[0] if found else "utf8mb4"

    def _cell(self, value: object) -> Cell:
        if value is None or isinstance(value, int | float | str):
            return value
        if not isinstance(value, bytes):
            return str(value)
        # What is not sent as raw bytes was turned into UTF-8; blobs are as they are.
        text = value.decode(self.encoding, "replace")
        self.unreadable += "\ufffd" in text
        return text


@contextmanager
def open_database(dsn: str, charset: str = "auto") -> Iterator[Live]:
    """Open a database by its address, mysql://user:password@host:port/name. Raises CannotImport."""
    parts, name = _read(dsn)
    try:
        connection = pymysql.connect(
            host=parts.hostname or "",
            port=parts.port or USUAL_PORT,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or os.environ.get("MYSQL_PWD", "")),
            database=name,
            charset="utf8mb4",
            use_unicode=charset == "auto",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
        )
    except (pymysql.MySQLError, OSError, RuntimeError) as error:
        raise CannotImport(
            f"The database {name} at {parts.hostname} cannot be opened: {_told(error)}. "
            "Look at the host, the name and the password, and whether this machine is let in."
        ) from error
    try:
        with connection, connection.cursor() as cursor:
            if charset != "auto":
                cursor.execute("SET character_set_results = NULL")
            _begin(cursor)
            yield Live(connection, charset)
    except pymysql.ProgrammingError as error:
        raise CannotImport(f"The database refuses to be read: {_told(error)}.") from error
    except pymysql.MySQLError as error:
        raise CannotImport(f"The database stopped answering: {_told(error)}. Run again.") from error


def _begin(cursor: Any) -> None:
    """See all as it is now, and let nothing be written; MySQL 5.5 cannot promise the second."""
    try:
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
    except pymysql.ProgrammingError:
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")


def _read(dsn: str) -> tuple[SplitResult, str]:
    try:
        parts = urlsplit(dsn)
        name = unquote(parts.path.strip("/"))
        is_whole = parts.scheme in ("mysql", "mariadb") and parts.hostname and name
        _port = parts.port
    except ValueError:
        is_whole = False
    if not is_whole:
        raise CannotImport("Write the database as mysql://user:password@host/name.")
    return parts, name


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _told(error: Exception) -> str:
    """What the server said, without its number."""
    return str(error.args[-1] if error.args else error).rstrip(".")
