"""The web server bears slow clients, and a reload drops no request.

These few seconds are the small form of the trial by which the server was chosen; they also keep
the next version of it honest, since `portal.webserver` reaches into its parts.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

pytestmark = pytest.mark.alone

ROOT = Path(__file__).resolve().parents[2]

# A page that needs no database.
PAGE = "/robots.txt"

SLOW_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: a"
SLOW_BODY = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
)
WHOLE = f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
NOTHING = b""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def bare_environment(state: Path, **knobs: str) -> dict[str, str]:
    """An environment that keeps all state in one folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    places = {"VAR_DIR": str(state), "MEDIA_ROOT": str(state / "media"), "ENV_FILE": os.devnull}
    (state / "static").mkdir(exist_ok=True)
    return kept | places | knobs


class Server:
    """A running web server."""

    def __init__(self, state: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.webserver", "127.0.0.1", str(self.port), "2", "8"],
            cwd=ROOT,
            env=bare_environment(state),
        )
        assert self.get() == 200

    def get(self, connection: http.client.HTTPConnection | None = None) -> int:
        """Fetch the page, by a connection of its own unless one is given."""
        own = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            own.request("GET", PAGE)
            answer = own.getresponse()
            answer.read()
            return answer.status
        except ConnectionRefusedError:
            time.sleep(0.1)
            return self.get(connection)
        finally:
            if not connection:
                own.close()

    def workers(self) -> set[int]:
        """The processes that answer."""
        listing = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return set(map(int, listing.stdout.split()))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    yield running
    running.process.terminate()
    assert running.process.wait(60) == 0


def test_pages_come_at_once_while_200_slow_clients_wait(server: Server) -> None:
    with ExitStack() as clients:
        for begun in [NOTHING, SLOW_HEADER, SLOW_BODY, WHOLE] * 50:
            client = socket.create_connection(("127.0.0.1", server.port))
            clients.enter_context(client)
            client.sendall(begun)
        time.sleep(0.5)
        times = []
        for _ in range(40):
            began = time.perf_counter()
            assert server.get() == 200
            times.append(time.perf_counter() - began)
    # Four in a hundred may meet a busy moment of the machine, not of the server.
    assert sorted(times)[-3] < 0.2


def test_reload_under_load_drops_no_request(server: Server) -> None:
    old_workers = server.workers()
    is_over = threading.Event()
    answers: list[object] = []

    def read_pages(*, keeps_alive: bool) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while not is_over.is_set():
            try:
                answers.append(server.get(connection if keeps_alive else None))
            except Exception as error:
                answers.append(repr(error))
        connection.close()

    readers = [
        threading.Thread(target=read_pages, kwargs={"keeps_alive": bool(number % 2)})
        for number in range(6)
    ]
    for reader in readers:
        reader.start()
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 60
    while server.workers() & old_workers and time.monotonic() < deadline:
        time.sleep(0.2)
    is_over.set()
    for reader in readers:
        reader.join()
    assert len(server.workers()) == 2
    assert not server.workers() & old_workers
    assert len(answers) > 100
    assert set(answers) == {200}


def test_workers_go_when_the_server_is_killed(tmp_path: Path) -> None:
    running = Server(tmp_path)
    workers = running.workers()
    running.process.kill()
    running.process.wait()
    deadline = time.monotonic() + 60
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(workers) == 2
    assert not any(map(is_running, workers))


def is_running(process: int) -> bool:
    """Whether the process lives; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
