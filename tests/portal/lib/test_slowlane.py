"""Slow clients take a lane of their own; whoever finds it full is asked to come again."""

import threading
from collections.abc import Iterable
from io import BytesIO

import pytest

from portal.lib import slowlane
from portal.lib.slowlane import SlowLane

LIMIT = 1000


class Answer:
    """What start_response was told."""

    status = ""
    headers: dict[str, str]

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info=None) -> None:
        self.status = status
        self.headers = dict(headers)


class Trickle:
    """A body that comes to an end only when it is let."""

    def __init__(self) -> None:
        self.is_waited_for = threading.Event()
        self.may_end = threading.Event()

    def read(self, size: int) -> bytes:
        """Wait, then end."""
        self.is_waited_for.set()
        self.may_end.wait(5)
        return b""


def echo(environ, start_response) -> Iterable[bytes]:
    """Answer with the body that was sent."""
    start_response("200 OK", [])
    return [environ["CONTENT_LENGTH"].encode(), b":", environ["wsgi.input"].read()]


def greet(environ, start_response) -> Iterable[bytes]:
    """Answer without a look at the body."""
    start_response("200 OK", [])
    return [b"hello"]


def call(site: SlowLane, body=None, length: str = "", **more: str) -> tuple[Answer, list[bytes]]:
    answer = Answer()
    environ = {"wsgi.input": body or BytesIO(), "CONTENT_LENGTH": length, **more}
    return answer, list(site(environ, answer))


def test_body_is_read_before_the_application_runs() -> None:
    _, parts = call(SlowLane(echo, slots=1, limit=LIMIT), BytesIO(b"name=%E4%BA%AC"), "14")
    assert parts == [b"14:name=%E4%BA%AC"]


def test_body_in_chunks_gets_its_length() -> None:
    site = SlowLane(echo, slots=1, limit=LIMIT)
    _, parts = call(site, BytesIO(b"abc"), HTTP_TRANSFER_ENCODING="chunked")
    assert parts == [b"3:abc"]


@pytest.mark.parametrize(
    ("body", "length", "more"),
    [
        (b"", "1001", {}),
        (b"x" * 1001, "", {"HTTP_TRANSFER_ENCODING": "chunked"}),
    ],
)
def test_body_beyond_the_limit_is_refused(body: bytes, length: str, more: dict) -> None:
    answer, _ = call(SlowLane(echo, slots=1, limit=LIMIT), BytesIO(body), length, **more)
    assert answer.status == "413 Content Too Large"
    assert answer.headers["Connection"] == "close"


def test_body_cut_short_is_refused() -> None:
    answer, _ = call(SlowLane(echo, slots=1, limit=LIMIT), BytesIO(b"half"), "8")
    assert answer.status == "400 Bad Request"


def test_pages_come_while_slow_bodies_fill_the_lane() -> None:
    site = SlowLane(greet, slots=1, limit=LIMIT)
    trickle = Trickle()
    slow = threading.Thread(target=call, args=(site, trickle, "10"))
    slow.start()
    trickle.is_waited_for.wait(5)
    page, parts = call(site)
    refused, _ = call(site, BytesIO(b"x"), "1")
    trickle.may_end.set()
    slow.join()
    again, _ = call(site, BytesIO(b"x"), "1")
    assert (page.status, parts) == ("200 OK", [b"hello"])
    assert (refused.status, refused.headers["Retry-After"]) == ("503 Service Unavailable", "10")
    assert again.status == "200 OK"


class Film:
    """A long answer that knows whether it was closed."""

    is_closed = False

    def __iter__(self):
        return iter([b"1" * 600, b"2" * 600, b"3" * 600])

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


def test_long_answers_go_by_the_lane_and_leave_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowlane, "ANSWER_IN_MEMORY", 1000)
    films = [Film(), Film(), Film()]
    shown = iter(films)

    def cinema(environ, start_response) -> Iterable[bytes]:
        start_response("200 OK", [])
        return next(shown)

    site = SlowLane(cinema, slots=1, limit=LIMIT)
    answer = Answer()
    first = site({}, answer)
    refused, _ = call(site)
    assert refused.status == "503 Service Unavailable"
    assert [film.is_closed for film in films] == [False, True, False]
    assert [piece[:1] for piece in first] == [b"1", b"2", b"3"]
    first.close()
    first.close()
    third, parts = call(site)
    assert (third.status, len(parts)) == ("200 OK", 3)
    assert films[0].is_closed


def test_short_answers_are_handed_over_whole() -> None:
    film = Film()

    def trailer(environ, start_response) -> Iterable[bytes]:
        start_response("200 OK", [])
        return film

    handed = SlowLane(trailer, slots=1, limit=LIMIT)({}, Answer())
    assert isinstance(handed, list)
    assert len(handed[0]) == 1800
    assert film.is_closed
