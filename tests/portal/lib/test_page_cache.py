"""A page made once answers many, word for word, as long as it is true."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.lib import caching, pagecache
from portal.lib.caching import bump, cached, pages_changed
from portal.lib.horizon import note_change, noting
from portal.lib.pagecache import in_front_of, keep_pages, reader_page
from portal.lib.pagestore import Page, PageStore, accepts_gzip, is_named

MB = 1024 * 1024


class Kitchen:
    """Serves soup as a reader page, and counts how often it was made."""

    def __init__(self) -> None:
        self.made = 0
        self.asked: list[HttpRequest] = []
        self.handle = keep_pages(self.soup)
        self.make = lambda request: HttpResponse(f"soup {self.made} {request.GET.urlencode()}")

    def soup(self, request: HttpRequest) -> HttpResponse:
        return reader_page("page", "spice")(self.cook)(request)

    def cook(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        self.asked.append(request)
        return self.make(request)

    def get(self, path: str = "/soup/", *, method: str = "get", **headers: str) -> HttpResponse:
        return self.handle(getattr(RequestFactory(), method)(path, headers=headers))


@pytest.fixture
def kitchen(settings):
    settings.PAGE_CACHE_MB = 8
    pagecache.forget()
    yield Kitchen()
    pagecache.forget()


def test_page_is_made_once_and_answered_word_for_word(kitchen):
    first, second = kitchen.get(), kitchen.get()
    assert kitchen.made == 1
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))


def test_bump_of_anything_renews_pages(kitchen, django_capture_on_commit_callbacks, db):
    kitchen.get()
    with django_capture_on_commit_callbacks(execute=True):
        bump("stove")
    assert kitchen.get().content == b"soup 2 "
    with django_capture_on_commit_callbacks(execute=True):
        pages_changed()
    assert kitchen.get().content == b"soup 3 "


def test_page_is_good_for_a_minute_at_most(kitchen, clock):
    kitchen.get()
    clock.advance(seconds=59)
    kitchen.get()
    assert kitchen.made == 1
    clock.advance(seconds=1)
    kitchen.get()
    assert kitchen.made == 2


def lifetime(response):
    control = response.headers["Cache-Control"]
    words = dict(word.split("=") for word in control.removeprefix("public, ").split(", "))
    return int(words["max-age"]), int(words["s-maxage"]), int(words["stale-while-revalidate"])


def test_shared_caches_are_told_how_long(kitchen, clock):
    assert lifetime(kitchen.get()) == (0, 60, 10)
    clock.advance(seconds=25)
    assert lifetime(kitchen.get()) == (0, 35, 10)
    assert "Last-Modified" not in kitchen.get().headers


def test_no_page_outlives_a_change_that_was_noted(kitchen, clock):
    change = clock() + timedelta(seconds=64)

    def make(request):
        note_change(clock() + timedelta(hours=1), None)
        note_change(change)
        return HttpResponse("soup")

    kitchen.make = make
    assert lifetime(kitchen.get()) == (0, 60, 4)
    clock.advance(seconds=30)
    assert lifetime(kitchen.get()) == (0, 30, 4)
    clock.advance(seconds=31)
    assert lifetime(kitchen.get()) == (0, 3, 0)
    clock.advance(seconds=3)
    change += timedelta(days=1)
    kitchen.get()
    assert kitchen.made == 3


def test_change_is_noted_by_what_comes_from_the_cache(kitchen, clock, db):
    def ladle():
        note_change(clock() + timedelta(seconds=40))
        return "soup"

    kitchen.make = lambda request: HttpResponse(cached("ladle", ladle, ttl=3600))
    assert lifetime(kitchen.get()) == (0, 40, 0)
    clock.advance(seconds=10)
    assert lifetime(kitchen.get("/other/")) == (0, 30, 0)
    caching.forget()
    assert lifetime(kitchen.get("/third/")) == (0, 30, 0)
    clock.advance(seconds=30)
    assert lifetime(kitchen.get("/other/")) == (0, 40, 0)


def test_every_day_ends_at_midnight_where_the_site_is(kitchen, clock):
    clock.now = timezone.make_aware(timezone.datetime(2026, 7, 10, 23, 59, 20))
    assert lifetime(kitchen.get()) == (0, 40, 0)


def test_page_whose_time_passed_while_it_was_made_is_not_kept(kitchen, clock):
    def make(request):
        note_change(clock() + timedelta(seconds=5))
        clock.advance(seconds=6)
        return HttpResponse("soup")

    kitchen.make = make
    assert lifetime(kitchen.get()) == (0, 0, 0)
    kitchen.get()
    assert kitchen.made == 2


def test_inner_notes_are_heard_outside():
    soon, late = timezone.now(), timezone.now() + timedelta(days=1)
    with noting() as outer:
        with noting() as inner:
            note_change(late)
        note_change(soon)
    assert (inner.at, outer.at) == (late.timestamp(), soon.timestamp())


# Encodings and conditions -----------------------------------------------------------------


def test_browser_gets_the_page_compressed_once(kitchen):
    kitchen.make = lambda request: HttpResponse("soup " * 500)
    zipped = kitchen.get(accept_encoding="gzip, br")
    plain = kitchen.get()
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content == b"soup " * 500
    for response in (zipped, plain):
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Content-Length"] == str(len(response.content))
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert kitchen.made == 1


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5, br", True),
        ("gzip;q=0", False),
        ("br", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("identity, gzip;q=0.5", False),
        ("gzip;q=x", False),
        (",;,=;q", False),
    ],
)
def test_accept_encoding_is_heeded(accepted, wanted):
    assert accepts_gzip(accepted) is wanted


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_who_has_the_bytes_gets_none(kitchen, encoding):
    whole = kitchen.get(accept_encoding=encoding)
    tag = whole.headers["ETag"]
    for named in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = kitchen.get(accept_encoding=encoding, if_none_match=named)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == whole.headers["Cache-Control"]
        assert not [name for name in answer.headers if name.startswith("Content-L")]
    assert kitchen.get(accept_encoding=encoding, if_none_match='"other"').status_code == 200


def test_fresh_page_answers_conditions_too(kitchen):
    tag = kitchen.get().headers["ETag"]
    pagecache.forget()
    kitchen.made = 0
    assert kitchen.get(if_none_match=tag).status_code == 304
    assert is_named('"a"', ' W/"a"') and not is_named('"a"', "a")


def test_head_is_answered_without_the_body(kitchen):
    for _ in range(2):
        head = kitchen.get(method="head")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == str(len(kitchen.get().content))
    assert kitchen.made == 1


def test_part_of_a_page_is_the_whole(kitchen):
    whole = kitchen.get().content
    answer = kitchen.get(range="bytes=0-1")
    assert (answer.status_code, answer.content) == (200, whole)


# What makes another page ------------------------------------------------------------------


def test_only_parameters_that_are_read_make_another_page(kitchen):
    assert kitchen.get("/soup/?page=2&utm=x").content == b"soup 1 page=2"
    for number in range(20):
        kitchen.get(f"/soup/?x={number}&page=2")
    assert (kitchen.made, len(pagecache._store)) == (1, 1)
    kitchen.get("/soup/?page=3")
    kitchen.get("/soup/?p%61ge=3")
    assert kitchen.made == 3


def test_endless_query_is_answered_and_not_kept(kitchen):
    assert kitchen.get("/soup/?spice=" + "x" * 500).status_code == 200
    assert len(pagecache._store) == 0


@pytest.mark.parametrize("change", [{"HTTP_HOST": "other"}, {"wsgi.url_scheme": "https"}])
def test_each_host_and_scheme_has_its_own(kitchen, change):
    kitchen.get()
    kitchen.handle(RequestFactory().get("/soup/", **change))
    assert kitchen.made == 2


def test_word_of_a_believed_proxy_is_the_scheme(kitchen, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for told in ("https", "https, http", "http", None):
        headers = {"x_forwarded_proto": told} if told else {}
        kitchen.get(**headers)
    assert kitchen.made == 2


def test_posts_pass_by(kitchen):
    kitchen.get()
    response = kitchen.get(method="post")
    assert (kitchen.made, "ETag" in response.headers) == (2, False)


def with_cookie(response):
    response.set_cookie("device", "x")


@pytest.mark.parametrize(
    "spoil",
    [
        with_cookie,
        lambda response: response.headers.__setitem__("Cache-Control", "private, no-store"),
        lambda response: response.headers.__setitem__("Cache-Control", "no-cache"),
        lambda response: response.headers.__setitem__("Vary", "Cookie"),
        lambda response: response.headers.__setitem__("Content-Encoding", "br"),
        lambda response: response.headers.__setitem__(
            "Content-Security-Policy", "script-src 'nonce-abc'"
        ),
        lambda response: setattr(response, "status_code", 404),
        lambda response: setattr(response, "status_code", 301),
    ],
)
def test_what_is_not_for_everyone_is_left_alone(kitchen, spoil):
    def make(request):
        response = HttpResponse("soup")
        spoil(response)
        return response

    kitchen.make = make
    response = kitchen.get()
    kitchen.get()
    assert kitchen.made == 2
    assert "s-maxage" not in response.get("Cache-Control", "")
    assert len(pagecache._store) == 0


def test_streams_and_unmarked_views_are_left_alone(kitchen):
    kitchen.make = lambda request: StreamingHttpResponse([b"soup"])
    assert b"".join(kitchen.get().streaming_content) == b"soup"
    plain = keep_pages(lambda request: HttpResponse("soup"))(RequestFactory().get("/plain/"))
    assert "ETag" not in plain.headers
    assert len(pagecache._store) == 0


def test_headers_of_the_other_middlewares_are_kept(kitchen):
    kitchen.make = lambda request: HttpResponse("soup", content_type="text/x-soup")
    inner = kitchen.handle
    kitchen.handle = keep_pages(
        lambda request: (
            response := kitchen.soup(request),
            response.headers.__setitem__("Content-Security-Policy", "frame-src x"),
        )[0]
    )
    assert inner
    kitchen.get()
    again = kitchen.get()
    assert again.headers["Content-Security-Policy"] == "frame-src x"
    assert again.headers["Content-Type"] == "text/x-soup"
    assert kitchen.made == 1


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


# In front of Django -----------------------------------------------------------------------


def test_front_answers_without_the_application(kitchen):
    begun, passed = [], []
    front = in_front_of(lambda environ, start_response: passed.append(1) or [b"made"])
    environ = RequestFactory().get("/soup/").environ

    def ask(**more):
        return front(environ | more, lambda status, headers: begun.append((status, dict(headers))))

    assert ask() == [b"made"]
    page = kitchen.get()
    assert ask() == [page.content]
    assert begun[0][0] == "200 OK"
    assert begun[0][1]["ETag"] == page.headers["ETag"]
    assert ask(HTTP_IF_NONE_MATCH=page.headers["ETag"]) == [b""]
    assert begun[1][0] == "304 Not Modified"
    assert ask(REQUEST_METHOD="POST") == [b"made"]
    assert len(passed) == 2


# The store --------------------------------------------------------------------------------


def page_of(size: int) -> Page:
    page = Page(b"", [], edition="", began=0.0, true_until=1.0)
    page.__dict__["size"] = size
    return page


def test_store_keeps_to_its_bound():
    store = PageStore()
    for number in range(1000):
        store.put(number, page_of(50_000), MB)
        assert store.size <= MB
    assert len(store) == MB // 50_000


def test_pages_asked_for_once_do_not_push_out_what_many_read():
    store = PageStore()
    store.put("home", page_of(50_000), MB)
    store.prove("home", lambda: MB)
    for number in range(1000):
        store.put(number, page_of(50_000), MB)
    assert store.get("home") is not None
    assert store.get(0) is None


def test_proven_pages_make_room_for_new_ones():
    store = PageStore()
    for number in range(100):
        store.put(number, page_of(50_000), MB)
        store.prove(number, lambda: MB)
    assert store.size <= MB
    assert store.get(99) is not None
    assert store.get(0) is None
    store.put(99, page_of(90_000), MB)
    assert store.size <= MB


def test_huge_page_is_not_kept():
    store = PageStore()
    store.put("huge", page_of(MB), MB)
    assert len(store) == 0
