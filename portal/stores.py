"""Where state lives: addresses of databases, caches and mail servers become Django's settings."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url

SQLITE = "django.db.backends.sqlite3"

# A writer waits this long for another to finish before the reader is told "try again" (503).
BUSY_SECONDS = 20

# FULL: a story that was acknowledged survives a power cut, at one more fsync per commit.
DATABASE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
# What is read most stays in the process: 16 MB of pages, 256 MB of the file mapped.
DATABASE_PRAGMAS += "PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY"
# A cache may be lost with the power, so it never waits for the disk.
CACHE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY"

CACHE_ENTRIES = 20_000


def database(
    address: str, *, connect_seconds: int, statement_seconds: int, keep_seconds: int
) -> dict[str, Any]:
    """Turn `sqlite:///...` or `postgres://...` into an entry of DATABASES.

    Raises ValueError for an address that cannot be read or another kind of database.
    """
    config: dict[str, Any] = dict(
        dj_database_url.parse(address, conn_max_age=keep_seconds, conn_health_checks=True)
    )
    if config["ENGINE"] == SQLITE:
        return config | {"OPTIONS": sqlite_options(DATABASE_PRAGMAS)}
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ValueError("must begin with sqlite:// or postgres://")
    limits = postgresql_limits(connect_seconds, statement_seconds)
    return config | {"OPTIONS": limits | config.get("OPTIONS", {})}


def caches(address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Turn an address into (an entry of CACHES, the entry of DATABASES it needs or nothing).

    `sqlite:///FILE` is a cache that all processes of this host share without a service,
    `redis://...` one that several hosts share, `locmem://` one for each process (tests).
    """
    scheme = urlsplit(address).scheme
    if scheme in {"redis", "rediss", "unix"}:
        return redis_cache(address), {}
    if scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, {}
    if scheme == "sqlite":
        return sqlite_cache(address)
    raise ValueError("must begin with sqlite://, redis://, rediss:// or locmem://")


def mail(address: str) -> dict[str, Any]:
    """Turn an address into Django's EMAIL_* settings and the back end that really sends.

    `console://` prints letters, `file:///FOLDER` keeps them, `smtp://user:password@host:587`
    speaks STARTTLS unless `?tls=0`, `smtps://` TLS from the first byte.
    """
    parts = urlsplit(address)
    if parts.scheme == "console":
        return {"MAIL_TRANSPORT": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file":
        return {
            "MAIL_TRANSPORT": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must begin with console://, file://, smtp:// or smtps://")
    is_tls_from_start = parts.scheme == "smtps"
    wants_starttls = parse_qs(parts.query).get("tls", ["1"])[0] != "0"
    return {
        "MAIL_TRANSPORT": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls_from_start else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls_from_start,
        "EMAIL_USE_TLS": wants_starttls and not is_tls_from_start,
        "EMAIL_TIMEOUT": 15,
    }


def sqlite_options(pragmas: str) -> dict[str, Any]:
    """IMMEDIATE: a transaction takes the write lock at its start, so none fails half-way."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": BUSY_SECONDS,
        "init_command": pragmas,
    }


def postgresql_limits(connect_seconds: int, statement_seconds: int) -> dict[str, Any]:
    """Bound every wait: a black-holed server must not hang each request for as long as it lasts."""
    limits: dict[str, Any] = {
        "connect_timeout": connect_seconds,
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": connect_seconds * 2000,
    }
    if statement_seconds:
        limits["options"] = f"-c statement_timeout={statement_seconds * 1000}"
    return limits


def sqlite_cache(address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A table in a database file of its own, so that the main database is never touched."""
    file = dj_database_url.parse(address)["NAME"]
    cache = {
        "BACKEND": "portal.lib.cachestore.FileCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": CACHE_ENTRIES},
    }
    database = {
        "ENGINE": SQLITE,
        "NAME": file,
        "OPTIONS": sqlite_options(CACHE_PRAGMAS) | {"timeout": 2},
        "CONN_MAX_AGE": None,
    }
    return cache, database


def redis_cache(address: str) -> dict[str, Any]:
    """Short time-outs: a cache that does not answer is passed by, never waited for."""
    return {
        "BACKEND": "portal.lib.cachestore.ServiceCache",
        "LOCATION": address,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }


def sqlite_address(file: Path) -> str:
    """Name a database file as an address."""
    return f"sqlite:///{file}"
