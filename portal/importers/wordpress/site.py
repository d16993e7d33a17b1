"""A WordPress site as staged: its posts, terms and files."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.timezone import get_current_timezone

from portal.importers import records
from portal.importers.attachments import Attachments
from portal.importers.report import Report
from portal.importers.wordpress.addresses import plain_path
from portal.importers.wordpress.export import Facts, whole
from portal.importers.wordpress.permalinks import USUAL, Permalinks
from portal.lib.text import clean_line

_UPLOADS = re.compile(r"/(?:wp-content/)?(?:blogs\.dir/\d+/files|uploads|files)/(?P<path>[^?#]+)")
_DATED = re.compile(r"(?:^|/)(?P<path>\d{4}/\d{2}/[^/?#]+)$")

LONGEST_ID = 100


@dataclass
class Site:
    """What the readers of each kind ask."""

    rows: sqlite3.Connection
    channel: Facts
    attachments: Attachments
    report: Report
    permalinks: Permalinks = USUAL
    dated: list[bool] = field(default_factory=list)

    @property
    def name(self) -> str:
        return line(self.channel.get("title")) or "WordPress"

    @cached_property
    def _home(self) -> str:
        return str(self.channel.get("base_blog_url") or self.channel.get("link") or "")

    @property
    def key(self) -> str:
        """What tells this site from another of its kind."""
        parts = urlsplit(self._home)
        return f"{parts.netloc.lower()}{parts.path.rstrip('/')}" or self.name

    @property
    def host(self) -> str:
        return urlsplit(self._home).netloc.lower()

    @property
    def base(self) -> str:
        """The path of the address that the old site stood at: /, or /blog/ in a folder."""
        path = urlsplit(self._home).path
        return f"/{path.strip('/')}/" if path.strip("/") else "/"

    @property
    def language(self) -> str:
        """The language of stories here that the site's own comes nearest to."""
        return "en" if str(self.channel.get("language", "")).lower().startswith("en") else "zh-hans"

    def items(self, *kinds: str) -> Iterator[Facts]:
        """The posts of some types in the order of their numbers."""
        marks = ", ".join("?" * len(kinds))
        query = f"SELECT data FROM item WHERE type IN ({marks}) ORDER BY id"  # noqa: S608
        for row in self.rows.execute(query, kinds):
            yield json.loads(row["data"])

    def item(self, number: object) -> Facts | None:
        row = self.rows.execute("SELECT data FROM item WHERE id = ?", (whole(number),)).fetchone()
        return json.loads(row["data"]) if row else None

    def attachments_of(self, number: object) -> Iterator[Facts]:
        query = "SELECT data FROM item WHERE parent = ? AND type = 'attachment' ORDER BY id"
        for row in self.rows.execute(query, (whole(number),)):
            yield json.loads(row["data"])

    def path_of(self, address: str) -> str:
        """The path of an upload, never a smaller picture's; empty for files of other places."""
        address = unescape(address).strip()
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        is_ours = not parts.netloc or self._is_ours(parts.netloc.lower())
        if not is_ours:
            return ""
        found = _UPLOADS.search(parts.path) or _DATED.search(parts.path)
        return self._original(unquote(found["path"])) if found else ""

    def _is_ours(self, host: str) -> bool:
        plain = self.host.removeprefix("www.")
        hosts = {plain, f"www.{plain}", plain.replace(".wordpress.com", ".files.wordpress.com")}
        return host in hosts or bool(re.fullmatch(r"i[0-9]\.wp\.com", host))

    def _original(self, path: str) -> str:
        """The size in a name is only cut off where the file itself is not an upload."""
        known = self.rows.execute("SELECT 1 FROM upload WHERE path = ?", (path,)).fetchone()
        return path if known else plain_path(path)

    def upload(self, path: str) -> Facts | None:
        """The attachment of a path."""
        row = self.rows.execute("SELECT id FROM upload WHERE path = ?", (path,)).fetchone()
        return self.item(row["id"]) if row else None

    def old_addresses(self) -> dict[str, Any]:
        """The settings that the addresses of the old pages were made by."""
        return {
            "siteurl": self._home,
            "base": self.base,
            "is_dated": any(self.dated) or self.permalinks.is_dated,
            "language": self.language,
        } | self.permalinks.settings()


def line(value: Any) -> str:
    """A text of one line, unescaped once."""
    return clean_line(unescape(str(value))) if value is not None else ""


def key_of(name: str) -> str:
    """The id of what has a name, which may be longer than an id."""
    return name if len(name) <= LONGEST_ID else records.alias("long", name)


def named(subject: str, name: str, kind: str, target: str) -> records.Address:
    """The record of a name that old addresses knew something by."""
    return records.Address(
        foreign_id=records.alias(subject, name), target_kind=kind, target_id=target
    )


def moment(gmt: Any, local: Any = "") -> datetime | None:
    """A time of the export; drafts have no other than the local one."""
    for value, zone in ((gmt, UTC), (local, get_current_timezone())):
        try:
            found = datetime.strptime(str(value or "")[:19], "%Y-%m-%d %H:%M:%S")
        except ValueError:
            continue
        if found.year > 1:
            return found.replace(tzinfo=zone)
    return None
