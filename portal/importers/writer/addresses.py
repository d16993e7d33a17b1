"""Other names under which the old site's addresses knew what came over."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from portal.importers import records
from portal.importers.models import ImportedRecord
from portal.importers.writer.desk import Many, Scribe, Skip, fingerprint


class AddressScribe(Scribe):
    """Writes nothing but the ledger's own line, which leads to the row of another record."""

    kind = records.Address.kind
    model = ImportedRecord

    def create(self, record: records.Address) -> tuple[models.Model, str]:
        return self._target(record), "created"

    def create_many(self, records_: Sequence[records.Address]) -> Many:
        trace = fingerprint({})
        found = {
            record.foreign_id: self.desk.ledger.row_of(record.target_kind, record.target_id)
            for record in records_
        }
        return {foreign_id: (row, trace) for foreign_id, row in found.items() if row is not None}

    def update(self, row: models.Model, record: records.Address) -> models.Model:
        """The name passed on to something else there."""
        target = self._target(record)
        self.desk.ledger.lead(self.kind, record.foreign_id, target)
        return target

    def content(self, row: models.Model) -> Mapping[str, Any]:
        return {}

    def row(self, pk: int) -> ImportedRecord:
        """There is nothing here that anybody could have deleted or edited."""
        return ImportedRecord(pk=pk)

    def _target(self, record: records.Address) -> models.Model:
        found = self.desk.ledger.row_of(record.target_kind, record.target_id)
        if found is None:
            raise Skip("leads to what was not brought")
        return found
