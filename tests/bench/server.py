"""The production server as `manage.py serve` starts it, its web part alone."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
START_SECONDS = 30.0
STOP_SECONDS = 15.0
REST_SECONDS, REST_STEP = 15.0, 0.3
"""How long to wait for a server to come to rest, and how long one that rests is quiet."""

WORKERS, THREADS = "2", "16"
"""The defaults of WEB_WORKERS and WEB_THREADS."""


class Server:
    """A server that runs while the `with` block does."""

    def __init__(self, module: str, port: int, environment: Mapping[str, str]) -> None:
        self.port = port
        self.environment = dict(environment)
        self.command = [sys.executable, "-m", module, HOST, str(port), WORKERS, THREADS]

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment)
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return f"http://{HOST}:{self.port}{path}"

    def cpu_seconds_at_rest(self) -> float:
        """Processor time used by the server and all its workers, once all requests are done."""
        deadline = time.monotonic() + REST_SECONDS
        used, before = self._cpu_seconds(), -1.0
        while used > before and time.monotonic() < deadline:
            time.sleep(REST_STEP)
            used, before = self._cpu_seconds(), used
        return used

    def _cpu_seconds(self) -> float:
        return sum(map(cpu_seconds_of, process_tree(self.process.pid)))

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The server does not answer.")
            time.sleep(0.1)

    def _answers(self) -> bool:
        with closing(HTTPConnection(HOST, self.port, timeout=START_SECONDS)) as connection:
            try:
                connection.request("GET", "/")
                return connection.getresponse().status == 200
            except OSError:
                return False

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as attempt:
        attempt.bind((HOST, 0))
        port: int = attempt.getsockname()[1]
        return port


def process_tree(pid: int) -> list[int]:
    """A process and all below it, as Linux lists them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(below for child in children for below in process_tree(int(child)))]


def cpu_seconds_of(pid: int) -> float:
    """User and system time of one process; /proc counts them in ticks."""
    # The second field is the name in brackets, and may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
