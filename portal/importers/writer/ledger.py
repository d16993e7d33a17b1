"""What of the source became what here, as the database keeps it and as a run needs it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models

from portal.importers.models import ImportedRecord, ImportedSite
from portal.importers.records import Record

LONGEST_ID = 100


@dataclass(slots=True)
class Entry:
    """A line of the ledger."""

    pk: int
    object_id: int
    source_hash: str
    written_hash: str


class Ledger:
    """The records of one site; ids are asked for often and kept, kind by kind."""

    def __init__(self, site: ImportedSite) -> None:
        self.site = site
        self._ids: dict[str, dict[str, int]] = {}

    def entries(self, records: Iterable[Record]) -> dict[tuple[str, str], Entry]:
        """The lines of some records that were brought before, by kind and id."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for record in records:
            wanted[record.kind].append(record.foreign_id)
        return {
            (kind, row.foreign_id): Entry(row.pk, row.object_id, row.source_hash, row.written_hash)
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

    def ids_below(self, kind: str, beginning: str) -> set[str]:
        """The foreign ids of a kind that begin so."""
        rows = self.site.records.filter(kind=kind, foreign_id__startswith=beginning)
        return set(rows.values_list("foreign_id", flat=True))

    def add(
        self, kind: str, foreign_id: str, row: models.Model, source_hash: str, written_hash: str
    ) -> None:
        ImportedRecord.objects.create(
            site=self.site,
            kind=kind,
            foreign_id=foreign_id,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            source_hash=source_hash,
            written_hash=written_hash,
        )
        if kind in self._ids:
            self._ids[kind][foreign_id] = row.pk

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
            rows = rows.filter(object_id__in=model._default_manager.values("pk"))
        return dict(rows.values_list("foreign_id", "object_id"))
