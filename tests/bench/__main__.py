"""Seed sites of several sizes, load their pages, print what they cost and judge it.

The sites lie in `var/bench/` and are used again as long as models and demo stay as they are.
Options come from the command line or the environment (BENCH_ARTICLES, BENCH_COMMENTS,
BENCH_SECONDS). The bench of comments makes a site of its own, in a process of its own.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import audits, client, kills, limits, report, weights
from tests.bench.load import Load
from tests.bench.pages import Page
from tests.bench.server import Server, free_port
from tests.bench.sites import Site

WARM_UP_SECONDS = 1.0

KILLED_SAVES = 200
"""Of these saves one in five loses its server (SIGKILL)."""

HELLO = "tests.bench.hello"
PORTAL = "portal.webserver"

KEEPING = {"PAGE_CACHE_MB": "32"}
"""What makes a server keep pages, by the default of the product."""


@dataclass(frozen=True)
class Options:
    """What to measure, and how long each page is loaded."""

    sizes: list[int]
    seconds: float
    comments: int


def main(arguments: list[str]) -> int:
    """Measure, print, judge; return the exit code."""
    options = read_options(arguments)
    say(f"16 connections, {options.seconds:g} s a page. {client.describe()}")
    sites = [Site(size) for size in options.sizes]
    measured = {site.size: measure(site, options.seconds) for site in sites}
    results = {size: results for size, (results, _) in measured.items()}
    shares = {size: share for size, (_, share) in measured.items()}
    verdicts = limits.judge(results, {site.size: site.pace for site in sites}, shares)
    timings = [timing for site in sites for timing in site.timings()]
    verdicts += limits.judge_search(timings, {site.size: site.search_pace for site in sites})
    verdicts += audit(sites[0])
    say("\n".join(report.verdict_lines(verdicts)))
    are_kept = all(verdict.is_kept for verdict in verdicts) and discuss(options.comments)
    return 0 if kill_while_saving(KILLED_SAVES) and are_kept else 1


def discuss(number: int) -> bool:
    """Measure what comments cost where there are so many; were all limits kept?"""
    if not number:
        say("Comments: LEFT OUT.")
        return True
    command = [sys.executable, "-m", "tests.bench.comments", str(number)]
    return subprocess.run(command, check=False).returncode == 0


def kill_while_saving(saves: int) -> bool:
    """Kill the server while a story is saved; was every acknowledged save kept?"""
    with TemporaryDirectory() as folder:
        outcome = kills.trial(Path(folder), saves=saves, one_in=5)
    told = f"{outcome.sent} saves, {outcome.kills} kills, {len(outcome.acknowledged)} acknowledged"
    say(f"{told}, {len(outcome.lost)} lost, {outcome.faults} faults in the chain.")
    return outcome.is_whole and not outcome.lost and not outcome.faults


def read_options(arguments: list[str]) -> Options:
    """Read the command line; the environment gives the defaults."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--articles", default=os.environ.get("BENCH_ARTICLES", "200,100000"))
    parser.add_argument(
        "--seconds", type=float, default=float(os.environ.get("BENCH_SECONDS", "5"))
    )
    parser.add_argument(
        "--comments", type=int, default=int(os.environ.get("BENCH_COMMENTS", "1000000"))
    )
    found = parser.parse_args(arguments)
    sizes = sorted({int(size) for size in found.articles.split(",")})
    return Options(sizes=sizes, seconds=found.seconds, comments=found.comments)


def measure(site: Site, seconds: float) -> tuple[list[limits.Result], float]:
    """Measure all pages of one site as they are made, and print them.

    Returns them, and how fast a kept story is answered as a share of the ceiling.
    """
    site.prepare(say)
    port = free_port()
    site.settle_at(port)
    pages = site.pages()
    with Server(PORTAL, port, site.environment) as server:
        results = [measure_page(server, page, seconds) for page in pages]
    story = next(page for page in pages if page.name == "article")
    with Server(PORTAL, port, site.environment | KEEPING) as server:
        kept = load_page(server, story.path, seconds, zipped=True)
    with Server(HELLO, port, site.environment) as server:
        ceiling = load_page(server, "/", seconds)
    say("\n".join(report.table(site.size, results, kept, ceiling)))
    return results, kept.rate / ceiling.rate


def audit(site: Site) -> list[limits.Verdict]:
    """Let others' tools look at one site, as readers get it, and follow all it leads to."""
    port = free_port()
    site.settle_at(port)
    pages = site.pages()
    with Server(PORTAL, port, site.environment | KEEPING) as server:
        return list(audits.audit(server.url(""), {one.name: server.url(one.path) for one in pages}))


def measure_page(server: Server, page: Page, seconds: float) -> limits.Result:
    """Put together what was counted in the process and what the server shows under load."""
    load = load_page(server, page.path, seconds)
    return limits.Result(page=page, load=load, weight=weights.weigh(server.url(page.path)))


def load_page(server: Server, path: str, seconds: float, *, zipped: bool = False) -> Load:
    """Load one page after a warm-up that does not count; `zipped` as browsers ask for it."""
    url = server.url(path)
    client.load(url, WARM_UP_SECONDS, zipped=zipped)
    before = server.cpu_seconds_at_rest()
    run = client.load(url, seconds, zipped=zipped)
    return run.with_cpu(server.cpu_seconds_at_rest() - before)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
