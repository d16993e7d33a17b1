"""`manage.py serve`: one command, whose parts come back when they die."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.supervisor import LONGEST_PAUSE, WELL_AFTER, Part
from tests.portal.test_webserver import ROOT, bare_environment, free_port, is_running

PATIENCE = 300


def wait_until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"{what} never came about"
        time.sleep(0.1)


class Site:
    """A running `manage.py serve`."""

    def __init__(self, state: Path, **knobs: str) -> None:
        self.port = free_port()
        self.log = state / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=bare_environment(state, PORT=str(self.port), **knobs),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def says(self, text: str) -> bool:
        """Whether it has printed the text."""
        return text in self.log.read_text()

    def health(self) -> dict:
        """What /healthz tells."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/healthz")
        found = json.loads(connection.getresponse().read())
        connection.close()
        return found

    def parts(self) -> dict[str, int]:
        """The processes of the parts by what they do."""
        listing = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.findall(r"^\s*(\d+) .*(webserver|work|schedule)\b", listing.stdout, re.MULTILINE)
        return {name: int(process) for process, name in found}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path, DEMO="0")
    try:
        wait_until(lambda: running.says("createsuperuser"), "the welcome")
        yield running
    finally:
        # Asked to end it ends its parts, too; killed it would leave them.
        running.process.terminate()
        running.process.wait(PATIENCE)


@pytest.mark.alone
def test_site_gets_ready_keeps_its_parts_alive_and_ends_in_order(site: Site) -> None:
    assert site.says("migrations to apply")
    assert site.says(f"http://127.0.0.1:{site.port}/admin/")
    assert not site.says("Demo accounts")
    wait_until(lambda: site.health()["status"] == "ok", "health")

    names = {"webserver", "work", "schedule"}
    wait_until(lambda: set(site.parts()) == names, "the parts")
    before = site.parts()
    os.kill(before["work"], signal.SIGKILL)
    wait_until(lambda: site.parts().get("work", before["work"]) != before["work"], "a new worker")

    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(PATIENCE) == 0
    assert site.says("Good-bye.")
    assert not any(map(is_running, before.values()))
    assert "Traceback" not in site.log.read_text()


def test_taken_port_is_one_clear_message(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=bare_environment(tmp_path, PORT=str(port)),
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 1
    assert f"Cannot listen at 127.0.0.1:{port}: Address already in use" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / "db.sqlite3").exists()


def test_part_that_keeps_dying_is_started_ever_more_rarely() -> None:
    part = Part("A part", [sys.executable, "-c", "raise SystemExit(3)"])
    now, pauses = 0.0, []
    for _ in range(7):
        part.look(now)
        assert part.process
        part.process.wait()
        part.look(now)
        pauses.append(part.pause)
        now = part.start_at
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE]


def test_part_that_was_well_for_long_is_started_again_soon() -> None:
    part = Part("A part", [sys.executable, "-c", ""], pause=LONGEST_PAUSE)
    part.look(0.0)
    assert part.process
    part.process.wait()
    part.look(WELL_AFTER + 1)
    assert part.pause == 1.0
