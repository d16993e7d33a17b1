"""The kinds of findings: each a small function with the severity it has unless a site says so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from news.checkup.finding import Finding
from news.checkup.story import Story
from news.models.checkup import Severity

Look = Callable[[Story], Iterable[Finding]]

MOST_OF_A_KIND = 20
"""More of one kind would hide all others; the rest shows when these are mended."""


@dataclass(frozen=True)
class Kind:
    """A kind of finding: its name, what people call it, how heavy it is by default."""

    name: str
    label: Any
    severity: Severity
    look: Look


KINDS: dict[str, Kind] = {}


def kind(name: str, label: Any, severity: Severity) -> Callable[[Look], Look]:
    """Enter a function under its kind; it yields findings of that kind alone."""

    def enter(look: Look) -> Look:
        KINDS[name] = Kind(name, label, severity, look)
        return look

    return enter


def findings_in(story: Story, severities: Mapping[str, str]) -> list[Finding]:
    """All that is found, the heaviest first; `severities` are those the site has changed."""
    found = [
        replace(finding, severity=severity)
        for each in KINDS.values()
        if (severity := severities.get(each.name, each.severity)) != Severity.OFF
        for finding in _first_of(each.look(story))
    ]
    order = [Severity.ERROR, Severity.WARNING, Severity.NOTE]
    return sorted(found, key=lambda finding: order.index(Severity(finding.severity)))


def _first_of(findings: Iterable[Finding]) -> Iterator[Finding]:
    for number, finding in enumerate(findings, 1):
        if number > MOST_OF_A_KIND:
            return
        yield finding
