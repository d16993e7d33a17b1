"""What may be discussed. The shell, which knows the things, registers them here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import models

from comments.models import Thread
from portal.site.models import CommentPolicy


class Thing(Protocol):
    """A row readers can see and therefore talk about."""

    pk: Any

    def is_live(self) -> bool: ...

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True)
class Kind:
    """A model whose rows are discussed, and who decides what happens to a new comment."""

    model: type[models.Model]
    policy: Callable[[Any], str]


_kinds: dict[str, Kind] = {}


def register(model: type[models.Model], *, policy: Callable[[Any], str]) -> None:
    """Let rows of `model` be discussed; `policy(row)` answers a CommentPolicy."""
    _kinds[model._meta.label_lower] = Kind(model, policy)


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


def policy_of(thing: Any, thread: Thread | None) -> str:
    """What happens to a new comment on the thing: its own policy, unless the thread is shut."""
    if thread is not None and not thread.is_open:
        return CommentPolicy.CLOSED
    return _kinds[thing._meta.label_lower].policy(thing)


def thread_of(thing: Any) -> Thread | None:
    """The thing's thread, if it has one yet."""
    return Thread.objects.about(thing).first()


def open_thread(thing: Any) -> Thread:
    """The thing's thread, made now if need be; only deeds call this."""
    thread, _ = Thread.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
    )
    return thread
