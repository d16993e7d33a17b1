"""Calls to elsewhere: only to public addresses, only so long, only so much."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from portal.lib import http
from portal.lib.http import hosts

PUBLIC = "93.184.215.14"


class Elsewhere(BaseHTTPRequestHandler):
    """A site that answers by its path, and remembers what it was asked."""

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        getattr(self, f"go_{self.path.partition('?')[0].split('/')[1]}", self.go_ok)()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def go_ok(self, body: bytes = b"hello", kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def go_picture(self) -> None:
        self.go_ok(b"\xff\xd8", "image/jpeg")

    def go_missing(self) -> None:
        self.send_error(404)

    def go_to(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.path.partition("/to/")[2] or "/to/")
        self.end_headers()

    def go_large(self) -> None:
        self.go_ok(b"x" * 5000)

    def go_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 1000)
        except OSError:
            pass

    def go_slow(self) -> None:
        """Drip headers: each byte comes well within the time of one read."""
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.05)
        except OSError:
            pass

    def go_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(b"short")


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    settings.OUTBOUND_TRUSTED_HOSTS = ("127.0.0.1",)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """A resolver of our own: each name with what it answers the first time, the second ..."""
    book: dict[str, list[list[str]]] = {}

    def resolve(host: str, port: int) -> list[str]:
        if host not in book:
            raise socket.gaierror("no such name")
        return book[host].pop(0)

    monkeypatch.setattr(hosts, "resolve", resolve)
    return book


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses to which a connection was tried; none of them is reached."""
    tried: list[str] = []

    def connect(address: tuple[str, int], **options: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


def test_answer_tells_status_type_and_text(elsewhere: ThreadingHTTPServer):
    answer = http.fetch(f"{elsewhere.url}/ok?a=船#part")
    assert (answer.status, answer.content_type, answer.body) == (200, "text/plain", b"hello")
    command, path, headers = elsewhere.asked[0]
    assert (command, path) == ("GET", "/ok?a=%E8%88%B9")
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Host"] == f"127.0.0.1:{elsewhere.server_port}"


def test_missing_page_is_an_answer_too(elsewhere: ThreadingHTTPServer):
    answer = http.fetch(f"{elsewhere.url}/missing", method="HEAD", accepts=("image/",))
    assert (answer.status, answer.is_ok, answer.body) == (404, False, b"")


def test_post_carries_body_and_headers_and_follows_nothing(elsewhere: ThreadingHTTPServer):
    answer = http.fetch(
        f"{elsewhere.url}/to/ok", method="POST", body=b"{}", headers={"X-Signature": "abc"}
    )
    assert (answer.status, answer.headers["location"]) == (302, "ok")
    assert elsewhere.asked[0][2]["X-Signature"] == "abc"
    assert elsewhere.asked[0][2]["Content-Length"] == "2"
    assert len(elsewhere.asked) == 1


def test_redirects_are_followed_so_far(elsewhere: ThreadingHTTPServer):
    assert http.fetch(f"{elsewhere.url}/to//to//ok").url == f"{elsewhere.url}/ok"
    with pytest.raises(http.Unreachable):
        http.fetch(f"{elsewhere.url}/to/", hops=3)
    assert [path for _, path, _ in elsewhere.asked].count("/to/") == 4


def test_redirect_to_a_private_address_is_not_followed(
    elsewhere: ThreadingHTTPServer, settings: Any
):
    with pytest.raises(http.AddressRefused):
        http.fetch(f"{elsewhere.url}/to/http://localhost:{elsewhere.server_port}/secret")
    with pytest.raises(http.AddressRefused):
        http.fetch(f"{elsewhere.url}/to/http://169.254.169.254/latest/meta-data/")
    with pytest.raises(http.AddressRefused):
        http.fetch(f"{elsewhere.url}/to/file:///etc/passwd")
    assert not [path for _, path, _ in elsewhere.asked if path == "/secret"]


def test_without_trust_our_own_machine_is_not_called(elsewhere: ThreadingHTTPServer, settings: Any):
    settings.OUTBOUND_TRUSTED_HOSTS = ()
    with pytest.raises(http.AddressRefused):
        http.fetch(f"{elsewhere.url}/ok")
    assert elsewhere.asked == []


def test_name_that_changes_its_mind_gains_nothing(
    names: dict[str, list[list[str]]], called: list[str]
):
    names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(http.Unreachable):
        http.fetch("http://rebind.example/")
    assert called == [PUBLIC]
    assert names["rebind.example"] == [["127.0.0.1"]]


def test_one_private_address_among_public_ones_spoils_them(
    names: dict[str, list[list[str]]], called: list[str]
):
    names["mixed.example"] = [[PUBLIC, "10.0.0.8"]]
    with pytest.raises(http.AddressRefused):
        http.fetch("http://mixed.example/")
    assert called == []


def test_unknown_name_is_nobody(names: dict[str, list[list[str]]]):
    with pytest.raises(http.Unreachable):
        http.fetch("http://nobody.example/")


def test_resolver_without_an_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    forever = threading.Event()
    monkeypatch.setattr(hosts, "resolve", lambda host, port: forever.wait(10) and [])
    with pytest.raises(http.TooSlow):
        http.fetch("http://sleepy.example/", seconds=0.1)
    forever.set()


@pytest.mark.parametrize("path", ["large", "endless"])
def test_heavy_answer_is_refused(elsewhere: ThreadingHTTPServer, path: str):
    with pytest.raises(http.TooLarge):
        http.fetch(f"{elsewhere.url}/{path}", most_bytes=4000)


def test_answer_as_heavy_as_allowed_is_taken(elsewhere: ThreadingHTTPServer):
    assert len(http.fetch(f"{elsewhere.url}/large", most_bytes=5000).body) == 5000


@pytest.mark.alone
def test_dripping_answer_is_cut(elsewhere: ThreadingHTTPServer):
    began = time.monotonic()
    with pytest.raises(http.TooSlow):
        http.fetch(f"{elsewhere.url}/slow", seconds=0.3)
    assert time.monotonic() - began < 2


def test_answer_that_breaks_off_is_none(elsewhere: ThreadingHTTPServer):
    with pytest.raises(http.Unreachable):
        http.fetch(f"{elsewhere.url}/short")


def test_only_wanted_types_are_taken(elsewhere: ThreadingHTTPServer):
    assert http.fetch(f"{elsewhere.url}/picture", accepts=("image/",)).body == b"\xff\xd8"
    with pytest.raises(http.WrongType):
        http.fetch(f"{elsewhere.url}/ok", accepts=("image/jpeg", "image/png"))


def test_proxies_of_the_environment_are_not_asked(
    elsewhere: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert http.fetch(f"{elsewhere.url}/ok").is_ok


def test_line_that_is_no_tls_is_nobody(elsewhere: ThreadingHTTPServer):
    with pytest.raises(http.Unreachable):
        http.fetch(f"https://127.0.0.1:{elsewhere.server_port}/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "picture.jpg",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "http://example.org:25/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        f"http://{'a' * 64}.example/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://localhost/",
    ],
)
def test_other_addresses_are_refused(url: str):
    with pytest.raises(http.AddressRefused):
        http.fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "no address",
    ],
)
def test_address_is_not_public(address: str):
    assert not hosts.is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]
)
def test_address_is_public(address: str):
    assert hosts.is_public(address)
