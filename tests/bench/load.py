"""A small load client: 16 kept connections, one request after another on each."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """What a run showed, latencies in milliseconds; `unanswered` were left before their answer."""

    requests: int
    errors: int
    seconds: float
    p50: float
    p99: float
    cpu_seconds: float = 0.0
    unanswered: int = 0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def cpu_ms(self) -> float:
        """The server's processor time for one request."""
        done = self.requests + self.unanswered
        return 1_000 * self.cpu_seconds / done if done else 0.0

    def with_cpu(self, seconds: float) -> "Load":
        """Tell besides what the server's processes used meanwhile."""
        return replace(self, cpu_seconds=seconds)


def load(url: str, seconds: float, connections: int = CONNECTIONS, *, header: str = "") -> Load:
    """Ask for one address on kept connections for so long, with one more header if given."""
    # In a thread of its own: where a browser is driven, this one has a loop already.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, _load(url, seconds, connections, header)).result()


def percentile(values: list[float], percent: float) -> float:
    """The value that so many percent of all do not exceed; 0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


async def _load(url: str, seconds: float, connections: int, header: str) -> Load:
    began = time.perf_counter()
    until = began + seconds
    runs = await asyncio.gather(*(_ask_on_and_on(url, until, header) for _ in range(connections)))
    latencies = [latency for good, _ in runs for latency in good]
    errors = sum(failed for _, failed in runs)
    return Load(
        requests=len(latencies) + errors,
        errors=errors,
        seconds=time.perf_counter() - began,
        p50=percentile(latencies, 50),
        p99=percentile(latencies, 99),
    )


async def _ask_on_and_on(url: str, until: float, header: str) -> tuple[list[float], int]:
    """Return the latencies of the good answers, and how many were not good."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = [f"GET {address} HTTP/1.1", f"Host: {parts.netloc}", *([header] if header else [])]
    question = "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")
    latencies, errors = [], 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(question)
        if await _status(reader) == 200:
            latencies.append(1_000 * (time.perf_counter() - began))
        else:
            errors += 1
    writer.close()
    return latencies, errors


async def _status(reader: asyncio.StreamReader) -> int:
    """Read one whole answer; the portal gives the length of every page."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    if length is None:
        raise ValueError("an answer without Content-Length")
    await reader.readexactly(int(length[1]))
    return int(head.split(b" ", 2)[1])
