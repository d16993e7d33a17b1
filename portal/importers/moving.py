"""Moving a whole site in: read to the end, then written, then told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from django.db import transaction
from django.utils import timezone

from portal.importers import discuz
from portal.importers.models import ImportedSite
from portal.importers.report import Report
from portal.importers.writer import Writer
from portal.lib import files

Say = Callable[[str], None]


class _Rehearsed(Exception):
    """Raised to take everything back."""


def move_in(
    dump: Path,
    *,
    attachments: Path | None = None,
    prefix: str = "pre_",
    charset: str = "auto",
    dry_run: bool = False,
    say: Say = lambda line: None,
) -> Report:
    """Bring a Discuz! X portal in; a second run changes only what changed at the source.

    The dump is read to its end before anything is written. Raises CannotImport.
    """
    began = monotonic()
    report = Report()
    say("Reading the dump ...")
    with discuz.open_site(dump, attachments, report, charset=charset, prefix=prefix) as source:
        say(f"Writing {source.name} ...")
        with _rehearsal() if dry_run else _earnest() as written:
            _write(source, report, written, say)
        discuz.count_deferred(source)
    report.facts |= {"rehearsal": dry_run, "seconds": round(monotonic() - began, 1)}
    return report


def _write(source: discuz.Site, report: Report, written: list[str], say: Say) -> None:
    site, _ = ImportedSite.objects.get_or_create(system=discuz.SYSTEM, name=source.key[:100])
    writer = Writer(site, source.attachments, report, written)
    writer.write(
        discuz.records(source), progress=lambda kind, done: say(f"{done:,} records, last a {kind}")
    )
    site.settings |= source.old_addresses()
    site.imported_at = timezone.now()
    site.save()


@contextmanager
def _earnest() -> Iterator[list[str]]:
    yield []


@contextmanager
def _rehearsal() -> Iterator[list[str]]:
    """Let everything happen, then undo it: rows by a transaction, files by their names."""
    written: list[str] = []
    try:
        with files.all_or_nothing(written), transaction.atomic():
            yield written
            raise _Rehearsed
    except _Rehearsed:
        pass
