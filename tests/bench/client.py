"""The load client: wrk where it is installed, our own otherwise."""

import os
import re
import shutil
import subprocess

from tests.bench import load as own
from tests.bench.load import CONNECTIONS, Load

TIMEOUT_SECONDS = 10
"""Later answers are errors. wrk's own 2 s would punish a machine that has other things to do."""

MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}


def describe() -> str:
    """Say which client loads, and what else makes the numbers worse than they are."""
    name = "wrk" if shutil.which("wrk") else "our own client (wrk is lighter and is not installed)"
    busy = f"{os.getloadavg()[0]:.1f} processes were busy on {os.cpu_count()} cores before."
    return f"Load by {name}, which shares the cores with the server; {busy}"


def load(url: str, seconds: float, *, zipped: bool = False) -> Load:
    """Ask for one address on 16 kept connections for so long."""
    header = "Accept-Encoding: gzip" if zipped else ""
    return (_wrk if shutil.which("wrk") else own.load)(url, seconds, header=header)


def _wrk(url: str, seconds: float, *, header: str = "") -> Load:
    limits = [f"-d{max(1, round(seconds))}s", f"--timeout={TIMEOUT_SECONDS}s"]
    asked = [f"-H{header}"] if header else []
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", *limits, *asked, "--latency", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return read_wrk(done.stdout)


def read_wrk(text: str) -> Load:
    """Read what wrk printed."""
    requests, seconds = _found(r"(\d+) requests in ([\d.]+\w+),", text)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    return Load(
        requests=int(requests),
        errors=(int(failed[1]) if failed else 0) + (sum(map(int, lost.groups())) if lost else 0),
        seconds=_milliseconds(seconds) / 1_000,
        p50=_milliseconds(_found(r"(?m)^ *50% +(\S+)", text)[0]),
        # wrk leaves in the middle of a request on each connection; the server does them still.
        unanswered=CONNECTIONS,
        p99=_milliseconds(_found(r"(?m)^ *99% +(\S+)", text)[0]),
    )


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    if match is None:
        raise ValueError(f"wrk did not say {pattern}: {text}")
    return match.groups()


def _milliseconds(text: str) -> float:
    number, unit = _found(r"([\d.]+)(us|ms|s|m)$", text)
    return float(number) * MILLISECONDS[unit]
