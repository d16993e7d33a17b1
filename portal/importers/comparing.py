"""Compares a source with what stands here, and writes nothing: is all of it here, and the same?"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count

from portal.importers.attachments import Attachments
from portal.importers.models import ImportedRecord, ImportedSite, ImportRun
from portal.importers.records import Record
from portal.importers.report import DIFFERENCES, Report
from portal.importers.writer import BATCH, TWICE, Writer
from portal.importers.writer.numbers import GIVER

FIRST = 500
"""Of each kind so many rows are read whole and held against their fingerprints,"""

ONE_IN = 20
"""and one in so many after them: each costs a few questions."""

MOST_NAMED = 200
"""Lines of one kind and difference; beyond them there is the number."""

AS_REPORTED = "as reported: "

Lines = dict[tuple[str, str], ImportedRecord]


def compare(
    system: str,
    key: str,
    records: Iterable[Record],
    report: Report,
    progress: Callable[[str, int], None],
) -> None:
    """Count what is here, missing or otherwise, kind by kind, and name the differences."""
    report.outcomes = ("read", "here", *DIFFERENCES, "sampled", "skipped")
    comparison = _Comparison(system, key, report)
    stream, done = iter(records), 0
    while batch := list(islice(stream, BATCH)):
        comparison.hold(batch)
        done += len(batch)
        progress(batch[-1].kind, done)
    comparison.count_others()
    report.facts["differences"] = report.differences
    for kind, reasons in comparison.skipped_by_last_run().items():
        for reason, number in reasons.items():
            report.note("Skipped by the last run", f"{kind}: {number:,}: {reason}")


class _Comparison:
    def __init__(self, system: str, key: str, report: Report) -> None:
        self.report = report
        self.lines = ImportedRecord.objects.filter(site__system=system, site__name=key[:100])
        site = ImportedSite.objects.filter(system=system, name=key[:100]).first()
        self.run = site.runs.first() if site else None
        self.left_out = _left_out_of(site)
        self.scribes = Writer(site or ImportedSite(), Attachments(None), report, []).scribes
        self.met: Counter[str] = Counter()

    def hold(self, batch: list[Record]) -> None:
        """Hold some records of the source against what became of them."""
        lines = self._lines_of(batch)
        standing = _standing(lines.values())
        held: set[tuple[str, str]] = set()
        for record in batch:
            name = (record.kind, record.foreign_id)
            line = lines.get(name)
            if name in held:
                self.report.skip(record.kind, TWICE)
                continue
            held.add(name)
            if line is None:
                self._tell_absent(record)
                continue
            self.met[record.kind] += 1
            if line.pk not in standing:
                self._tell(record, "deleted here")
            elif line.source_hash != record.source_hash():
                self._tell(record, "changed there")
            elif self._is_edited(line, record):
                self._tell(record, "edited here")
            else:
                self.report.count(record.kind, "here")

    def count_others(self) -> None:
        """What was brought once and the source has no more; givers are no records of their own."""
        kinds = self.lines.exclude(kind=GIVER).order_by().values_list("kind")
        for kind, number in kinds.annotate(number=Count("pk")):
            self.report.counts[kind]["no more there"] += max(0, number - self.met[kind])

    def skipped_by_last_run(self) -> dict[str, dict[str, int]]:
        """Why something may not be here."""
        return dict(self.run.report.get("skipped", {})) if self.run else {}

    def _tell_absent(self, record: Record) -> None:
        """What a run left out and said so is no difference; the rest is missing."""
        reason = self.left_out.get(record.kind, {}).get(record.foreign_id)
        if reason is None:
            self._tell(record, "not here")
        else:
            self.report.skip(record.kind, AS_REPORTED + reason)

    def _lines_of(self, batch: list[Record]) -> Lines:
        return {
            (kind, line.foreign_id): line
            for kind in {record.kind for record in batch}
            for line in self.lines.filter(
                kind=kind, foreign_id__in=[one.foreign_id for one in batch if one.kind == kind]
            )
        }

    def _is_edited(self, line: ImportedRecord, record: Record) -> bool:
        """Read a row of the sample whole; one that only matched was never ours."""
        number = self.met[line.kind]
        if not line.written_hash or (number > FIRST and number % ONE_IN):
            return False
        self.report.counts[line.kind]["sampled"] += 1
        scribe = self.scribes[line.kind]
        row = scribe.row(line.object_id)
        return scribe.trace(row) != line.written_hash or scribe.lacks(row, record)

    def _tell(self, record: Record, difference: str) -> None:
        self.report.count(record.kind, difference)
        if self.report.counts[record.kind][difference] <= MOST_NAMED:
            named = f"{record.kind} {record.foreign_id}: {record.label:.60}"
            self.report.note(difference.capitalize(), named)


def _left_out_of(site: ImportedSite | None) -> dict[str, dict[str, str]]:
    """What the runs of a site left out, with the latest reason; a run may read a part alone."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    told = ImportRun.objects.filter(site=site, undone_at=None).order_by("pk")
    runs = told.values_list("report__left_out", flat=True)
    for left_out in runs:
        for kind, reasons in (left_out or {}).items():
            found[kind] |= reasons
    return found


def _standing(lines: Iterable[ImportedRecord]) -> set[int]:
    """Of some lines those whose rows exist: one question a model."""
    by_type: dict[int, list[ImportedRecord]] = defaultdict(list)
    for line in lines:
        by_type[line.content_type_id].append(line)
    standing: set[int] = set()
    for type_id, some in by_type.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        if model is not None:
            rows = model._default_manager.filter(pk__in={line.object_id for line in some})
            found = set(rows.values_list("pk", flat=True))
            standing |= {line.pk for line in some if line.object_id in found}
    return standing
