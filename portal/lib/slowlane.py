"""A lane for slow clients, so that those who trickle a body or sip a film leave threads for pages.

A WSGI server gives each request a thread, and the thread waits for a client on a bad line, or one
that means harm. Here no more than `slots` threads wait at a time; whoever comes on top is asked to
come again. Bodies are read whole before the application runs, and answers that fit in memory are
handed to the server whole, which sends them without a thread.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PIECE = 64 * 1024
# Larger bodies wait on disk.
BODY_IN_MEMORY = 1024 * 1024
# Every picture fits; films and long documents go by the slow lane.
ANSWER_IN_MEMORY = 4 * 1024 * 1024

RETRY_AFTER_SECONDS = "10"


class TooLarge(Exception):
    """The body has more bytes than anybody may send."""


class CutShort(Exception):
    """The client went away in the middle of the body."""


class SlowLane:
    """Wraps a WSGI application; `limit` is the largest body in bytes."""

    def __init__(self, application: Application, *, slots: int, limit: int) -> None:
        self.application = application
        self.lane = BoundedSemaphore(slots)
        self.limit = limit

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Read the body, run the application, hand over its answer."""
        if not has_body(environ):
            return self.hand_over(self.application(environ, start_response), start_response)
        if not self.lane.acquire(blocking=False):
            return refuse(start_response, "503 Service Unavailable")
        try:
            body, size = read_body(environ, self.limit)
        except TooLarge:
            return refuse(start_response, "413 Content Too Large")
        except (CutShort, OSError):
            return refuse(start_response, "400 Bad Request")
        finally:
            self.lane.release()
        with body:
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size)}
            return self.hand_over(self.application(environ, start_response), start_response)

    def hand_over(self, answer: Iterable[bytes], start_response: StartResponse) -> Iterable[bytes]:
        """Give an answer that fits in memory as a list, a longer one piece by piece."""
        if type(answer) is list and len(answer) == 1 and len(answer[0]) <= ANSWER_IN_MEMORY:
            return answer
        pieces = iter(answer)
        begun, size = [], 0
        for piece in pieces:
            begun.append(piece)
            size += len(piece)
            if size > ANSWER_IN_MEMORY:
                break
        else:
            close(answer)
            return [b"".join(begun)]
        if not self.lane.acquire(blocking=False):
            close(answer)
            return refuse(start_response, "503 Service Unavailable")
        return Slowly(chain(begun, pieces), answer, self.lane)


class Slowly:
    """The rest of a long answer; its place in the lane is free again once it is closed."""

    def __init__(
        self, pieces: Iterator[bytes], answer: Iterable[bytes], lane: BoundedSemaphore
    ) -> None:
        self.pieces = pieces
        self.answer = answer
        self.lane: BoundedSemaphore | None = lane

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        """Close the answer; servers may call this twice."""
        if self.lane:
            self.lane.release()
            self.lane = None
            close(self.answer)


def has_body(environ: Environ) -> bool:
    """Tell whether the client means to send a body, of a known length or in chunks."""
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"} or bool(
        environ.get("HTTP_TRANSFER_ENCODING")
    )


def read_body(environ: Environ, limit: int) -> tuple[IO[bytes], int]:
    """Read the whole body; raise TooLarge or CutShort."""
    announced = environ.get("CONTENT_LENGTH") or ""
    expected = int(announced) if announced.isdecimal() else None
    if expected is not None and expected > limit:
        raise TooLarge
    body: IO[bytes] = SpooledTemporaryFile(max_size=BODY_IN_MEMORY)  # noqa: SIM115
    try:
        size = copy(environ["wsgi.input"], body, expected, limit)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, size


def copy(source: Any, body: IO[bytes], expected: int | None, limit: int) -> int:
    """Copy what the client sends; return how much it was."""
    size = 0
    while expected is None or size < expected:
        piece = source.read(PIECE)
        if not piece:
            break
        size += len(piece)
        if size > limit:
            raise TooLarge
        body.write(piece)
    if expected is not None and size < expected:
        raise CutShort
    return size


def refuse(start_response: StartResponse, status: str) -> list[bytes]:
    """Answer plainly, without the application."""
    text = status.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("Cache-Control", "no-store"),
        # Unread bytes of a body would be taken for the next request.
        ("Connection", "close"),
    ]
    if status.startswith("503"):
        headers.append(("Retry-After", RETRY_AFTER_SECONDS))
    start_response(status, headers)
    return [text]


def close(answer: Iterable[bytes]) -> None:
    """Close what the application gave, as WSGI asks."""
    if hasattr(answer, "close"):
        answer.close()
