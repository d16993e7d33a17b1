"""Seed sites of several sizes, load their pages, print what they cost and judge it.

The sites lie in `var/bench/` and are used again as long as models and demo stay as they are.
Options come from the command line or the environment (BENCH_ARTICLES, BENCH_SECONDS).
"""

import argparse
import os
import sys
from dataclasses import dataclass

from tests.bench import client, limits, report, weights
from tests.bench.load import Load
from tests.bench.pages import Page
from tests.bench.server import Server, free_port
from tests.bench.sites import Site

WARM_UP_SECONDS = 1.0

HELLO = "tests.bench.hello"
PORTAL = "portal.webserver"


@dataclass(frozen=True)
class Options:
    """What to measure, and how long each page is loaded."""

    sizes: list[int]
    seconds: float


def main(arguments: list[str]) -> int:
    """Measure, print, judge; return the exit code."""
    options = read_options(arguments)
    say(f"16 connections, {options.seconds:g} s a page. {client.describe()}")
    sites = [Site(size) for size in options.sizes]
    results = {site.size: measure(site, options.seconds) for site in sites}
    verdicts = limits.judge(results, {site.size: site.pace for site in sites})
    say("\n".join(report.verdict_lines(verdicts)))
    return 0 if all(verdict.is_kept for verdict in verdicts) else 1


def read_options(arguments: list[str]) -> Options:
    """Read the command line; the environment gives the defaults."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--articles", default=os.environ.get("BENCH_ARTICLES", "200,100000"))
    parser.add_argument(
        "--seconds", type=float, default=float(os.environ.get("BENCH_SECONDS", "5"))
    )
    found = parser.parse_args(arguments)
    sizes = sorted({int(size) for size in found.articles.split(",")})
    return Options(sizes=sizes, seconds=found.seconds)


def measure(site: Site, seconds: float) -> list[limits.Result]:
    """Measure all pages of one site, and print them."""
    site.prepare(say)
    port = free_port()
    site.settle_at(port)
    pages = site.pages()
    with Server(PORTAL, port, site.environment) as server:
        results = [measure_page(server, page, seconds) for page in pages]
    with Server(HELLO, port, site.environment) as server:
        ceiling = load_page(server, "/", seconds)
    say("\n".join(report.table(site.size, results, ceiling)))
    return results


def measure_page(server: Server, page: Page, seconds: float) -> limits.Result:
    """Put together what was counted in the process and what the server shows under load."""
    load = load_page(server, page.path, seconds)
    return limits.Result(page=page, load=load, weight=weights.weigh(server.url(page.path)))


def load_page(server: Server, path: str, seconds: float) -> Load:
    """Load one page after a warm-up that does not count."""
    url = server.url(path)
    client.load(url, WARM_UP_SECONDS)
    before = server.cpu_seconds_at_rest()
    run = client.load(url, seconds)
    return run.with_cpu(server.cpu_seconds_at_rest() - before)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
