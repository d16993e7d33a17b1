"""A cache of what queries made, kept true by generations.

What is kept carries the marks of the generations it was made in. `bump("stories")` gives a
generation a new mark, and all that carries the old one is stale at once, wherever it lies. A mark
is random and set, never counted up: not every cache counts right under parallel writers.

In front lies a memory of this process for a few seconds, so that a busy page asks the shared
cache rarely. The process that bumps sees its bump at once; the others within those seconds, or as
soon as they ask for the edition: a mark that every bump renews, for whoever keeps whole pages.

A value is kept no longer than what it was made of stays true by itself (see `horizon`).

A cache that fails is passed by: pages get slower, never wrong and never an error.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from django.utils import timezone

from portal.lib.board import Board
from portal.lib.horizon import NEVER, note_seconds, noting

Value = TypeVar("Value")
Make = Callable[[], Any]
Seconds = float | Callable[[], float]
# The marks it was made under, the times (seconds since 1970) it is good until and will change by
# itself, what was made.
Entry = tuple[tuple[str, ...], float, float, Any]

# The generation of whole pages, which every bump renews.
EDITION = "edition"

# So long may another process not have heard of a bump.
NEAR_SECONDS = 2

logger = logging.getLogger(__name__)


def cached(
    key: str, make: Callable[[], Value], *, generations: Iterable[str] = (), ttl: Seconds
) -> Value:
    """Give what `make` gave before, as long as no generation was bumped and `ttl` has not passed.

    `ttl` is in seconds, or a function that gives them and is asked only when a value is made.
    The value is pickled, and each caller has a copy of its own. Within a transaction that has
    bumped one of the generations nothing is cached: it would be what others may never see.
    """
    found: Value = cached_many({key: make}, generations=generations, ttl=ttl)[key]
    return found


def cached_many(
    wanted: Mapping[str, Make], *, generations: Iterable[str] = (), ttl: Seconds
) -> dict[str, Any]:
    """Give several values as `cached` would, with one read of the shared cache for all of them."""
    generations = tuple(generations)
    if _is_bump_pending(generations):
        return {key: make() for key, make in wanted.items()}
    found = _read_near(wanted, generations)
    missing = {key: make for key, make in wanted.items() if key not in found}
    if missing:
        found |= _read_far(missing, generations, ttl)
    return found


def bump(*generations: str) -> None:
    """Make stale all that was made in these generations, once the change at hand is committed.

    A transaction that changes much bumps once.
    """
    if not any(set(generations) <= set(deed.generations) for deed in _pending_bumps()):
        transaction.on_commit(_Bump(generations), robust=True)


def pages_changed(**_signal: Any) -> None:
    """Make whole pages stale where no cached value is; may be the receiver of a signal."""
    bump()


def edition() -> str | None:
    """Ask the shared cache for the edition of whole pages; None where it cannot be had.

    Who asks before making a page may keep it under this mark: what is bumped from then on renews
    the mark, and what was bumped before is known here from now on.
    """
    board, known = _memory.board, _memory.known
    if board and known and known[0] == board.read() and not _memory.unheard:
        return known[1]
    _say_the_unheard()
    _memory.board = getattr(cache, "board", None)
    # Before the mark is read: whoever renews it turns the board after that.
    stands = _memory.board.read() if _memory.board else None
    mark = _read_edition()
    if mark is not None and mark != _memory.edition:
        with _memory.lock:
            _near.clear()
            _memory.bumps += 1
            _memory.edition = mark
    _memory.known = (stands, mark) if stands and mark else None
    return mark


def _read_edition() -> str | None:
    key = _mark_key(EDITION)
    mark: str | None = _attempt(lambda: cache.get(key))
    if mark is None:
        # Several may begin at once: the first mark counts for all.
        _attempt(lambda: cache.add(key, _new_mark(), None))
        mark = _attempt(lambda: cache.get(key))
    return mark


def is_change_pending() -> bool:
    """Tell whether this thread is in a transaction that has bumped anything."""
    return any(True for _ in _pending_bumps())


def forget() -> None:
    """Empty the memory of this process, as tests must between them."""
    _near.clear()
    _memory.unheard.clear()
    _memory.is_failing = False
    _memory.edition = _memory.known = None


@dataclass
class _Memory:
    """What this process knows besides the entries: whether the cache fails, and bumps it missed."""

    is_failing: bool = False
    # Bumps so far: marks that were read before the last one must not be remembered after it.
    bumps: int = 0
    # The edition this process has last seen; the memory knows all that was bumped before it.
    edition: str | None = None
    # Where the cache has one, a board that tells whether the edition is still the known one:
    # how it stood, and the edition that was read then.
    board: Board | None = None
    known: tuple[bytes, str] | None = None
    # Generations whose bump the cache did not take; it is said again before anything is read.
    unheard: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)


_memory = _Memory()
_near = LocMemCache("portal.lib.caching", {"timeout": NEAR_SECONDS, "max_entries": 500})


class _Bump:
    """A bump that waits for its transaction."""

    def __init__(self, generations: tuple[str, ...]) -> None:
        self.generations = generations
        self.is_done = False

    def __call__(self) -> None:
        self.is_done = True
        marks = {_mark_key(generation): _new_mark() for generation in self.generations}
        # The shared cache first: whoever reads it from here on learns the new marks.
        self._tell(marks)
        with _memory.lock:
            _near.set_many(marks)
            _memory.bumps += 1
        # The edition last: whoever has it finds all other marks new.
        self._tell({_mark_key(EDITION): _new_mark()})
        if board := getattr(cache, "board", None):
            board.turn()

    def _tell(self, marks: dict[str, str]) -> None:
        if marks and _attempt(lambda: cache.set_many(marks, None)) != []:
            _memory.unheard.update(self.generations or {EDITION})


def _is_bump_pending(generations: tuple[str, ...]) -> bool:
    return any(set(deed.generations) & set(generations) for deed in _pending_bumps())


def _pending_bumps() -> Iterator[_Bump]:
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        for _, deed, *_ in connection.run_on_commit:
            if isinstance(deed, _Bump) and not deed.is_done:
                yield deed


def _read_near(keys: Iterable[str], generations: tuple[str, ...]) -> dict[str, Any]:
    mark_keys = list(map(_mark_key, generations))
    marks = _near.get_many(mark_keys)
    if len(marks) < len(mark_keys):
        return {}
    stamp = tuple(marks[key] for key in mark_keys)
    entries = {key: _near.get(_value_key(key)) for key in keys}
    return {key: _value_of(entry) for key, entry in entries.items() if _is_good(entry, stamp)}


def _read_far(
    wanted: Mapping[str, Make], generations: tuple[str, ...], ttl: Seconds
) -> dict[str, Any]:
    _say_the_unheard()
    bumps = _memory.bumps
    mark_keys = list(map(_mark_key, generations))
    answer = _attempt(lambda: cache.get_many([*mark_keys, *map(_value_key, wanted)]))
    read = answer or {}
    marks = _begin(mark_keys, read) | {key: read[key] for key in mark_keys if key in read}
    stamp = tuple(marks[key] for key in mark_keys)
    known: dict[str, Entry] = {}
    made: dict[str, tuple[float, Any]] = {}
    # The marks are settled before anything is made: a bump meanwhile makes it stale.
    for key, make in wanted.items():
        entry = read.get(_value_key(key))
        if entry is not None and _is_good(entry, stamp):
            known[key] = entry
        else:
            with noting() as horizon:
                value = make()
            made[key] = (horizon.at, value)
    fresh = _dated(made, stamp, ttl) if made else {}
    _keep_near(marks, known | fresh, bumps)
    if fresh and answer is not None:
        _keep_far(fresh)
    return {key: _value_of(entry) for key, entry in (known | fresh).items()}


def _begin(mark_keys: list[str], read: Mapping[str, Any]) -> dict[str, str]:
    """Give a first mark to each generation that has none, or had one that the cache lost."""
    marks = {key: _new_mark() for key in mark_keys if key not in read}
    if marks:
        _attempt(lambda: cache.set_many(marks, None))
    return marks


def _dated(
    made: Mapping[str, tuple[float, Any]], stamp: tuple[str, ...], ttl: Seconds
) -> dict[str, Entry]:
    with noting() as horizon:
        good_until = _now() + (ttl() if callable(ttl) else ttl)
    return {
        key: (stamp, min(good_until, changes, horizon.at), min(changes, horizon.at), value)
        for key, (changes, value) in made.items()
    }


def _is_good(entry: Entry | None, stamp: tuple[str, ...]) -> bool:
    return entry is not None and entry[0] == stamp and entry[1] > _now()


def _value_of(entry: Entry) -> Any:
    """Give what was made, and note when it changes as its maker did."""
    if entry[2] < NEVER:
        note_seconds(entry[2])
    return entry[3]


def _keep_near(marks: dict[str, str], entries: Mapping[str, Entry], bumps: int) -> None:
    with _memory.lock:
        if bumps == _memory.bumps:
            _near.set_many(marks)
    _near.set_many({_value_key(key): entry for key, entry in entries.items()})


def _keep_far(entries: Mapping[str, Entry]) -> None:
    seconds = min(good_until for _, good_until, *_ in entries.values()) - _now()
    if seconds > 0:
        values = {_value_key(key): entry for key, entry in entries.items()}
        _attempt(lambda: cache.set_many(values, seconds))


def _say_the_unheard() -> None:
    if _memory.unheard:
        again = tuple(_memory.unheard)
        _memory.unheard.clear()
        _Bump(again)()


def _attempt(deed: Callable[[], Value]) -> Value | None:
    """Do it, or give None where the cache cannot be had; each outage is logged once."""
    try:
        result = deed()
    except Exception:
        if not _memory.is_failing:
            logger.exception("The cache fails and is passed by.")
        _memory.is_failing = True
        return None
    _memory.is_failing = False
    return result


def _now() -> float:
    return timezone.now().timestamp()


def _new_mark() -> str:
    return secrets.token_hex(8)


def _mark_key(generation: str) -> str:
    return f"generation:{generation}"


def _value_key(key: str) -> str:
    return f"kept:{key}"
