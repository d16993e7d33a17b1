"""What an import did, kind by kind, for people and as data."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

OUTCOMES = ("read", "created", "matched", "updated", "unchanged", "edited here", "skipped")
"""Matched: it was here already and is only noted down. Edited here: the source changed too, and
what was written here stays."""

OF_SOME_RUNS = ("older", "restored", "deleted", "forgotten", "kept")
"""Older: from before the day that a run keeps to. The others are of taking a run back; forgotten:
what had been here before the run, or goes with another row."""

DIFFERENCES = ("not here", "deleted here", "changed there", "edited here", "no more there")
"""What a comparison finds: between the source as it is and what stands here."""

MOST_LEFT_OUT = 20_000
"""Records remembered by their ids in one run; of more, a comparison calls the rest missing."""

SHOWN_NOTES = 12
"""Lines of one kind that a person reads on a screen; the rest stands in the data."""


class CannotImport(Exception):
    """The import cannot begin, and nothing was written; the message says why and where."""


class Report:
    """Counts the outcomes of each kind of record, and keeps why something was left or changed."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.outcomes: tuple[str, ...] = OUTCOMES
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.skipped: dict[str, Counter[str]] = defaultdict(Counter)
        self.left_out: dict[str, dict[str, str]] = defaultdict(dict)
        self.notes: dict[str, list[str]] = defaultdict(list)
        self.not_yet_brought: dict[str, int] = {}

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        if number:
            self.counts[kind]["read"] += number
            self.counts[kind][outcome] += number

    def skip(self, kind: str, reason: str, number: int = 1) -> None:
        self.count(kind, "skipped", number)
        if number:
            self.skipped[kind][reason] += number

    def leave_out(self, kind: str, foreign_id: str, reason: str) -> None:
        """Skip one record, and remember which: a comparison tells it from one that is missing."""
        self.skip(kind, reason)
        if sum(map(len, self.left_out.values())) < MOST_LEFT_OUT:
            self.left_out[kind][foreign_id] = reason

    def note(self, subject: str, line: str) -> None:
        """Keep a line an operator should read: a clash, a missing file."""
        self.notes[subject].append(line)

    def mark(self) -> dict[str, int]:
        """How many lines there are by now, for `back_to`."""
        return {subject: len(lines) for subject, lines in self.notes.items()}

    def back_to(self, mark: dict[str, int]) -> None:
        """Forget the lines kept since."""
        for subject in list(self.notes):
            del self.notes[subject][mark.get(subject, 0) :]
            if not self.notes[subject]:
                del self.notes[subject]

    def defer(self, kind: str, number: int) -> None:
        """Count what the source holds and this importer does not bring."""
        if number:
            self.not_yet_brought[kind] = number

    @property
    def differences(self) -> int:
        """How many a comparison found."""
        return sum(counts[name] for counts in self.counts.values() for name in DIFFERENCES)

    def as_data(self) -> dict[str, Any]:
        return {
            **self.facts,
            "kinds": {
                kind: {name: counts[name] for name in self.outcomes}
                | {name: counts[name] for name in OF_SOME_RUNS if name in counts}
                for kind, counts in self.counts.items()
            },
            "skipped": {kind: dict(reasons) for kind, reasons in self.skipped.items()},
            "left_out": {kind: dict(reasons) for kind, reasons in self.left_out.items()},
            "notes": dict(self.notes),
            "not_yet_brought": self.not_yet_brought,
        }

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        for name, fact in self.facts.items():
            yield f"{name}: {fact}"
        met = {name for counts in self.counts.values() for name in counts}
        names = [*self.outcomes, *(name for name in OF_SOME_RUNS if name in met)]
        yield f"{'':18}" + "".join(f"{name:>14}" for name in names)
        for kind, counts in self.counts.items():
            yield f"{kind:18}" + "".join(f"{counts[name]:>14,}" for name in names)
        for kind, reasons in self.skipped.items():
            for reason, number in reasons.items():
                yield f"Skipped, {kind}: {number:,}: {reason}"
        for kind, number in self.not_yet_brought.items():
            yield f"Not yet brought: {number:,} {kind}"
        for subject, notes in self.notes.items():
            yield f"{subject} ({len(notes):,}):"
            yield from (f"  {note}" for note in notes[:SHOWN_NOTES])
            if len(notes) > SHOWN_NOTES:
                yield f"  and {len(notes) - SHOWN_NOTES:,} more; all of them are in the JSON report"
