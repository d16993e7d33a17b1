"""Keeps a run to what is new at the source: the last one before the switch."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from portal.importers import records
from portal.importers.records import Record
from portal.importers.report import Report
from portal.importers.writer import BATCH
from portal.importers.writer.figures import files_of
from portal.importers.writer.ledger import Ledger

DATED = {
    records.Article.kind: "published",
    records.Topic.kind: "published",
    records.Comment.kind: "written",
    records.Favourite.kind: "saved",
}
"""What says when it was made there. Everything else is small, or part of these."""

FILES = frozenset({records.Picture.kind, records.Document.kind})

PARTS = frozenset({records.Relations.kind, records.Reactions.kind, records.Reads.kind})
"""Records that have the id of their story."""


def only_new(
    stream: Iterable[Record], moment: datetime, ledger: Ledger, report: Report
) -> Iterator[Record]:
    """The records made since a moment, and all that came before: these are written if they changed.

    The old systems do not say when a thing was changed; the ledger knows what it was like. Pictures
    and documents come with the stories that show them, each before the first of these.
    """
    sieve = _Sieve(moment, report)
    source = iter(stream)
    while batch := list(islice(source, BATCH)):
        known = set(ledger.entries(batch))
        for record in batch:
            yield from sieve.passes(record, is_known=(record.kind, record.foreign_id) in known)
    for kind, _foreign_id in sieve.held:
        report.count(kind, "older")


class _Sieve:
    def __init__(self, moment: datetime, report: Report) -> None:
        self.moment = moment
        self.report = report
        self.held: dict[tuple[str, str], Record] = {}
        """Files that no story passed with so far."""
        self.left: set[tuple[str, str]] = set()

    def passes(self, record: Record, *, is_known: bool) -> Iterator[Record]:
        """The record after the files it shows, or nothing."""
        if not is_known and record.kind in FILES:
            self.held[record.kind, record.foreign_id] = record
        elif not is_known and (self._is_old(record) or self._belongs_to_left(record)):
            self.left.add((record.kind, record.foreign_id))
            self.report.count(record.kind, "older")
        else:
            for name in files_of(record):
                if name in self.held:
                    yield self.held.pop(name)
            yield record

    def _is_old(self, record: Record) -> bool:
        return record.kind in DATED and getattr(record, DATED[record.kind]) < self.moment

    def _belongs_to_left(self, record: Record) -> bool:
        if isinstance(record, records.Address):
            target = (record.target_kind, record.target_id)
            return target in self.left or target in self.held
        return record.kind in PARTS and (records.Article.kind, record.foreign_id) in self.left
