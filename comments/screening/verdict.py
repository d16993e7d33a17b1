"""What the checks say together: all are heard, then one decision, the strictest demand first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

SPAM_AT = 100
"""Weights add up: two strong signs and a weak one put a comment aside as spam."""

MOST_PRIORITY = 1_000


class Demand(IntEnum):
    """What a finding asks for; a stricter one wins over any number of milder ones."""

    NOTHING = 0
    HOLD = 1
    SPAM = 2
    REFUSE = 3


@dataclass(frozen=True)
class Finding:
    """What one check found. `message` is for the writer, of a refusal alone."""

    code: str
    weight: int = 0
    demand: Demand = Demand.NOTHING
    detail: str = ""
    start: int | None = None
    end: int | None = None
    rule_version: int = 1
    message: str = ""


@dataclass(frozen=True)
class Verdict:
    """The outcome, and how urgently somebody should look."""

    demand: Demand
    priority: int
    message: str = ""


def decide(findings: Iterable[Finding], *, is_held: bool) -> Verdict:
    """Take all findings together. `is_held` is the policy's word: hold whatever is found."""
    findings = list(findings)
    against = sum(finding.weight for finding in findings if finding.weight > 0)
    strictest = max((finding.demand for finding in findings), default=Demand.NOTHING)
    if against >= SPAM_AT:
        strictest = max(strictest, Demand.SPAM)
    if is_held:
        strictest = max(strictest, Demand.HOLD)
    refusals = (finding.message for finding in findings if finding.demand == Demand.REFUSE)
    return Verdict(strictest, min(against, MOST_PRIORITY), next(refusals, ""))
