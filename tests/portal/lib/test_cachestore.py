"""The cache without a service, the cache with one, and either of them broken."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache.backends.base import BaseCache
from django.db import connections

from portal import stores
from portal.lib.cachestore import FileCache, ServiceCache


@pytest.fixture
def file_cache(tmp_path: Path, settings, monkeypatch) -> Iterator[FileCache]:
    """A cache in a file of its own, which has no table yet."""
    entry, database = stores.caches(f"sqlite:///{tmp_path}/cache.sqlite3")
    connections.settings["cache"] = connections.settings["default"] | database
    yield FileCache(entry["LOCATION"], {"OPTIONS": entry["OPTIONS"]})
    connections["cache"].close()
    del connections["cache"], connections.settings["cache"]


@pytest.fixture(autouse=True)
def cache_database_allowed(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def use(cache: BaseCache) -> None:
    cache.set("a", {"n": 1}, 60)
    cache.set_many({"b": "二", "c": 3}, 60)
    assert cache.get("a") == {"n": 1}
    assert cache.get_many(["a", "b", "d"]) == {"a": {"n": 1}, "b": "二"}
    assert cache.add("a", 2) is False
    assert cache.incr("c") == 4
    cache.delete("a")
    assert cache.get("a", "none") == "none"
    assert cache.touch("b", 90) is True
    cache.clear()
    assert cache.has_key("b") is False


def test_file_cache_makes_its_table_and_keeps_values(file_cache: FileCache) -> None:
    use(file_cache)


def test_file_cache_outlives_the_loss_of_its_table(file_cache: FileCache) -> None:
    file_cache.set("a", 1)
    with connections["cache"].cursor() as cursor:
        cursor.execute('DROP TABLE "cache_entry"')
    assert file_cache.get("a") is None
    file_cache.set("a", 2)
    assert file_cache.get("a") == 2


def test_main_database_is_never_asked(file_cache: FileCache, tmp_path: Path) -> None:
    file_cache.set("a", 1)
    with sqlite3.connect(tmp_path / "cache.sqlite3") as own:
        assert own.execute("SELECT count(*) FROM cache_entry").fetchone() == (1,)
    own.close()


def test_ruined_file_cache_is_passed_by(file_cache: FileCache, tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite3").write_bytes(b"This is no database. " * 1000)
    assert file_cache.get("a", "fallback") == "fallback"
    file_cache.set("a", 1)
    assert file_cache.get_many(["a"]) == {}
    assert file_cache.set_many({"a": 1}) == ["a"]


def test_redis_that_is_away_is_passed_by() -> None:
    entry, _ = stores.caches("redis://127.0.0.1:1/0")
    cache = ServiceCache(entry["LOCATION"], {"OPTIONS": entry["OPTIONS"]})
    assert cache.get("a", "fallback") == "fallback"
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.get_many(["a"]) == {}
    assert cache.incr("hits", 2) == 2


@pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="no TEST_REDIS_URL")
def test_redis_keeps_values() -> None:
    entry, _ = stores.caches(os.environ["TEST_REDIS_URL"])
    cache = ServiceCache(entry["LOCATION"], {"OPTIONS": entry["OPTIONS"], "KEY_PREFIX": "test"})
    use(cache)
    cache.close()
