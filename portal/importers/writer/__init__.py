"""Turns records into rows, through the deeds an editor's click would take.

A record seen before and unchanged is left alone; a row edited or deleted here since is never
written again. What became of what stands in the ledger, written in the same transaction as the
rows, so that a run which broke off is simply run again.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction

from news.imaging import PictureError
from news.uploads import DocumentError
from portal.importers.attachments import Attachments
from portal.importers.models import ImportedSite
from portal.importers.records import Record
from portal.importers.report import Report
from portal.importers.writer.desk import Desk, Scribe, Skip
from portal.importers.writer.discussion import CommentScribe
from portal.importers.writer.ledger import Entry, Ledger
from portal.importers.writer.library import DocumentScribe, PictureScribe
from portal.importers.writer.numbers import ReactionKindScribe, ReactionsScribe, ReadsScribe
from portal.importers.writer.people import MemberScribe
from portal.importers.writer.sections import CategoryScribe, SourceScribe
from portal.importers.writer.stories import ArticleScribe, RelationsScribe
from portal.lib import files

BATCH = 200
"""Records in one transaction: few enough that readers' clicks need not wait long."""

SCRIBES: tuple[type[Scribe], ...] = (
    MemberScribe,
    ReactionKindScribe,
    CategoryScribe,
    SourceScribe,
    DocumentScribe,
    PictureScribe,
    ArticleScribe,
    RelationsScribe,
    CommentScribe,
    ReactionsScribe,
    ReadsScribe,
)

Progress = Callable[[str, int], None]


class Writer:
    """Writes the records of one site."""

    def __init__(
        self, site: ImportedSite, attachments: Attachments, report: Report, written: list[str]
    ) -> None:
        """`written` gathers the names of new files, for whoever has to take them back."""
        self.report = report
        self.ledger = Ledger(site)
        self.desk = Desk(self.ledger, attachments, report, written)
        self.scribes = {scribe.kind: scribe(self.desk) for scribe in SCRIBES}

    def write(self, records: Iterable[Record], progress: Progress) -> None:
        """Write all records, a batch at a time; `progress` hears of each batch."""
        stream = iter(records)
        done = 0
        while batch := list(islice(stream, BATCH)):
            self._write_batch(batch)
            done += len(batch)
            progress(batch[-1].kind, done)

    def _write_batch(self, batch: list[Record]) -> None:
        written = _Tail(self.desk.files)
        with files.all_or_nothing(written), transaction.atomic():
            entries = self.ledger.entries(batch)
            for record in batch:
                self._write_one(record, entries.get((record.kind, record.foreign_id)))
            for scribe in self.scribes.values():
                scribe.finish()

    def _write_one(self, record: Record, entry: Entry | None) -> None:
        """Bring one record, whole or not at all."""
        source_hash = record.source_hash()
        if entry is not None and entry.source_hash == source_hash:
            self.report.count(record.kind, "unchanged")
            return
        try:
            with transaction.atomic():
                outcome = self._bring(record, entry, source_hash)
        except (Skip, PictureError, DocumentError) as refusal:
            self.report.skip(record.kind, str(refusal))
        except ValidationError as error:
            self.report.skip(record.kind, " ".join(error.messages))
        else:
            self.report.count(record.kind, outcome)

    def _bring(self, record: Record, entry: Entry | None, source_hash: str) -> str:
        scribe = self.scribes[record.kind]
        if entry is None:
            row, outcome = scribe.create(record)
            trace = scribe.trace(row) if outcome == "created" else ""
            self.ledger.add(record.kind, record.foreign_id, row, source_hash, trace)
            return outcome
        row = scribe.row(entry.object_id)
        if row is None:
            raise Skip("deleted here since")
        if scribe.trace(row) != entry.written_hash:
            return "edited here"
        row = scribe.update(row, record)
        self.ledger.change(entry, source_hash, scribe.trace(row))
        return "updated"


class _Tail(Iterable[str]):
    """What was added to a list since; read only if a batch fails."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.start = len(names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names[self.start :])
