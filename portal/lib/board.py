"""A notice board for the processes of one host: a few bytes of memory that all of them see.

Whoever changed something turns the board; whoever remembers how it stood knows, without asking
anybody, that nothing has changed since. It is there for what is asked thousands of times a second:
to look costs no system call and lets no other thread in between.
"""

from __future__ import annotations

import mmap
import os
import secrets
import time
from functools import cache
from pathlib import Path

SIZE = 16

# So often it is made sure that the file is still the one the others see.
LOOK_SECONDS = 1.0


class Board:
    """The board in a file, which is made when it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: tuple[int, int] | None = None
        self._memory: mmap.mmap | None = None
        self._look_at = 0.0

    def read(self) -> bytes | None:
        """How it stands now; None where there is none, and so nothing is known.

        Whoever reads while another turns it may see a mixture, which is never seen again.
        """
        if time.monotonic() >= self._look_at:
            self._look()
        memory = self._memory
        return memory[:SIZE] if memory is not None else None

    def turn(self) -> None:
        """Let all who look see that something has changed."""
        self._look()
        memory = self._memory
        if memory is not None:
            memory[:SIZE] = secrets.token_bytes(SIZE)

    def _look(self) -> None:
        self._look_at = time.monotonic() + LOOK_SECONDS
        try:
            with self.path.open("a+b") as file:
                status = os.fstat(file.fileno())
                if self._file == (status.st_dev, status.st_ino) and status.st_size >= SIZE:
                    return
                if status.st_size < SIZE:
                    file.write(secrets.token_bytes(SIZE))
                    file.flush()
                self._memory = mmap.mmap(file.fileno(), SIZE)
                self._file = (status.st_dev, status.st_ino)
        except (OSError, ValueError):
            self._memory = self._file = None


@cache
def board_at(path: Path) -> Board:
    """The board in that file, one for the whole process."""
    return Board(path)
