"""Old addresses that are known one by one: those of feeds, tables, ninjs and Markdown."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from portal.importers import records
from portal.importers.old import Key, OldAddress

SYSTEMS = ("feed", "table", "ninjs", "markdown")

SUBJECT = "path"


def parse(path: str, query: str, host: str, settings: Mapping[str, Any]) -> OldAddress | None:
    """Read any address: the likeliest is that with its query, if it has one."""
    names = [f"{path}?{query}", path] if query else [path]
    return OldAddress(tuple(key for name in names for key in keys(name)), is_sure=False)


def keys(name: str) -> tuple[Key, ...]:
    """What an address may name, however its end is written."""
    return ((records.Address.kind, records.alias(SUBJECT, tidy(name)), 1),)


def tidy(address: str) -> str:
    """The part of an address behind its host in one form: decoded, without the / at its end."""
    parts = urlsplit(address)
    path = unquote(parts.path).replace("\0", "").rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query else path


def address_of(link: str, kind: str, foreign_id: str) -> records.Address | None:
    """The record of an old address; that of a front page names nothing."""
    try:
        name = tidy(link.strip())
    except ValueError:
        return None
    if name == "/":
        return None
    return records.Address(
        foreign_id=records.alias(SUBJECT, name), target_kind=kind, target_id=foreign_id
    )
