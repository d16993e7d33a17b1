"""A cache of what queries made, kept true by generations.

What is kept carries the marks of the generations it was made in. `bump("stories")` gives a
generation a new mark, and all that carries the old one is stale at once, wherever it lies. A mark
is random and set, never counted up: not every cache counts right under parallel writers.

In front lies a memory of this process for a few seconds, so that a busy page asks the shared
cache rarely. The process that bumps sees its bump at once; the others within those seconds.

A cache that fails is passed by: pages get slower, never wrong and never an error.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from django.utils import timezone

Value = TypeVar("Value")
Make = Callable[[], Any]
Seconds = float | Callable[[], float]
# The marks it was made under, the time (seconds since 1970) it is good until, what was made.
Entry = tuple[tuple[str, ...], float, Any]

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
    """Make stale all that was made in these generations, once the change at hand is committed."""
    transaction.on_commit(_Bump(generations), robust=True)


def forget() -> None:
    """Empty the memory of this process, as tests must between them."""
    _near.clear()
    _memory.unheard.clear()
    _memory.is_failing = False


@dataclass
class _Memory:
    """What this process knows besides the entries: whether the cache fails, and bumps it missed."""

    is_failing: bool = False
    # Bumps so far: marks that were read before the last one must not be remembered after it.
    bumps: int = 0
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
        if _attempt(lambda: cache.set_many(marks, None)) != []:
            _memory.unheard.update(self.generations)
        with _memory.lock:
            _near.set_many(marks)
            _memory.bumps += 1


def _is_bump_pending(generations: tuple[str, ...]) -> bool:
    connection = transaction.get_connection()
    return connection.in_atomic_block and any(
        not deed.is_done and set(deed.generations) & set(generations)
        for _, deed, *_ in connection.run_on_commit
        if isinstance(deed, _Bump)
    )


def _read_near(keys: Iterable[str], generations: tuple[str, ...]) -> dict[str, Any]:
    mark_keys = list(map(_mark_key, generations))
    marks = _near.get_many(mark_keys)
    if len(marks) < len(mark_keys):
        return {}
    stamp = tuple(marks[key] for key in mark_keys)
    entries = {key: _near.get(_value_key(key)) for key in keys}
    return {key: entry[2] for key, entry in entries.items() if _is_good(entry, stamp)}


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
    made: dict[str, Any] = {}
    # The marks are settled before anything is made: a bump meanwhile makes it stale.
    for key, make in wanted.items():
        entry = read.get(_value_key(key))
        if entry is not None and _is_good(entry, stamp):
            known[key] = entry
        else:
            made[key] = make()
    fresh = _dated(made, stamp, ttl) if made else {}
    _keep_near(marks, known | fresh, bumps)
    if fresh and answer is not None:
        _keep_far(fresh)
    return {key: entry[2] for key, entry in (known | fresh).items()}


def _begin(mark_keys: list[str], read: Mapping[str, Any]) -> dict[str, str]:
    """Give a first mark to each generation that has none, or had one that the cache lost."""
    marks = {key: _new_mark() for key in mark_keys if key not in read}
    if marks:
        _attempt(lambda: cache.set_many(marks, None))
    return marks


def _dated(made: Mapping[str, Any], stamp: tuple[str, ...], ttl: Seconds) -> dict[str, Entry]:
    good_until = _now() + (ttl() if callable(ttl) else ttl)
    return {key: (stamp, good_until, value) for key, value in made.items()}


def _is_good(entry: Entry | None, stamp: tuple[str, ...]) -> bool:
    return entry is not None and entry[0] == stamp and entry[1] > _now()


def _keep_near(marks: dict[str, str], entries: Mapping[str, Entry], bumps: int) -> None:
    with _memory.lock:
        if bumps == _memory.bumps:
            _near.set_many(marks)
    _near.set_many({_value_key(key): entry for key, entry in entries.items()})


def _keep_far(entries: Mapping[str, Entry]) -> None:
    seconds = min(good_until for _, good_until, _ in entries.values()) - _now()
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
    return f"cached:{key}"
