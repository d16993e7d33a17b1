"""The cache without a service, the cache with one, and either of them broken."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache.backends.base import BaseCache
from django.db import connections

from portal import stores
from portal.lib import board, caching
from portal.lib.cachestore import FileCache, ServiceCache
from portal.lib.caching import edition


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


def test_file_cache_forgets_in_time_and_keeps_what_has_none(file_cache: FileCache) -> None:
    file_cache.set("a", 1, -1)
    file_cache.set("b", 2, None)
    file_cache.set("c", 3, 60, version=2)
    assert [file_cache.get(key) for key in "abc"] == [None, 2, None]
    assert file_cache.get("c", version=2) == 3


def renew(cache: BaseCache) -> None:
    """An edition is the same for all until something is bumped, or the cache is lost."""
    first = edition()
    assert first and edition() == first
    caching.forget()
    assert edition() == first
    caching._Bump(("stove",))()
    second = edition()
    assert second not in {first, None}
    cache.clear()
    caching.forget()
    assert edition() not in {first, second, None}


def test_file_cache_holds_the_edition_of_pages(file_cache: FileCache, monkeypatch) -> None:
    monkeypatch.setattr(caching, "cache", file_cache)
    renew(file_cache)


def test_file_cache_is_asked_for_the_edition_only_after_a_bump(
    file_cache: FileCache, monkeypatch
) -> None:
    monkeypatch.setattr(caching, "cache", file_cache)
    asked: list[str] = []
    read = FileCache._read
    monkeypatch.setattr(FileCache, "_read", lambda *given: asked.append("") or read(*given))
    first = edition()
    asked.clear()
    assert [edition() for _ in range(3)] == [first] * 3
    assert not asked
    another_process_turns(file_cache.board.path)
    assert edition() == first
    assert len(asked) == 1


def another_process_turns(path: Path) -> None:
    code = "import sys, pathlib; from portal.lib.board import Board; "
    code += "Board(pathlib.Path(sys.argv[1])).turn()"
    root = Path(stores.__file__).parent.parent
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=root)


def test_board_is_seen_by_all_and_outlives_its_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(board, "LOOK_SECONDS", 0.0)
    one, other = board.Board(tmp_path / "board"), board.Board(tmp_path / "board")
    first = one.read()
    assert first and first == other.read()
    one.turn()
    second = other.read()
    assert second == one.read() != first
    (tmp_path / "board").unlink()
    one.turn()
    assert one.read() == other.read() not in {first, second}


def test_where_no_board_can_be_nothing_is_known(tmp_path: Path) -> None:
    nowhere = board.Board(tmp_path / "missing" / "board")
    nowhere.turn()
    assert nowhere.read() is None


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
def test_redis_keeps_values_and_the_edition_of_pages(monkeypatch) -> None:
    entry, _ = stores.caches(os.environ["TEST_REDIS_URL"])
    cache = ServiceCache(entry["LOCATION"], {"OPTIONS": entry["OPTIONS"], "KEY_PREFIX": "test"})
    use(cache)
    monkeypatch.setattr(caching, "cache", cache)
    renew(cache)
    cache.close()
