"""What an import did, kind by kind, for people and as data."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

OUTCOMES = ("read", "created", "updated", "unchanged", "edited here", "skipped")


class Report:
    """Counts outcomes of each kind of record, and keeps why something was left or changed."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.skipped: dict[str, Counter[str]] = defaultdict(Counter)
        self.notes: list[str] = []
        self.not_yet_brought: dict[str, int] = {}

    def count(self, kind: str, outcome: str) -> None:
        self.counts[kind]["read"] += 1
        self.counts[kind][outcome] += 1

    def skip(self, kind: str, reason: str) -> None:
        self.count(kind, "skipped")
        self.skipped[kind][reason] += 1

    def note(self, line: str) -> None:
        """Keep one line an operator should read: a clash, a missing file."""
        self.notes.append(line)

    def as_data(self) -> dict[str, Any]:
        return {
            "kinds": {kind: dict(counts) for kind, counts in self.counts.items()},
            "skipped": {kind: dict(reasons) for kind, reasons in self.skipped.items()},
            "notes": self.notes,
            "not_yet_brought": self.not_yet_brought,
        }

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        yield "".join(f"{name:>14}" for name in ("", *OUTCOMES))
        for kind, counts in self.counts.items():
            yield f"{kind:>14}" + "".join(f"{counts[name]:>14,}" for name in OUTCOMES)
        for kind, reasons in self.skipped.items():
            for reason, count in reasons.items():
                yield f"Skipped {count:,} of {kind}: {reason}"
        for kind, count in self.not_yet_brought.items():
            yield f"Not yet brought: {count:,} {kind}"
        yield from self.notes
