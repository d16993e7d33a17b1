"""Finished pages in the memory of this process, within a bound in bytes.

A page that was asked for once is on trial, in a small part of the room; one that was asked for
again has proved itself, and only others that did can push it out. So neither a robot that walks
the archive nor somebody who invents addresses empties the store.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import NamedTuple

Headers = list[tuple[str, str]]

# So much of the room belongs to pages that have proved themselves, at most.
PROVEN_SHARE = 0.75
# A page larger than this share of the room would push out too many others.
LARGEST_SHARE = 0.125
# What a page costs besides its bytes: headers, keys, the objects themselves.
OVERHEAD_BYTES = 4096

# Seconds that a shared cache may keep a page, and go on showing it while it asks for a new one.
SHARED_SECONDS = 60
STALE_SECONDS = 10

# Headers about the bytes sent; the page writes them itself.
_OF_THE_BYTES = {
    "cache-control",
    "content-encoding",
    "content-length",
    "etag",
    "last-modified",
    "vary",
}


class Answer(NamedTuple):
    """What is sent: a status line, headers, and the body unless only the head was asked for."""

    status: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Variant:
    """A page in one encoding, with a name that is these very bytes'."""

    body: bytes
    etag: str
    headers: Headers
    # For those who have the bytes already.
    headers_without_body: Headers


class Page:
    """A page made under an edition, until when it is kept and until when it is true.

    `began` is when its making did; all times are in seconds since 1970.
    """

    def __init__(
        self, content: bytes, headers: Headers, *, edition: str, began: float, true_until: float
    ) -> None:
        self.edition = edition
        self.true_until = true_until
        self.kept_until = min(began + SHARED_SECONDS, true_until)
        self.about = [(name, value) for name, value in headers if name.lower() not in _OF_THE_BYTES]
        self.plain = _variant(content, self.about)
        # The same for all within a second, in which a busy page is asked for thousands of times.
        self._life = (-1, ("", ""))

    @cached_property
    def zipped(self) -> Variant:
        """The page compressed; the same page gives the same bytes."""
        content = gzip.compress(self.plain.body, 6, mtime=0)
        return _variant(content, self.about, ("Content-Encoding", "gzip"))

    @cached_property
    def size(self) -> int:
        """The room it takes, in bytes."""
        return len(self.plain.body) + len(self.zipped.body) + OVERHEAD_BYTES

    def answer(
        self, *, now: float, accept_encoding: str = "", if_none_match: str = "", head: bool = False
    ) -> Answer:
        """Answer as the request's headers ask; it is never said to last longer than it is true."""
        variant = self.zipped if accepts_gzip(accept_encoding) else self.plain
        shared = max(0, int(self.kept_until - now))
        known, life = self._life
        if known != shared:
            life = ("Cache-Control", self._lifetime(shared))
            self._life = (shared, life)
        if if_none_match and is_named(variant.etag, if_none_match):
            return Answer("304 Not Modified", [*variant.headers_without_body, life], b"")
        return Answer("200 OK", [*variant.headers, life], b"" if head else variant.body)

    def _lifetime(self, shared: int) -> str:
        stale = max(0, int(min(STALE_SECONDS, self.true_until - self.kept_until)))
        return f"public, max-age=0, s-maxage={shared}, stale-while-revalidate={stale}"


def _variant(body: bytes, about: Headers, *encoding: tuple[str, str]) -> Variant:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    named = [("ETag", etag), ("Vary", "Accept-Encoding")]
    return Variant(
        body=body,
        etag=etag,
        headers=[*about, *encoding, *named, ("Content-Length", str(len(body)))],
        headers_without_body=[
            *((name, value) for name, value in about if not name.lower().startswith("content-")),
            *named,
        ],
    )


@lru_cache(maxsize=512)
def accepts_gzip(accepted: str) -> bool:
    """Tell whether Accept-Encoding wants gzip, and no less than the bytes as they are."""
    weights = dict(map(_weighed, accepted.lower().split(",")))
    gzipped = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzipped > 0 and gzipped >= weights.get("identity", 0.0)


def _weighed(choice: str) -> tuple[str, float]:
    name, _, parameter = choice.partition(";")
    _, _, weight = parameter.partition("=")
    try:
        return name.strip(), float(weight) if weight.strip() else 1.0
    except ValueError:
        return name.strip(), 0.0


def is_named(etag: str, tags: str) -> bool:
    """Tell whether If-None-Match names these bytes; a proxy may have marked the tag as weak."""
    return tags.strip() == "*" or any(
        tag.strip().removeprefix("W/") == etag for tag in tags.split(",")
    )


class PageStore:
    """Pages by key, those unused for longest leaving first."""

    def __init__(self) -> None:
        self._proven: OrderedDict[Hashable, Page] = OrderedDict()
        self._trial: OrderedDict[Hashable, Page] = OrderedDict()
        self._proven_size = self._trial_size = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._proven) + len(self._trial)

    @property
    def size(self) -> int:
        """The room taken, in bytes."""
        return self._proven_size + self._trial_size

    def get(self, key: Hashable) -> Page | None:
        """Give the page, which may be stale."""
        with self._lock:
            page = self._proven.get(key)
            if page is not None:
                self._proven.move_to_end(key)
            return page or self._trial.get(key)

    def prove(self, key: Hashable, room: Callable[[], int]) -> None:
        """Let a page that was good for somebody stay before those on trial; mostly it does."""
        if key not in self._trial:
            return
        with self._lock:
            page = self._trial.pop(key, None)
            if page is not None:
                self._trial_size -= page.size
                self._proven[key] = page
                self._proven_size += page.size
                self._make_room(room())

    def put(self, key: Hashable, page: Page, room: int) -> None:
        """Keep a page in `room` bytes, in the place of an older one of that key."""
        if page.size > room * LARGEST_SHARE:
            return
        with self._lock:
            if key in self._proven:
                self._proven_size += page.size - self._proven[key].size
                self._proven[key] = page
                self._proven.move_to_end(key)
            else:
                before = self._trial.pop(key, None)
                self._trial_size += page.size - (before.size if before else 0)
                self._trial[key] = page
            self._make_room(room)

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._proven.clear()
            self._trial.clear()
            self._proven_size = self._trial_size = 0

    def _make_room(self, room: int) -> None:
        while self._proven_size > room * PROVEN_SHARE:
            key, page = self._proven.popitem(last=False)
            self._proven_size -= page.size
            self._trial[key] = page
            self._trial_size += page.size
        while self.size > room and self._trial:
            _, page = self._trial.popitem(last=False)
            self._trial_size -= page.size
