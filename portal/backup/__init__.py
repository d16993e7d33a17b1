"""One archive of everything that makes this portal what it is, and the way back from it.

The archive is a gzipped tar: `database.sqlite3` (a copy by SQLite's own online backup) or
`database.dump` (pg_dump's custom format), `secret_key` where the portal keeps its own, the files
under `media/`, and last `manifest.json` with the size and SHA-256 of each. It holds secrets: keep
it as you keep the database.
"""

from portal.backup.archive import CannotBackUp, CannotRestore
from portal.backup.restoring import restore
from portal.backup.taking import back_up

__all__ = ["CannotBackUp", "CannotRestore", "back_up", "restore"]
