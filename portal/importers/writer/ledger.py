"""What of the source became what here, as the database keeps it and as a run needs it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from portal.importers.models import EarlierForm, ImportedRecord, ImportedSite, ImportRun
from portal.importers.records import Record

LONGEST_ID = 100


@dataclass(slots=True)
class Entry:
    """A line of the ledger."""

    pk: int
    object_id: int
    source_hash: str
    written_hash: str
    is_of_this_run: bool = False


class Ledger:
    """The records of one site; ids are asked for often and kept, kind by kind."""

    def __init__(self, site: ImportedSite, run: ImportRun | None = None) -> None:
        """`run` is noted beside what is added."""
        self.site = site
        self.run = run
        self._ids: dict[str, dict[str, int]] = {}
        self._models: dict[str, type[models.Model]] = {}

    def entries(self, records: Iterable[Record]) -> dict[tuple[str, str], Entry]:
        """The lines of some records that were brought before, by kind and id."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for record in records:
            wanted[record.kind].append(record.foreign_id)
        return {
            (kind, row.foreign_id): Entry(
                row.pk,
                row.object_id,
                row.source_hash,
                row.written_hash,
                self.run is not None and row.run_id == self.run.pk,
            )
            for kind, foreign_ids in wanted.items()
            for row in self.site.records.filter(kind=kind, foreign_id__in=foreign_ids)
        }

    def id_of(self, kind: str, foreign_id: str) -> int | None:
        """The id here of a record, None where it was not brought or is gone."""
        if not foreign_id:
            return None
        if kind not in self._ids:
            self._ids[kind] = self._read(kind)
        return self._ids[kind].get(foreign_id)

    def row_of(self, kind: str, foreign_id: str) -> models.Model | None:
        """The row of a record with nothing in it but its id."""
        pk = self.id_of(kind, foreign_id)
        model = self._models.get(kind) if pk else None
        return model(pk=pk) if model else None

    def lead(self, kind: str, foreign_id: str, row: models.Model) -> None:
        """Let a line lead to another row."""
        self.site.records.filter(kind=kind, foreign_id=foreign_id).update(
            content_type=ContentType.objects.get_for_model(row), object_id=row.pk
        )

    def ids_below(self, kind: str, beginning: str) -> set[str]:
        """The foreign ids of a kind that begin so."""
        rows = self.site.records.filter(kind=kind, foreign_id__startswith=beginning)
        return set(rows.values_list("foreign_id", flat=True))

    def add(
        self, kind: str, foreign_id: str, row: models.Model, source_hash: str, written_hash: str
    ) -> None:
        ImportedRecord.objects.create(
            site=self.site,
            run=self.run,
            kind=kind,
            foreign_id=foreign_id,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            source_hash=source_hash,
            written_hash=written_hash,
        )
        if kind in self._ids:
            self._ids[kind][foreign_id] = row.pk
            self._models[kind] = type(row)

    def add_all(self, lines: Iterable[tuple[Record, models.Model, str, str]]) -> None:
        """Write lines of records and their rows, with the hashes of both."""
        lines = list(lines)
        ImportedRecord.objects.bulk_create(
            ImportedRecord(
                site=self.site,
                run=self.run,
                kind=record.kind,
                foreign_id=record.foreign_id,
                content_type=ContentType.objects.get_for_model(row),
                object_id=row.pk,
                source_hash=source_hash,
                written_hash=written_hash,
            )
            for record, row, source_hash, written_hash in lines
        )
        for record, row, _source, _written in lines:
            if record.kind in self._ids:
                self._ids[record.kind][record.foreign_id] = row.pk
                self._models[record.kind] = type(row)

    def remember(self, entry: Entry, form: Mapping[str, Any]) -> None:
        """Keep what a row held before this run, so that the run can be taken back."""
        if self.run is None or not form:
            return
        kept = EarlierForm.objects.filter(record_id=entry.pk)
        kept.exclude(run=self.run).delete()
        kept.get_or_create(
            record_id=entry.pk,
            defaults={
                "run": self.run,
                "source_hash": entry.source_hash,
                "written_hash": entry.written_hash,
                "form": form,
            },
        )

    def change(self, entry: Entry, source_hash: str, written_hash: str) -> None:
        ImportedRecord.objects.filter(pk=entry.pk).update(
            source_hash=source_hash, written_hash=written_hash
        )

    def _read(self, kind: str) -> dict[str, int]:
        """All ids of a kind whose rows still exist."""
        rows = self.site.records.filter(kind=kind)
        first = rows.first()
        if first is None:
            return {}
        model = first.content_type.model_class()
        if model is not None:
            self._models[kind] = model
            rows = rows.filter(object_id__in=model._default_manager.values("pk"))
        return dict(rows.values_list("foreign_id", "object_id"))
