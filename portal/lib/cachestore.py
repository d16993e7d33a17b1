"""The cache's two homes: a database file of its own without any service, or Redis.

Neither may take the site down: where the cache cannot be had, a read is a miss, a write is
passed by, and `/healthz` says so. A bump of a generation that is lost that way costs no more
than the life of what it should have made stale.
"""

import base64
import logging
import pickle
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError, connections
from redis.exceptions import RedisError

from portal.lib.board import Board, board_at

ALIAS = "cache"
APP_LABEL = "django_cache"

logger = logging.getLogger(__name__)


class CacheRouter:
    """Keeps the cache's table in its own database, and everything else out of there."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == APP_LABEL else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if ALIAS in (db, APP_LABEL) or app_label == APP_LABEL:
            return db == ALIAS and app_label == APP_LABEL
        return None


class Forgiving:
    """Answers like an empty cache while the real one fails, and rests a moment before the next try.

    The rest matters for a black hole: without it every request would wait for the time-out.
    """

    failures: tuple[type[Exception], ...] = ()
    rest_seconds = 0.0
    _rests_until = 0.0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._attempt("get", default, key, default, version)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self._attempt("get_many", {}, list(keys), version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._attempt("has_key", False, key, version)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._attempt("set", None, key, value, timeout, version)

    def set_many(
        self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        return self._attempt("set_many", list(data), data, timeout, version)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        # "Added": who takes a lock this way goes on, instead of waiting for nobody.
        return self._attempt("add", True, key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._attempt("touch", False, key, timeout, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._attempt("incr", delta, key, delta, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._attempt("delete", False, key, version)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self._attempt("delete_many", None, list(keys), version)

    def clear(self) -> None:
        self._attempt("clear", None)

    def _attempt(self, deed: str, otherwise: Any, *args: Any) -> Any:
        if time.monotonic() < self._rests_until:
            return otherwise
        method: Callable[..., Any] = getattr(super(), deed, None) or getattr(self, deed)
        try:
            return self._mending(method, *args)
        except self.failures as error:
            logger.warning("The cache is passed by: %s", error)
            self._rests_until = time.monotonic() + self.rest_seconds
            return otherwise

    def _mending(self, method: Callable[..., Any], *args: Any) -> Any:
        try:
            return method(*args)
        except self.failures as error:
            if not self.mend(error):
                raise
        return method(*args)

    def mend(self, error: Exception) -> bool:
        """Tell whether what failed was put right, so that it is worth a second try."""
        return False


class FileCache(Forgiving, DatabaseCache):
    """Django's database cache in an SQLite file that makes its own table when it is missing."""

    failures = (DatabaseError,)
    _table: str

    @property
    def board(self) -> Board:
        """Where the processes that share the file tell each other of changes."""
        return board_at(Path(f"{connections[ALIAS].settings_dict['NAME']}-board"))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Read one value without Django's machinery: every page asks for one (see `pagecache`)."""
        name = self.make_and_validate_key(key, version)
        return self._attempt("_read", default, name, default)

    def _read(self, name: str, default: Any) -> Any:
        connection = connections[ALIAS]
        connection.ensure_connection()
        with connection.wrap_database_errors:
            # All rows, that is one: a statement that is not at its end would hold the file back.
            rows = connection.connection.execute(
                f'SELECT value FROM "{self._table}" WHERE cache_key = ? AND expires > ?',  # noqa: S608
                (name, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"),
            ).fetchall()
        # As Django keeps them; nobody but us writes there.
        return pickle.loads(base64.b64decode(rows[0][0])) if rows else default  # noqa: S301

    def set_many(
        self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        """Return the keys that were lost, which Django's own does not tell."""
        return [
            key
            for key, value in data.items()
            if not self._attempt(
                "_base_set", False, "set", self.make_and_validate_key(key, version), value, timeout
            )
        ]

    def mend(self, error: Exception) -> bool:
        """Make the table in a new file, or in one that somebody has deleted."""
        if "no such table" not in str(error):
            return False
        self.make_table()
        return True

    def make_table(self) -> None:
        """Make the table; several processes may do so at once."""
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(
                f'CREATE TABLE IF NOT EXISTS "{self._table}" (cache_key varchar(255) PRIMARY KEY,'
                " value text NOT NULL, expires datetime NOT NULL)"
            )
            cursor.execute(
                f'CREATE INDEX IF NOT EXISTS "{self._table}_expires" ON "{self._table}" (expires)'
            )


class ServiceCache(Forgiving, RedisCache):
    """Django's Redis cache."""

    failures = (RedisError, OSError)
    rest_seconds = 2.0
