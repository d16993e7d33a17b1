"""Pages with many workers and readers at once, and with a cache that fails or is emptied."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.core.cache import cache
from django.http import Http404, HttpResponse

from portal.lib import caching, pagecache
from portal.lib.caching import cached
from portal.lib.pagecache import keep_pages
from portal.lib.pagestore import PageStore
from tests.portal.lib.conftest import lifetime

# Several at once --------------------------------------------------------------------------


@pytest.fixture
def other_process():
    """Do something as another web worker would, with a memory of its own."""

    def elsewhere(deed):
        here = caching._near, caching._memory, pagecache._store
        caching._near = caching.LocMemCache("elsewhere", {"timeout": 2})
        caching._near.clear()
        caching._memory = caching._Memory()
        pagecache._store = PageStore()
        try:
            return deed()
        finally:
            caching._near, caching._memory, pagecache._store = here

    return elsewhere


def test_bump_elsewhere_is_seen_with_the_next_request(kitchen, other_process):
    """Also by what was kept near a moment ago: the page must not be made of that."""
    ladle = ["old"]
    kitchen.make = lambda request: HttpResponse(
        cached("ladle", lambda: ladle[0], generations=["pot"], ttl=60)
    )
    assert kitchen.get().content == b"old"
    ladle[0] = "new"
    other_process(lambda: caching._Bump(("pot",))())
    assert kitchen.get().content == b"new"


def test_page_made_of_what_changed_meanwhile_is_shown_to_nobody_else(kitchen, other_process):
    """Read, bump, store: the page is stored under the edition it was begun in."""

    def make(request):
        made = HttpResponse(f"soup {kitchen.made}")
        if kitchen.made == 1:
            other_process(lambda: caching._Bump(("pot",))())
        return made

    kitchen.make = make
    assert kitchen.get().content == b"soup 1"
    assert kitchen.get().content == b"soup 2"
    assert kitchen.get().content == b"soup 2"


def test_bump_is_never_lost_in_a_race(kitchen, settings):
    """Writers and readers at once: after each change no reader sees what was before it."""
    shown = [0]
    kitchen.make = lambda request: HttpResponse(str(shown[0]))

    def write(number):
        shown[0] = number
        caching._Bump(("pot",))()
        return int(kitchen.get().content) >= number

    with ThreadPoolExecutor(8) as threads:
        reading = [threads.submit(kitchen.get) for _ in range(200)]
        assert all(write(number) for number in range(1, 60))
        assert all(done.result().status_code == 200 for done in reading)


def test_stampede_makes_a_page_once(kitchen):
    together = Barrier(12)

    def make(request):
        time.sleep(0.2)
        return HttpResponse("soup")

    def ask(_):
        together.wait()
        return kitchen.get().content

    kitchen.make = make
    with ThreadPoolExecutor(12) as threads:
        assert set(threads.map(ask, range(12))) == {b"soup"}
    assert kitchen.made == 1


def test_who_waits_makes_it_when_the_first_fails(kitchen):
    waiting = Event()

    def make(request):
        if kitchen.made == 1:
            waiting.wait(1)
            raise Http404
        return HttpResponse("soup")

    def soup_or_404(request):
        try:
            return kitchen.soup(request)
        except Http404:
            return HttpResponse("none", status=404)

    kitchen.make = make
    kitchen.handle = keep_pages(soup_or_404)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kitchen.get)
        while not kitchen.made:
            time.sleep(0.01)
        second = threads.submit(kitchen.get)
        waiting.set()
        assert (first.result().status_code, second.result().content) == (404, b"soup")
    assert not pagecache._flights


def test_nobody_waits_for_ever(kitchen, monkeypatch):
    monkeypatch.setattr(pagecache, "WAIT_SECONDS", 0.05)
    done = Event()

    def make(request):
        if kitchen.made == 1:
            done.wait(60)
        return HttpResponse("soup")

    kitchen.make = make
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kitchen.get)
        while not kitchen.made:
            time.sleep(0.01)
        assert kitchen.get().content == b"soup"
        done.set()
        first.result()
    assert kitchen.made == 2


# The cache itself -------------------------------------------------------------------------


@pytest.fixture
def broken_cache(monkeypatch):
    """Let the shared cache fail as a whole."""

    def fail(*_, **__):
        raise OSError("no cache")

    for name in ("get", "get_many", "set", "set_many", "add"):
        monkeypatch.setattr(caching.cache, name, fail)


def test_failing_cache_is_passed_by(kitchen, broken_cache):
    assert [kitchen.get().status_code for _ in range(3)] == [200] * 3
    assert kitchen.made == 3
    assert lifetime(kitchen.get())[1] in (59, 60)


def test_page_is_not_shown_while_nobody_can_tell_whether_it_is_true(kitchen, monkeypatch):
    kitchen.get()
    monkeypatch.setattr(caching.cache, "get", lambda key: None)
    kitchen.get()
    assert kitchen.made == 2


def test_emptied_cache_begins_anew(kitchen):
    kitchen.get()
    cache.clear()
    kitchen.get()
    kitchen.get()
    assert kitchen.made == 2


def test_warm_page_costs_one_read(kitchen, monkeypatch):
    kitchen.get()
    read, real = [], cache.get
    monkeypatch.setattr(caching.cache, "get", lambda key: read.append(key) or real(key))
    kitchen.get()
    assert read == ["generation:edition"]


def test_no_room_keeps_nothing(kitchen, settings):
    settings.PAGE_CACHE_MB = 0
    response = kitchen.get()
    kitchen.get()
    assert kitchen.made == 2
    assert lifetime(response)[1] in (59, 60)
