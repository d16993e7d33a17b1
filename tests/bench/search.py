"""How long a search takes: rare and common words apart, on the site of one size.

`python -m tests.bench.search` runs apart, in the settings of that site, and prints JSON: on
PostgreSQL as well, for a site that DATABASE_URL names. The process is asked, not the server, for
the limit is one of the query itself.
"""

import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise

QUERIES = 60
"""Of each kind; every one is asked once before, as words of news are asked by many."""

LONGEST = 4

RARE = 500
"""A rare word stands in so many stories at most; those between are told apart."""

SAMPLE = 400
"""Texts that words are drawn from."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one kind of query: of the clock, and of this process alone."""

    kind: str
    database: str
    stories: int
    queries: int
    p50: float
    p95: float
    cpu_p95: float
    found: float


def timings() -> Iterator[Timing]:
    """Time each kind of query."""
    from django.db import connection

    from news.models import Article

    stories = Article.objects.count()
    for kind, words in _words().items():
        times, own, found = [], [], 0
        for word in words:
            _find(word)
            began, began_cpu = time.perf_counter(), time.process_time()
            found += _find(word)
            times.append(1_000 * (time.perf_counter() - began))
            own.append(1_000 * (time.process_time() - began_cpu))
        yield Timing(
            kind=kind,
            database=connection.vendor,
            stories=stories,
            queries=len(words),
            p50=_percentile(times, 50),
            p95=_percentile(times, 95),
            cpu_p95=_percentile(own, 95),
            found=found / max(1, len(words)),
        )


def _find(word: str) -> int:
    from news.search import Search, parse

    return Search(parse(word), "zh-hans").found().total.count


def _words() -> dict[str, list[str]]:
    """Words of two to four characters by how many of the sampled texts hold them."""
    drawn = _drawn()
    by_number = sorted(drawn, key=lambda word: drawn[word])
    common = by_number[-QUERIES:]
    seldom = [word for word in by_number if drawn[word] <= 1]
    middling = by_number[len(by_number) // 2 :][:QUERIES]
    rare = [word for word in seldom[: 4 * QUERIES] if _find(word) <= RARE][:QUERIES]
    return {
        "common": common,
        "two common": [f"{a} {b}" for a, b in pairwise(common)],
        "one character": sorted({word[0] for word in common}),
        "rare": rare,
        "common and rare": [f"{a} {b}" for a, b in zip(common, rare, strict=False)],
        "middling": middling,
    }


def _drawn() -> dict[str, int]:
    """Pieces of the newest texts, with the number of those that hold them."""
    from news.models import SearchText
    from news.search.keys import span_of

    low, high = span_of("zh-hans", None, None)
    newest = SearchText.objects.filter(key__range=(low, high)).order_by("-key")
    chance = random.Random(1)
    texts = list(newest.values_list("text", flat=True)[:SAMPLE])
    runs = [run for text in texts for run in text.split() if len(run) >= LONGEST]
    drawn = {}
    for run in chance.sample(runs, min(len(runs), 40 * QUERIES)):
        length = chance.choice([2, 2, 2, 3, LONGEST])
        start = chance.randrange(len(run) - length + 1)
        word = run[start : start + length]
        drawn[word] = sum(word in text for text in texts)
    return drawn


def _percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[max(0, int(-(-len(ordered) * percent // 100)) - 1)] if ordered else 0.0


if __name__ == "__main__":
    import django

    django.setup()
    json.dump([asdict(timing) for timing in timings()], sys.stdout)
