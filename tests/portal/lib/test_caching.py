"""What is cached is true, or is made anew."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection, transaction

from portal.lib import caching
from portal.lib.caching import bump, cached, cached_many, forget


class Kitchen:
    """Makes soup, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> list[int]:
        self.made += 1
        return [self.made]

    def soup(self, key: str = "soup", ttl: float = 60) -> list[int]:
        return cached(key, self, generations=("stove",), ttl=ttl)


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
def other_process():
    """Do something as another process would, with a memory and a connection of its own."""

    def elsewhere(deed):
        here = caching._near, caching._memory
        caching._near = LocMemCache("elsewhere", {"timeout": 2})
        caching._near.clear()
        caching._memory = caching._Memory()
        try:
            with ThreadPoolExecutor(1) as thread:
                return thread.submit(and_hang_up, deed).result()
        finally:
            caching._near, caching._memory = here

    def and_hang_up(deed):
        try:
            return deed()
        finally:
            connection.close()

    return elsewhere


class Counting:
    """A cache that counts its round trips, and can be broken."""

    def __init__(self, inner) -> None:
        self.inner = inner
        self.reads = 0
        self.is_broken = False

    def get_many(self, keys):
        self.reads += 1
        return self._working().get_many(keys)

    def set_many(self, data, timeout):
        return self._working().set_many(data, timeout)

    def _working(self):
        if self.is_broken:
            raise ConnectionError("gone")
        return self.inner


@pytest.fixture
def store(monkeypatch) -> Counting:
    counting = Counting(cache)
    monkeypatch.setattr(caching, "cache", counting)
    return counting


@pytest.mark.django_db(transaction=True)
def test_value_is_made_once(kitchen, other_process):
    assert kitchen.soup() == kitchen.soup() == [1]
    assert other_process(kitchen.soup) == [1]


@pytest.mark.django_db(transaction=True)
def test_nothing_and_false_are_values_too():
    made = []
    for _ in range(2):
        assert cached("none", lambda: made.append(1), ttl=60) is None
    assert made == [1]


@pytest.mark.django_db(transaction=True)
def test_bump_makes_stale_at_once_here(kitchen):
    kitchen.soup()
    bump("stove")
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_other_generations_stay(kitchen):
    kitchen.soup()
    bump("oven")
    assert kitchen.soup() == [1]


@pytest.mark.django_db(transaction=True)
def test_bump_elsewhere_is_heard_when_the_memory_is_over(kitchen, other_process):
    kitchen.soup()
    other_process(lambda: bump("stove"))
    assert kitchen.soup() == [1]
    forget()
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_bump_waits_for_the_commit(kitchen, other_process):
    kitchen.soup()
    with transaction.atomic():
        bump("stove")
        assert other_process(kitchen.soup) == [1]
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_was_no_bump(kitchen):
    kitchen.soup()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bump("stove")
        raise ZeroDivisionError
    assert kitchen.soup() == [1]


@pytest.mark.django_db(transaction=True)
def test_much_that_changes_at_once_is_bumped_once(kitchen, monkeypatch):
    kitchen.soup()
    told: list[tuple[str, ...]] = []
    call = caching._Bump.__call__
    monkeypatch.setattr(
        caching._Bump, "__call__", lambda deed: told.append(deed.generations) or call(deed)
    )
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            bump("stove")
            raise ZeroDivisionError
        for _ in range(3):
            with transaction.atomic():
                bump("stove")
            bump("oven")
            bump()
    assert told == [("stove",), ("oven",)]
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_unfinished_change_is_seen_inside_and_never_cached(kitchen):
    kitchen.soup()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bump("stove")
        assert kitchen.soup() == [2]
        raise ZeroDivisionError
    assert kitchen.soup() == [1]


@pytest.mark.django_db
def test_change_is_seen_in_a_test_that_never_commits(kitchen):
    kitchen.soup()
    bump("stove")
    assert kitchen.soup() == [2]


@pytest.mark.django_db
def test_cache_is_warm_again_after_the_callbacks(kitchen, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bump("stove")
    kitchen.soup()
    assert kitchen.soup() == [1]


@pytest.mark.django_db(transaction=True)
def test_bump_while_a_value_is_made_makes_it_stale(kitchen):
    def interrupted() -> list[int]:
        bump("stove")
        return kitchen()

    assert cached("soup", interrupted, generations=("stove",), ttl=60) == [1]
    assert kitchen.soup() == [2]
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_value_lives_as_long_as_it_may(kitchen, clock):
    kitchen.soup(ttl=90)
    clock.advance(seconds=89)
    assert kitchen.soup() == [1]
    clock.advance(seconds=1)
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_life_may_be_reckoned_when_it_is_needed(kitchen):
    asked = []
    for _ in range(2):
        cached("soup", kitchen, ttl=lambda: asked.append(1) or 60)
    assert (asked, kitchen.made) == ([1], 1)


@pytest.mark.django_db(transaction=True)
def test_value_without_a_life_is_not_kept(kitchen):
    assert kitchen.soup(ttl=0) == [1]
    assert kitchen.soup(ttl=0) == [2]


@pytest.mark.django_db(transaction=True)
def test_each_caller_has_a_copy(kitchen):
    kitchen.soup()
    kitchen.soup().append("salt")
    assert kitchen.soup() == [1]


@pytest.mark.django_db(transaction=True)
def test_many_values_cost_one_read(kitchen, store):
    def serve() -> dict:
        return cached_many(
            {"soup": kitchen, "bread": lambda: "bread"}, generations=("stove", "oven"), ttl=60
        )

    assert serve() == {"soup": [1], "bread": "bread"}
    forget()
    store.reads = 0
    assert serve() == {"soup": [1], "bread": "bread"}
    assert store.reads == 1
    serve()
    assert store.reads == 1


@pytest.mark.django_db(transaction=True)
def test_broken_cache_costs_time_and_nothing_else(kitchen, store, caplog):
    store.is_broken = True
    with caplog.at_level(logging.ERROR):
        assert kitchen.soup() == [1]
        forget()
        caching._memory.is_failing = True
        assert kitchen.soup() == [2]
        bump("stove")
        assert kitchen.soup() == [3]
    assert len(caplog.records) == 1


@pytest.mark.django_db(transaction=True)
def test_bump_that_the_cache_missed_is_said_again(kitchen, store, other_process):
    kitchen.soup()
    store.is_broken = True
    bump("stove")
    store.is_broken = False
    assert kitchen.soup() == [2]
    assert other_process(kitchen.soup) == [2]


@pytest.mark.django_db(transaction=True)
def test_lost_mark_makes_stale(kitchen):
    kitchen.soup()
    cache.delete("generation:stove")
    forget()
    assert kitchen.soup() == [2]
    forget()
    assert kitchen.soup() == [2]


@pytest.mark.django_db(transaction=True)
def test_error_of_the_maker_is_the_callers():
    with pytest.raises(ZeroDivisionError):
        cached("soup", lambda: 1 // 0, ttl=60)


@pytest.mark.django_db(transaction=True)
def test_readers_at_once_agree(kitchen):
    with ThreadPoolExecutor(4) as threads:
        served = list(threads.map(lambda _: cached("soup", lambda: "soup", ttl=60), range(40)))
    assert set(served) == {"soup"}
