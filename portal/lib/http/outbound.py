"""The one client with which this site calls out: a few bytes from a public address, in time.

A name is resolved once and the connection made to the very address that was checked, so that a
name which changes its mind in between (DNS rebinding) gains nothing. Each redirect is checked
anew. No proxy of the environment, no cookie, no compressed answer that could unfold.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.lib.http import hosts

MOST_HOPS = 3
SECONDS = 10.0
MOST_BYTES = 2 * 1024 * 1024
TRIED_ADDRESSES = 3
_CHUNK = 64 * 1024
_PORTS = {"http": 80, "https": 443}
_LOWEST_OTHER_PORT = 1024
"""Below it only the web's own ports: nobody makes us speak to a mail server."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = "/:?#[]@!$&'()*+,;=%~"


class OutboundError(Exception):
    """Nothing usable came back; the message tells whoever gave the address why."""


class AddressRefused(OutboundError):
    """The address is none that may be called."""


class Unreachable(OutboundError):
    """Nobody answered, or not as HTTP does."""


class TooSlow(OutboundError):
    """The answer was not whole in time."""


class TooLarge(OutboundError):
    """The answer is heavier than the caller takes."""


class WrongType(OutboundError):
    """The answer is of a type the caller does not take."""


@dataclass(frozen=True)
class Answer:
    """What came back, and from where after the redirects."""

    url: str
    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True)
class _Call:
    """What is asked for, and the limits of the whole, redirects included."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None
    accepts: tuple[str, ...]
    most_bytes: int
    ends: float

    @property
    def seconds_left(self) -> float:
        self.check_time()
        return max(self.ends - time.monotonic(), 0.001)

    def check_time(self) -> None:
        """Raise TooSlow when the time is over."""
        if time.monotonic() >= self.ends:
            raise _too_slow()


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    accepts: tuple[str, ...] = (),
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
    hops: int = MOST_HOPS,
) -> Answer:
    """Call an address and answer what it says, whatever its status. Raises OutboundError.

    `accepts` names the media types taken of a good answer, `image/` for all of a kind; `seconds`
    hold for everything together. GET and HEAD follow `hops` redirects, other methods none.
    """
    call = _Call(method, headers or {}, body, accepts, most_bytes, time.monotonic() + seconds)
    follows = hops if method in {"GET", "HEAD"} else 0
    for hop in range(follows + 1):
        answer = _asked(url, call)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target or not follows:
            return answer
        if hop == follows:
            break
        url = urljoin(url, target)
    raise Unreachable(_("This address sends us from one place to the next without end."))


def _asked(url: str, call: _Call) -> Answer:
    """Make one hop of a call."""
    parts = _checked(url)
    address = _address_of(parts, call)
    query = f"?{quote(parts.query, _SAFE)}" if parts.query else ""
    target = quote(parts.path or "/", _SAFE) + query
    try:
        with _connected(parts, address, call) as connection:
            connection.request(call.method, target, call.body, _headers(call))
            return _read(url, connection.getresponse(), call)
    except (OSError, HTTPException) as error:
        call.check_time()  # A line that our own watch cut is late, not broken.
        raise _unreachable() from error


def _checked(url: str) -> SplitResult:
    """Take an address apart. Raises AddressRefused for all but plain web addresses."""
    if not url.isprintable() or " " in url:
        raise AddressRefused(_("This is not a web address."))
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = _name_of(parts)
    except ValueError as error:
        raise AddressRefused(_("This is not a web address.")) from error
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise AddressRefused(_("This is not a web address."))
    if port < _LOWEST_OTHER_PORT and port not in _PORTS.values():
        raise _refused()
    return parts


def _name_of(parts: SplitResult) -> str:
    """The host as DNS writes it. Raises ValueError."""
    host = parts.hostname or ""
    return host if ":" in host else host.encode("idna").decode("ascii")


def _address_of(parts: SplitResult, call: _Call) -> list[str]:
    """Resolve the host once; one address that is not public spoils them all."""
    host = _name_of(parts)
    port = parts.port or _PORTS[parts.scheme]
    try:
        found = _within(call.seconds_left, lambda: hosts.resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise _unreachable() from error
    if not hosts.is_trusted(host) and not all(map(hosts.is_public, found)):
        raise _refused()
    return found[:TRIED_ADDRESSES]


def _within(seconds: float, ask: Callable[[], list[str]]) -> list[str]:
    """Wait so long for an answer of the system's resolver, which knows no limit of its own."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def put() -> None:
        try:
            answers.put(ask())
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=put, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty as error:
        raise _too_slow() from error
    if isinstance(answer, Exception):
        raise answer
    return answer


