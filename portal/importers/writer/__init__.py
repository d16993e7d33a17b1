"""Turns records into rows, through the deeds an editor's click would take.

A record seen before and unchanged is left alone; a row edited or deleted here since is never
written again. What became of what stands in the ledger, written in the same transaction as the
rows, so that a run which broke off is simply run again. The search learns of the stories from the
worker.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from news import search
from news.imaging import PictureError
from news.uploads import DocumentError
from portal.importers.attachments import Attachments
from portal.importers.models import ImportedSite, ImportRun
from portal.importers.records import Record
from portal.importers.report import Report
from portal.importers.writer.addresses import AddressScribe
from portal.importers.writer.desk import Desk, Scribe, Skip
from portal.importers.writer.discussion import CommentScribe
from portal.importers.writer.entities import BylineScribe, PageScribe, TagScribe
from portal.importers.writer.kept import FavouriteScribe, GrantScribe, TopicScribe
from portal.importers.writer.ledger import Entry, Ledger
from portal.importers.writer.library import DocumentScribe, PictureScribe
from portal.importers.writer.numbers import ReactionKindScribe, ReactionsScribe, ReadsScribe
from portal.importers.writer.people import MemberScribe
from portal.importers.writer.portraits import PortraitScribe
from portal.importers.writer.sections import CategoryScribe, SourceScribe
from portal.importers.writer.stories import ArticleScribe, RelationsScribe
from portal.importers.writer.threads import ThreadScribe
from portal.lib import files

BATCH = 200
"""Records in one transaction: few enough that readers' clicks need not wait long."""

TWICE = "its id came before"

SCRIBES: tuple[type[Scribe], ...] = (
    MemberScribe,
    ReactionKindScribe,
    CategoryScribe,
    SourceScribe,
    BylineScribe,
    TagScribe,
    DocumentScribe,
    PictureScribe,
    ArticleScribe,
    RelationsScribe,
    PageScribe,
    TopicScribe,
    ThreadScribe,
    CommentScribe,
    ReactionsScribe,
    ReadsScribe,
    FavouriteScribe,
    GrantScribe,
    PortraitScribe,
    AddressScribe,
)

Progress = Callable[[str, int], None]


class Writer:
    """Writes the records of one site."""

    def __init__(
        self,
        site: ImportedSite,
        attachments: Attachments,
        report: Report,
        written: list[str],
        run: ImportRun | None = None,
    ) -> None:
        """`written` gathers the names of new files, for whoever has to take them back."""
        self.report = report
        self.ledger = Ledger(site, run)
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
        with files.all_or_nothing(written), search.later(), transaction.atomic():
            entries = self.ledger.entries(batch)
            for kind, scribe in self.scribes.items():
                records = self._once([record for record in batch if record.kind == kind])
                new = [record for record in records if (kind, record.foreign_id) not in entries]
                made = self._write_many(scribe, new) if len(new) > 1 else set()
                for record in records:
                    if record.foreign_id not in made:
                        self._write_one(record, entries.get((kind, record.foreign_id)))
            for scribe in self.scribes.values():
                scribe.finish()

    def _once(self, records: list[Record]) -> list[Record]:
        """Of several with one id the first is brought."""
        by_id = {record.foreign_id: record for record in reversed(records)}
        if len(by_id) == len(records):
            return records
        self.report.skip(records[0].kind, TWICE, len(records) - len(by_id))
        return [record for record in records if by_id[record.foreign_id] is record]

    def _write_many(self, scribe: Scribe, new: list[Record]) -> set[str]:
        """Bring what can be brought at once; answer which those are.

        If anything is amiss all go one by one, so that one bad record holds up no other.
        """
        by_id = {record.foreign_id: record for record in new}
        mark = self.report.mark()
        try:
            with transaction.atomic():
                made = scribe.create_many(new)
                self.ledger.add_all(
                    (by_id[foreign_id], row, by_id[foreign_id].source_hash(), trace)
                    for foreign_id, (row, trace) in made.items()
                )
        except (Skip, ValidationError, IntegrityError):
            self.report.back_to(mark)
            return set()
        self.report.count(scribe.kind, "created", len(made))
        return set(made)

    def _write_one(self, record: Record, entry: Entry | None) -> None:
        """Bring one record, whole or not at all."""
        source_hash = record.source_hash()
        if entry is not None and entry.source_hash == source_hash:
            self.report.count(record.kind, "unchanged")
            return
        if entry is not None and entry.is_of_this_run:
            self.report.skip(record.kind, TWICE)
            return
        try:
            with transaction.atomic():
                outcome = self._bring(record, entry, source_hash)
        except (Skip, PictureError, DocumentError) as refusal:
            self.report.leave_out(record.kind, record.foreign_id, str(refusal))
        except ValidationError as error:
            self.report.leave_out(record.kind, record.foreign_id, " ".join(error.messages))
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
            versions = f"here “{row!s:.60}”, there “{record.label:.60}”"
            self.report.note(
                "Changed at the source, and left as it is here",
                f"{record.kind} {record.foreign_id}: {versions}",
            )
            return "edited here"
        self.ledger.remember(entry, scribe.content(row))
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
