"""The limits that the portal promises to keep, and whether it does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.load import Load
from tests.bench.pages import Page
from tests.bench.search import Timing
from tests.bench.weights import Weight

QUERIES = {"home": 15, "section": 10, "article": 12, "section p2": 10, "section p500": 10}
CACHE_READS = 6
SERVER_MS = 60
CSS_BYTES, JS_BYTES = 15_000, 10_000

DEEP_FACTOR = 1.5
"""So much more than page 2 may page 500 cost the server."""

KEPT_SHARE = 0.6
"""So fast is a kept story answered at least, measured by the shortest answer of the server."""

SEARCH_MS = {"sqlite": 30, "postgresql": 50}
"""So long does a search take in 95 of 100 cases."""

SEARCH_PACE = 400
SEEDING_PACE = 1_500
PACE_SIZE = 10_000
"""Fewer stories are in before a pace can be told."""


@dataclass(frozen=True)
class Result:
    """All that was measured of one page."""

    page: Page
    load: Load
    weight: Weight


@dataclass(frozen=True)
class Verdict:
    """A limit, what was found, and whether it is kept."""

    what: str
    found: str
    is_kept: bool
    is_left_out: bool = False


def left_out(what: str, why: str) -> Verdict:
    """Nothing was measured, and nothing is broken by that."""
    return Verdict(what, why, is_kept=True, is_left_out=True)


Measure = Callable[[Result], float]

Results = dict[int, list[Result]]
"""Results by the number of stories of the site."""


def judge(
    results: Results, paces: dict[int, float], shares: dict[int, float] | None = None
) -> list[Verdict]:
    """Hold all that was measured against the limits; `shares` are those of kept stories."""
    return [
        *_queries(results),
        *_same_at_every_size(results),
        *_deep_page(results[max(results)]),
        _most("server ms a page at most", SERVER_MS, _each(results, lambda r: r.load.cpu_ms)),
        _most("cache reads at most", CACHE_READS, _each(results, lambda r: r.page.reads)),
        _most("CSS bytes at most", CSS_BYTES, _each(results, lambda r: r.weight.css)),
        _most("JS bytes at most", JS_BYTES, _each(results, lambda r: r.weight.js)),
        _most("errors under load at most", 0, _each(results, lambda r: r.load.errors)),
        *_kept(shares or {}),
        *_pace(paces),
    ]


def judge_search(timings: list[Timing], paces: dict[int, float]) -> Iterator[Verdict]:
    """Hold searches, and the building of their index, against the limits."""
    for one in timings:
        limit = SEARCH_MS[one.database]
        what = f"ms of {one.kind} searches, 95 of 100 at most {limit} ({one.stories:,})"
        yield Verdict(what, f"{one.p95:.1f} (own CPU {one.cpu_p95:.1f})", one.p95 <= limit)
    for size, pace in paces.items():
        if size >= PACE_SIZE:
            what = f"stories indexed a second at least {SEARCH_PACE} ({size:,})"
            yield Verdict(what, f"{pace:,.0f}", pace >= SEARCH_PACE)


def _each(results: Results, measure: Measure) -> list[float]:
    return [measure(result) for of_size in results.values() for result in of_size]


def _most(what: str, limit: float, values: list[float]) -> Verdict:
    worst = max(values, default=0)
    return Verdict(f"{what} {limit:,}", f"{worst:,.4g}", worst <= limit)


def _queries(results: Results) -> Iterator[Verdict]:
    for name, limit in QUERIES.items():
        counts = [r.page.queries for rows in results.values() for r in rows if r.page.name == name]
        if counts:
            yield _most(f"queries of {name} at most", limit, list(map(float, counts)))


def _same_at_every_size(results: Results) -> Iterator[Verdict]:
    """Growing archives must not cost queries."""
    if len(results) < 2:
        return
    for name in QUERIES:
        counts = [r.page.queries for rows in results.values() for r in rows if r.page.name == name]
        if len(counts) == len(results):
            shown = " = ".join(map(str, counts))
            yield Verdict(f"queries of {name} the same at every size", shown, len(set(counts)) == 1)


def _deep_page(results: list[Result]) -> Iterator[Verdict]:
    cost = {result.page.name: result.load.cpu_ms for result in results}
    if "section p500" in cost:
        factor = cost["section p500"] / cost["section p2"]
        what = f"page 500 costs at most {DEEP_FACTOR} times page 2"
        yield Verdict(what, f"{factor:.2f}", factor <= DEEP_FACTOR)


def _kept(shares: dict[int, float]) -> Iterator[Verdict]:
    for size, share in shares.items():
        what = f"kept story as fast as a bare hello times {KEPT_SHARE} ({size:,})"
        yield Verdict(what, f"{share:.2f}", share >= KEPT_SHARE)


def _pace(paces: dict[int, float]) -> Iterator[Verdict]:
    for size, pace in paces.items():
        if size >= PACE_SIZE:
            what = f"stories seeded a second at least {SEEDING_PACE:,} ({size:,})"
            yield Verdict(what, f"{pace:,.0f}", pace >= SEEDING_PACE)