@contextmanager
def _connected(parts: SplitResult, found: list[str], call: _Call) -> Iterator[HTTPConnection]:
    """A connection to one of the checked addresses, cut when the time of the call is over."""
    host, port = _name_of(parts), parts.port or _PORTS[parts.scheme]
    connection = HTTPConnection(host, port)
    connection.default_port = _PORTS[parts.scheme]
    line = _line(found, port, call)
    if parts.scheme == "https":
        line = _secured(line, host)
    connection.sock = line
    watch = threading.Timer(call.seconds_left, _cut, [line])
    watch.daemon = True
    watch.start()
    try:
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        yield connection
    finally:
        watch.cancel()
        connection.close()
        line.close()


def _line(found: list[str], port: int, call: _Call) -> socket.socket:
    """Connect to the first address that answers. Raises OSError, TooSlow."""
    for number, address in enumerate(found, start=1):
        try:
            return socket.create_connection((address, port), timeout=call.seconds_left)
        except OSError:
            if number == len(found):
                raise
    raise _unreachable()


def _secured(line: socket.socket, host: str) -> ssl.SSLSocket:
    """The line with TLS on it; the handshake is left to the time that is watched."""
    context = ssl.create_default_context()
    return context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _headers(call: _Call) -> dict[str, str]:
    ours = {
        "User-Agent": f"Masthead (+{settings.SITE_URL})",
        "Accept": ", ".join(_wanted(kind) for kind in call.accepts) or "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    return ours | dict(call.headers)


def _wanted(kind: str) -> str:
    return f"{kind}*" if kind.endswith("/") else kind


def _read(url: str, response: HTTPResponse, call: _Call) -> Answer:
    """Read an answer up to the limits of the call. Raises TooLarge, TooSlow, WrongType."""
    kind = response.headers.get_content_type()
    is_good = 200 <= response.status < 300
    if is_good and call.accepts and not _is_one_of(kind, call.accepts):
        raise WrongType(_("This address holds %s, which is not what is looked for.") % kind)
    body = b"" if response.status in _REDIRECTS else _body(response, call)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(url, response.status, kind, headers, body)


def _is_one_of(kind: str, accepts: tuple[str, ...]) -> bool:
    return kind in accepts or any(kind.startswith(part) for part in accepts if part[-1:] == "/")


def _body(response: HTTPResponse, call: _Call) -> bytes:
    if (response.length or 0) > call.most_bytes:
        raise _too_large(call)
    body = bytearray()
    while chunk := response.read(min(_CHUNK, call.most_bytes + 1 - len(body))):
        call.check_time()
        body += chunk
        if len(body) > call.most_bytes:
            raise _too_large(call)
    call.check_time()
    if response.length:  # Less came than was promised.
        raise _unreachable()
    return bytes(body)


def _refused() -> AddressRefused:
    return AddressRefused(_("This address lies in a private network and is not called."))


def _unreachable() -> Unreachable:
    return Unreachable(_("Nobody answers at this address."))


def _too_slow() -> TooSlow:
    return TooSlow(_("This address takes too long to answer."))


def _too_large(call: _Call) -> TooLarge:
    limit = filesizeformat(call.most_bytes)
    return TooLarge(_("What lies at this address is larger than the %s taken.") % limit)
