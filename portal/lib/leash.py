"""A child process on a leash: it goes when its parent is gone, even when that was killed."""

import os
import signal
import threading
import time
from subprocess import DEVNULL, Popen

LEASH = "LEASH_OF_PROCESS"
LOOK_EVERY_SECONDS = 0.5


def start_on_leash(command: list[str]) -> Popen[bytes]:
    """Start a child that ends when this process does, provided it calls `mind_leash`.

    The child has a session of its own, so that Ctrl-C reaches its parent alone, which then ends
    its children in order.
    """
    environ = os.environ | {LEASH: str(os.getpid())}
    return Popen(command, stdin=DEVNULL, env=environ, start_new_session=True)  # noqa: S603


def mind_leash() -> None:
    """End this process, in order, when the one that holds its leash is gone, if there is one."""
    holder = os.environ.pop(LEASH, "")
    if holder:
        follow(int(holder))


def follow(parent: int) -> None:
    """End this process, in order, when it is no longer a child of `parent`."""
    threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
