"""Moving a whole site in: read to the end, then written, then told."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from news import similar
from portal.importers import (
    addresses,
    comparing,
    discuz,
    feeds,
    items,
    markdown,
    ninjs,
    tables,
    talk,
    wordpress,
)
from portal.importers.attachments import Attachments, open_attachments
from portal.importers.models import ImportedSite, ImportRun
from portal.importers.records import Record
from portal.importers.report import Report
from portal.importers.since import only_new
from portal.importers.writer import Writer
from portal.lib import files

Say = Callable[[str], None]


@dataclass(frozen=True)
class Manner:
    """How a run goes about it."""

    rehearses: bool = False
    """Report what would happen, and write nothing."""
    compares: bool = False
    """Hold the source against what stands here, and write nothing."""
    since: datetime | None = None
    """Bring what is new since, and what changed of that which came before."""


class _Rehearsed(Exception):
    """Raised to take everything back."""


class Source(Protocol):
    """A site that was read to its end."""

    attachments: Attachments

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def key(self) -> str:
        """What tells it from another of its kind."""

    def old_addresses(self) -> dict[str, Any]:
        """The settings that its addresses were made by."""


def move_in(
    *dumps: Path,
    dsn: str = "",
    attachments: Path | None = None,
    avatars: Path | None = None,
    prefix: str = "pre_",
    charset: str = "auto",
    manner: Manner = Manner(),
    say: Say = lambda line: None,
) -> Report:
    """Bring a Discuz! X portal in; a second run changes only what changed at the source.

    `dumps` are the files of one database, `dsn` the address of the database itself. It is read to
    its end before anything is written. Raises CannotImport.
    """
    with _reported(manner) as report:
        say("Reading the database ..." if dsn else "Reading the dump ...")
        with discuz.open_site(
            dumps, attachments, report, dsn=dsn, charset=charset, prefix=prefix, faces=avatars
        ) as source:
            _bring(
                discuz.SYSTEM,
                source,
                discuz.records(source),
                report,
                manner,
                say,
                expected=discuz.number_of(source),
                tell_left=discuz.count_deferred,
            )
    return report


def move_wordpress_in(
    files: Iterable[Path],
    *,
    uploads: Path | None = None,
    fetches: bool = False,
    permalinks: wordpress.Permalinks = wordpress.USUAL,
    manner: Manner = Manner(),
    say: Say = lambda line: None,
) -> Report:
    """Bring a WordPress site in, from its export files. Raises CannotImport."""
    with _reported(manner) as report:
        say("Reading the export ...")
        with wordpress.open_site(
            files, uploads, report, fetches=fetches, permalinks=permalinks
        ) as source:
            _bring(
                wordpress.SYSTEM,
                source,
                wordpress.records(source),
                report,
                manner,
                say,
                tell_left=wordpress.tell_left,
            )
    return report


def move_talk_in(
    system: str, file: Path, *, manner: Manner = Manner(), say: Say = lambda line: None
) -> Report:
    """Bring the comments of Disqus or Isso to the stories that are here. Raises CannotImport."""
    with _reported(manner) as report:
        say("Reading the comments ...")
        with talk.open_talk(system, file, report) as source:
            _bring(system, source, talk.records(source), report, manner, say)
    return report


def move_items_in(
    system: str,
    files: list[Path],
    *,
    name: str,
    attachments: Path | None = None,
    columns: Mapping[str, str] | None = None,
    manner: Manner = Manner(),
    say: Say = lambda line: None,
) -> Report:
    """Bring stories out of feeds, tables, ninjs or a folder of Markdown.

    `name` tells this source from others of its kind, and is the section of stories that name none.
    Raises CannotImport.
    """
    with (
        _reported(manner) as report,
        open_attachments(attachments, report) as found,
    ):
        read = {
            "feed": lambda: feeds.items(files, report),
            "table": lambda: tables.items(files, columns or {}, report),
            "ninjs": lambda: ninjs.items(files, report),
            "markdown": lambda: markdown.items(files[0], report),
        }[system]
        if system == "markdown":  # Its pictures lie beside its files.
            found = Attachments(files[0].resolve())
        shelf = items.Shelf(name=name, key=name, attachments=found, report=report)
        report.facts |= {"system": system, "site": name}
        _bring(system, shelf, items.records_of(read(), shelf), report, manner, say)
    return report


@contextmanager
def _reported(manner: Manner) -> Iterator[Report]:
    began = monotonic()
    report = Report()
    yield report
    report.facts |= {"rehearsal": manner.rehearses, "seconds": round(monotonic() - began, 1)}


def _bring(
    system: str,
    source: Source,
    records: Iterable[Record],
    report: Report,
    manner: Manner,
    say: Say,
    *,
    expected: int = 0,
    tell_left: Callable[[Any], None] = lambda source: None,
) -> None:
    """Write all records, or compare them.

    `expected` is about how many, `tell_left` reports what is not brought.
    """
    if manner.compares:
        say(f"Comparing {source.name} with what is here ...")
        comparing.compare(system, source.key, records, report, _progress(expected, say))
        return
    say(f"Writing {source.name} ...")
    with _rehearsal() if manner.rehearses else _earnest() as written:
        site, _ = ImportedSite.objects.get_or_create(system=system, name=source.key[:100])
        run = ImportRun.objects.create(site=site)
        report.facts["run"] = run.pk
        writer = Writer(site, source.attachments, report, written, run)
        if manner.since:
            records = only_new(records, manner.since, writer.ledger, report)
        writer.write(records, progress=_progress(expected, say))
        site.settings |= source.old_addresses()
        site.imported_at = timezone.now()
        site.save()
        addresses.sites_changed()
        tell_left(source)
        run.ended_at = timezone.now()
        run.report = report.as_data()
        run.save()
    if not manner.rehearses:
        similar.sign_older.enqueue()


def _progress(expected: int, say: Say) -> Callable[[str, int], None]:
    """Tell after each batch how far the run is, its pace, and how long the rest will take.

    `expected` is a guess: once it is passed, or where there is none, nobody is told how much is
    left.
    """
    began = monotonic()

    def tell(kind: str, done: int) -> None:
        pace = done / max(monotonic() - began, 0.001)
        told, left = f"{done:,} records so far", ""
        if done < expected:
            told = f"{done:,} of about {expected:,} records"
            left = f"; about {(expected - done) / pace / 60:,.0f} minutes left"
        say(f"{told}, last a {kind}; {pace:,.0f} a second{left}")

    return tell


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
