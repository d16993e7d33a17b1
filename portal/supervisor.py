"""Keeps the parts of the running site alive: each is a child process that is started again."""

import logging
import signal
import threading
import time
from dataclasses import dataclass
from subprocess import Popen, TimeoutExpired
from types import FrameType

from portal.lib.leash import start_on_leash

# A part that keeps dying is started again after 1, 2, 4 ... seconds, at most this many.
LONGEST_PAUSE = 30.0
# One that has lived so long is taken to be well.
WELL_AFTER = 60.0
STOP_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.2

logger = logging.getLogger(__name__)


@dataclass
class Part:
    """One part: a command that should always be running."""

    name: str
    command: list[str]
    # A part that can replace itself on SIGHUP is sent that; the others are ended and started.
    reloads_itself: bool = False
    process: Popen[bytes] | None = None
    start_at: float = 0.0
    started_at: float = 0.0
    pause: float = 0.0
    is_being_replaced: bool = False

    def look(self, now: float) -> None:
        """Start the command when it is not running, after a pause if it died young."""
        if self.is_running():
            return
        if self.process:
            self.note_end(self.process.returncode, now)
        if now >= self.start_at:
            self.process = start_on_leash(self.command)
            self.started_at = now

    def is_running(self) -> bool:
        """Tell whether the command runs."""
        return self.process is not None and self.process.poll() is None

    def note_end(self, code: int, now: float) -> None:
        """Decide when to start again."""
        if self.is_being_replaced:
            self.pause = 0.0
        else:
            is_well = now - self.started_at > WELL_AFTER
            self.pause = 1.0 if is_well else min(max(1.0, self.pause * 2), LONGEST_PAUSE)
            logger.error("%s ended with %s; again in %.0f s.", self.name, code, self.pause)
        self.process = None
        self.is_being_replaced = False
        self.start_at = now + self.pause

    def reload(self) -> None:
        """Bring in new code."""
        if self.process and self.is_running():
            self.is_being_replaced = not self.reloads_itself
            self.process.send_signal(signal.SIGHUP if self.reloads_itself else signal.SIGTERM)

    def ask_to_end(self) -> None:
        """Ask the part to finish what it does."""
        if self.process and self.is_running():
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the part until the deadline, then kill it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except TimeoutExpired:
            logger.error("%s does not end and is killed.", self.name)
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Starts the parts, watches them until SIGTERM or Ctrl-C, and ends them in order."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.stopped = threading.Event()

    def start(self) -> None:
        """Listen to signals, and start every part."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        signal.signal(signal.SIGHUP, self.reload)
        for part in self.parts:
            part.look(time.monotonic())

    def watch(self) -> None:
        """Keep the parts running until told to stop."""
        while not self.stopped.wait(LOOK_EVERY_SECONDS):
            for part in self.parts:
                part.look(time.monotonic())
        for part in self.parts:
            part.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        for part in self.parts:
            part.end(deadline)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Let `watch` come to its end."""
        self.stopped.set()

    def reload(self, signum: int, frame: FrameType | None) -> None:
        """Bring in new code everywhere, without dropping a request."""
        for part in self.parts:
            part.reload()
