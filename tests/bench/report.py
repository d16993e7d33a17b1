"""The tables that people read."""

from collections.abc import Iterable

from tests.bench.limits import Result, Verdict
from tests.bench.load import Load

HEADINGS = ("page", "queries", "cache reads", "CPU ms", "req/s", "p50 ms", "p99 ms")
HEADINGS += ("HTML gz", "CSS gz", "JS gz")


def table(size: int, results: list[Result], kept: Load, ceiling: Load) -> list[str]:
    """The costs of all pages of one site; cache reads with the near memory cold / warm."""
    others = [_other("(article, kept)", kept), _other("(bare hello)", ceiling)]
    rows = [HEADINGS, *map(_row, results), *others]
    return ["", f"{size:,} stories", *aligned(rows)]


def verdict_lines(verdicts: list[Verdict]) -> list[str]:
    """Each limit with what was found."""
    rows = [(_word(one), one.what, one.found) for one in verdicts]
    return ["", *aligned(rows, left=2)]


def _word(verdict: Verdict) -> str:
    if verdict.is_left_out:
        return "LEFT OUT"
    return "PASS" if verdict.is_kept else "FAIL"


def aligned(rows: Iterable[tuple[str, ...]], left: int = 1) -> list[str]:
    """Columns side by side, the first `left` of them flush left, numbers flush right."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(result: Result) -> tuple[str, ...]:
    page, weight = result.page, result.weight
    reads = f"{page.reads} / {page.near_reads}"
    sizes = (f"{size:,}" for size in (weight.html, weight.css, weight.js))
    return (page.name, str(page.queries), reads, *_speed(result.load), *sizes)


def _other(name: str, load: Load) -> tuple[str, ...]:
    return (name, "", "", *_speed(load), "", "", "")


def _speed(load: Load) -> tuple[str, ...]:
    return (f"{load.cpu_ms:.2f}", f"{load.rate:,.0f}", f"{load.p50:.1f}", f"{load.p99:.1f}")
