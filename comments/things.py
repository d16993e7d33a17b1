"""What may be discussed. The shell, which knows the things, registers them here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import models

from comments.models import Thread
from comments.policies import Policy, Ruling, policy_for


class Thing(Protocol):
    """A row readers can see and therefore talk about."""

    pk: Any

    def is_live(self) -> bool: ...

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True)
class Kind:
    """A model whose rows are discussed, and who says what holds for comments on a row."""

    model: type[models.Model]
    rule: Callable[[Any], Ruling]
    reporters: Callable[[Any], frozenset[int]]
    sections: Callable[[set[int]], dict[int, int]]
    mending: Callable[[Any], str]


BATCH = 500

_kinds: dict[str, Kind] = {}


def nobody(thing: Any) -> frozenset[int]:
    """What is signed by no member of staff."""
    return frozenset()


def in_no_section(pks: set[int]) -> dict[int, int]:
    """What stands in no section."""
    return {}


def nowhere(thing: Any) -> str:
    """What has no page on which its errors are reported."""
    return ""


def register(
    model: type[models.Model],
    *,
    rule: Callable[[Any], Ruling],
    reporters: Callable[[Any], frozenset[int]] = nobody,
    sections: Callable[[set[int]], dict[int, int]] = in_no_section,
    mending: Callable[[Any], str] = nowhere,
) -> None:
    """Let rows of `model` be discussed; `rule(row)` answers what holds for comments on it,
    `reporters(row)` which users wrote it, `sections(pks)` the section of each row, and
    `mending(row)` where one tells of an error in the row itself."""
    _kinds[model._meta.label_lower] = Kind(model, rule, reporters, sections, mending)


_section_names: list[Callable[[], dict[int, str]]] = []


def name_sections(names: Callable[[], dict[int, str]]) -> None:
    """Let `names()` answer how the sections are called."""
    _section_names[:] = [names]


def section_names() -> dict[int, str]:
    """How the sections are called, by key."""
    return _section_names[0]() if _section_names else {}


def sections_of(threads: Collection[int]) -> dict[int, int]:
    """The section of what each thread is about, where it has one; batch by batch."""
    found: dict[int, int] = {}
    keys = sorted(threads)
    for start in range(0, len(keys), BATCH):
        rows = Thread.objects.filter(pk__in=keys[start : start + BATCH])
        by_type: dict[int, dict[int, int]] = {}
        for pk, kind, thing in rows.values_list("pk", "content_type", "object_id"):
            by_type.setdefault(kind, {})[thing] = pk
        for kind in _kinds.values():
            threads_of = by_type.get(ContentType.objects.get_for_model(kind.model).pk, {})
            if threads_of:
                sections = kind.sections(set(threads_of))
                found |= {threads_of[thing]: section for thing, section in sections.items()}
    return found


def key_of(thing: Any) -> str:
    """How a form names the thing, as `news.article:12`."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def find(key: str) -> Any | None:
    """The live thing a form names; None for anything forged, unknown, hidden or gone."""
    label, _, pk = key.partition(":")
    kind = _kinds.get(label)
    if kind is None or not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        return None
    thing: Any = kind.model._default_manager.filter(pk=int(pk)).first()
    return thing if thing is not None and thing.is_live() else None


def policy_of(thing: Any, thread: Thread | None) -> Policy:
    """What holds for a new comment on the thing, by site, section, thread and time."""
    return policy_for(_kinds[thing._meta.label_lower].rule(thing), thread)


def reporters_of(thing: Any) -> frozenset[int]:
    """The users who wrote the thing, of whom readers see that they answer themselves."""
    return _kinds[thing._meta.label_lower].reporters(thing)


def mending_address(thing: Any) -> str:
    """Where one tells of an error in the thing itself; empty where that is not taken."""
    return _kinds[thing._meta.label_lower].mending(thing)


def thread_of(thing: Any) -> Thread | None:
    """The thing's thread, if it has one yet."""
    return Thread.objects.about(thing).first()


def open_thread(thing: Any) -> Thread:
    """The thing's thread, made now if need be; only deeds call this."""
    thread, _ = Thread.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
    )
    return thread
