"""A Discuz! X site as staged: its rows, its settings, its files."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from portal.importers.attachments import Attachments
from portal.importers.discuz.serialised import Value, unserialise
from portal.importers.report import Report
from portal.lib.text import clean_line, clean_text

SLOTS = range(1, 9)

USUAL_SLOTS = {1: "鲜花", 2: "握手", 3: "雷人", 4: "路过", 5: "鸡蛋"}
"""The order a fresh X3.5 shows them in, where the site's own cannot be read."""

MOST_TAGS = 8

LATEST_TIME = 253_402_300_799  # the last second of the year 9999


@dataclass
class Site:
    """What the readers of each kind ask."""

    rows: sqlite3.Connection
    encoding: str
    attachments: Attachments
    report: Report
    pictures_met: set[str] = field(default_factory=set)
    """Paths of those that were read."""

    def all(self, query: str, *values: Any) -> Iterator[sqlite3.Row]:
        return iter(self.rows.execute(query, values))

    def number(self, query: str, *values: Any) -> int:
        """The one number a query answers."""
        return int(next(self.all(query, *values))[0] or 0)

    @cached_property
    def settings(self) -> dict[str, str]:
        return {str(row["skey"]): str(row["svalue"]) for row in self.all(_SETTINGS)}

    @property
    def name(self) -> str:
        names = (self.settings.get("bbname"), self.settings.get("sitename"))
        return next((line(name) for name in names if name), "Discuz! X")

    @property
    def key(self) -> str:
        """What tells this site from another of its kind, even after it got another name."""
        return urlsplit(self.settings.get("siteurl", "")).netloc.lower() or self.name

    @property
    def base(self) -> str:
        """The path of the address that the old site stood at: /, or /bbs/ in a folder."""
        path = urlsplit(self.settings.get("siteurl", "")).path
        return f"/{path.strip('/')}/" if path.strip("/") else "/"

    @cached_property
    def slots(self) -> dict[int, tuple[str, str]]:
        """The id and the name of the reaction behind each counter that is in use."""
        found = _cached_slots(
            self._unserialised("SELECT data FROM common_syscache WHERE cname = ?", "click")
        )
        if not found:
            self.report.note(
                "Reactions", "The order of the reactions could not be read: it is the usual one."
            )
            found = {slot: (name, name) for slot, name in USUAL_SLOTS.items()}
        return found

    def _unserialised(self, query: str, *values: Any) -> Value:
        row = next(self.all(query, *values), None)
        try:
            return unserialise(str(row[0]), self.encoding) if row else None
        except ValueError as error:
            self.report.note("Broken data", f"{values[0]}: {error}")
            return None

    @cached_property
    def tag_names(self) -> dict[int, str]:
        """The aggregation tags by their number, from 1."""
        named = {whole(bit): line(name) for bit, name in self.array("article_tags").items()}
        return {bit: name for bit, name in named.items() if name and 1 <= bit <= MOST_TAGS}

    def array(self, name: str) -> dict[str, Any]:
        """A setting of several values; empty where it is missing or damaged."""
        try:
            found = unserialise(self.settings.get(name) or "a:0:{}", self.encoding)
        except ValueError as error:
            self.report.note("Broken data", f"{name}: {error}")
            return {}
        return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}

    def old_addresses(self) -> dict[str, Any]:
        """The settings that the addresses of the old pages were made by."""
        found = self.array("domain").get("root")
        roots = found if isinstance(found, dict) else {}
        return {
            "siteurl": self.settings.get("siteurl", ""),
            "base": self.base,
            "attachurl": self.settings.get("attachurl", ""),
            "patterns": {name: str(pattern) for name, pattern in self.array("rewriterule").items()},
            "roots": sorted({str(roots[of]) for of in ("channel", "topic") if roots.get(of)}),
        }


_SETTINGS = "SELECT skey, svalue FROM common_setting"


def _cached_slots(cache: Value) -> dict[int, tuple[str, str]]:
    kinds = cache.get("aid") if isinstance(cache, dict) else None
    if not isinstance(kinds, dict):
        return {}
    return {
        int(slot): (str(kind.get("clickid") or slot), line(kind.get("name")))
        for slot, kind in kinds.items()
        if isinstance(kind, dict) and str(slot).isdigit() and line(kind.get("name"))
    }


def line(value: Any) -> str:
    """A text of one line, unescaped once."""
    return clean_line(unescape(str(value))) if value is not None else ""


def text(value: Any) -> str:
    """A text of several lines, unescaped once."""
    return clean_text(unescape(str(value))).strip() if value is not None else ""


def whole(value: Any) -> int:
    """A number, 0 where there is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def id_of(value: Any) -> str:
    """An id as text, empty where it is 0."""
    return str(whole(value) or "")


def moment(value: Any) -> datetime:
    return datetime.fromtimestamp(min(max(whole(value), 0), LATEST_TIME), UTC)
