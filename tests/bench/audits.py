"""What others' tools say of the pages: Lighthouse, the Nu HTML checker, and our own wide crawl.

Lighthouse and the checker are no dependencies of the project: where they are not installed
(`npm install -g lighthouse vnu-jar`, and a Java for the checker), the report says LEFT OUT.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from tests.bench.crawl import crawl_site
from tests.bench.limits import Verdict, left_out

RUNS = 5
RUN_SECONDS = 180

SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
HOME_PERFORMANCE = 95
"""The home page carries some thirty pictures."""

CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu"


def audit(site: str, pages: dict[str, str]) -> Iterator[Verdict]:
    """Judge a running site; `pages` are addresses by name."""
    yield from _lighthouse(pages)
    yield _nu(list(pages.values()))
    faults = crawl_site(site).faults()
    yield Verdict("faults of a crawl of the whole site", found_in(faults), not faults)


def found_in(faults: list[str]) -> str:
    """How many, and the first of them."""
    return f"{len(faults)}: {faults[0]}" if faults else "0"


def _lighthouse(pages: dict[str, str]) -> Iterator[Verdict]:
    command = shutil.which("lighthouse")
    if command is None:
        yield left_out("Lighthouse", "lighthouse is not installed")
        return
    for name, url in pages.items():
        yield from judge_lighthouse(name, [_run_lighthouse(command, url) for _ in range(RUNS)])


def _run_lighthouse(command: str, url: str) -> dict[str, Any]:
    """One run as a phone."""
    chrome = shutil.which("chromium") or shutil.which("google-chrome") or ""
    answer = subprocess.run(
        [command, url, "--quiet", "--output=json", f"--chrome-flags={CHROME_FLAGS}"],
        env=os.environ | ({"CHROME_PATH": chrome} if chrome else {}),
        capture_output=True,
        check=True,
        timeout=RUN_SECONDS,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def judge_lighthouse(name: str, runs: list[dict[str, Any]]) -> Iterator[Verdict]:
    """Hold the median of some runs of one page against the limits."""
    for category, limit in SCORES.items():
        if (name, category) == ("home", "performance"):
            limit = HOME_PERFORMANCE
        score = round(100 * median(run["categories"][category]["score"] or 0 for run in runs))
        yield Verdict(
            f"Lighthouse {category} of {name} at least {limit}", str(score), score >= limit
        )
    shift = median(run["audits"]["cumulative-layout-shift"]["numericValue"] for run in runs)
    yield Verdict(f"layout shift of {name} at most 0", f"{shift:.3g}", shift == 0)


def _nu(urls: list[str]) -> Verdict:
    jar, java = _nu_jar(), shutil.which("java")
    if jar is None or java is None:
        missing = "vnu-jar" if jar is None else "Java"
        return left_out("Nu HTML checker", f"{missing} is not installed")
    with TemporaryDirectory() as folder:
        # The checker itself asks no server of this machine.
        files = [Path(folder) / f"{number}.html" for number in range(len(urls))]
        for file, url in zip(files, urls, strict=True):
            with urlopen(url, timeout=RUN_SECONDS) as page:
                file.write_bytes(page.read())
        command = [java, "-jar", str(jar), "--format", "json", "--errors-only", "--stdout"]
        command += map(str, files)
        answer = subprocess.run(command, capture_output=True, check=False, timeout=RUN_SECONDS)
    return judge_nu(json.loads(answer.stdout))


def judge_nu(answer: dict[str, Any]) -> Verdict:
    """Hold what the checker found against the limit: nothing."""
    errors = [f"{row.get('url')}: {row.get('message')}" for row in answer["messages"]]
    return Verdict("errors of the Nu HTML checker", found_in(errors), not errors)


def _nu_jar() -> Path | None:
    """The checker as npm installs it: beside the command of its package."""
    command = shutil.which("vnu")
    jars = Path(command).resolve().parents[1].glob("**/vnu.jar") if command else iter(())
    return next(iter(sorted(jars)), None)
