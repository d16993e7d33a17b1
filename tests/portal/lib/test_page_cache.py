"""A page made once answers many, word for word, as long as it is true."""

import gzip
from datetime import timedelta

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.lib import caching, pagecache
from portal.lib.caching import bump, cached, pages_changed
from portal.lib.horizon import note_change, noting
from portal.lib.pagecache import in_front_of, keep_pages
from portal.lib.pagestore import accepts_gzip, is_named
from tests.portal.lib.conftest import lifetime


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
