"""The files of a site: out of its folder of uploads or, on request, from the site itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from portal.importers import records
from portal.importers.attachments import Attachments
from portal.importers.wordpress.site import LONGEST_ID, Site, key_of
from portal.lib.http import OutboundError, fetch

SECONDS = 30


def index_uploads(site: Site) -> None:
    """Note the path of each attachment, by which posts name it."""
    for item in site.items("attachment"):
        path = site.path_of(item["attachment_url"]) or item["meta"].get("_wp_attached_file", "")
        if path:
            site.rows.execute(
                "INSERT OR IGNORE INTO upload VALUES (?, ?, ?)",
                (path, item["post_id"], item["attachment_url"]),
            )


@dataclass
class Uploads(Attachments):
    """Files by their path or the key of a long one; what is not here is fetched once."""

    site: Site
    local: Attachments
    folder: Path | None = None
    fetched: dict[str, Path | None] = field(default_factory=dict)
    long: dict[str, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def opened(cls, site: Site, local: Attachments, *, fetches: bool) -> Iterator["Uploads"]:
        """Give the files; what was fetched is gone afterwards."""
        with TemporaryDirectory(prefix="masthead-import-") as folder:
            yield cls(site, local, Path(folder) if fetches else None)

    def find(self, path: str) -> Path | None:
        """The file of a path, or None: not there, no file, or not to be had."""
        path = self.long.get(path, path)
        if len(path) > LONGEST_ID:
            self.long[key_of(path)] = path
        return self.local.find(path) or (self._fetched(path) if self.folder else None)

    def _fetched(self, path: str) -> Path | None:
        if path not in self.fetched:
            self.fetched[path] = self._fetch(path)
        return self.fetched[path]

    def _fetch(self, path: str) -> Path | None:
        """Ask the old site through the client that refuses addresses within our own network."""
        row = self.site.rows.execute("SELECT address FROM upload WHERE path = ?", (path,))
        found = row.fetchone()
        if found is None or self.folder is None:
            return None
        try:
            answer = fetch(
                found["address"],
                most_bytes=settings.MAX_UPLOAD_MB * 1024 * 1024,
                seconds=SECONDS,
            )
        except OutboundError as error:
            self.site.report.note("Files that could not be fetched", f"{path}: {error}")
            return None
        if not answer.is_ok:
            self.site.report.note("Files that could not be fetched", f"{path}: {answer.status}")
            return None
        place = self.folder / f"{len(self.fetched)}-{records.alias('file', path)[-20:]}".replace(
            "/", "_"
        )
        place.write_bytes(answer.body)
        return place
