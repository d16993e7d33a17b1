"""The web server: granian's WSGI workers, made to lose no request and to bear slow clients.

It was chosen by test (tests/portal/test_webserver.py). gunicorn's threads are starved by idle and
slow connections, and on a forced stop its wake-up byte can land in a database file. granian as it
comes gives each worker a listening socket of its own and drops what waits in it on a reload; here
all workers share one, and a worker that retires first turns a deaf ear, then says good-bye to
those it still talks with. `manage.py serve` starts it, without Django, so that workers forked
from it after a reload see new code::

    python -m portal.webserver HOST PORT WORKERS THREADS
"""

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server.mp import MPServer

from portal.lib.leash import follow, mind_leash

# A new worker imports everything before it answers; requests wait in the socket's queue.
START_SECONDS = 2.0
# A retiring worker tells its kept-alive connections to go elsewhere with their next answer.
GOODBYE_SECONDS = 2.0
# A request that has not ended so long after is not worth waiting for.
KILL_SECONDS = 10
HEADER_SECONDS = 10
BACKLOG = 2048

# Of these many threads one is kept from slow clients.
ONE_KEPT_OF = 4


class WebServer(MPServer):
    """granian with one listening socket for all its workers."""

    def _init_shared_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.bind_addr, self.bind_port))
        listener.listen(self.backlog)
        listener.setblocking(False)
        listener.set_inheritable(True)
        self._sso: Any = listener
        self._shd: Any = SocketHolder(listener.fileno(), False, self.backlog)  # type: ignore[call-arg]
        self._ssp = None

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """Put new workers in the places of the given ones, and only then let the old ones go."""
        retiring = [self.wrks[place] for place in workers]
        for place in workers:
            self.respawned_wrks[place] = time.monotonic()
            self.wrks[place] = self._spawn_worker(place, spawn_target, target_loader)
            self.wrks[place].start()
        time.sleep(delay)
        for worker in retiring:
            if worker.is_alive():
                os.kill(worker._id(), signal.SIGUSR1)
        time.sleep(GOODBYE_SECONDS)
        for worker in retiring:
            worker.terminate()
        for worker in retiring:
            worker.join(KILL_SECONDS)
            if worker.is_alive():
                worker.kill()


class Retiring:
    """Wraps the application of a worker: once it retires, it hears no new connections."""

    def __init__(self, application: Callable[..., Iterable[bytes]], listener: int) -> None:
        self.application = application
        self.listener = listener
        self.is_retiring = False
        signal.signal(signal.SIGUSR1, self.retire)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if not self.is_retiring:
            return self.application(environ, start_response)

        def say_goodbye(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *rest)

        return self.application(environ, say_goodbye)

    def retire(self, *_: Any) -> None:
        """Put a socket nobody knows in the place of the one that all workers share.

        Closing it would not do: granian would take that for an error, and what it had accepted
        but not yet read would be dropped at the end.
        """
        deaf = socket.create_server(("127.0.0.1", 0), backlog=1)
        deaf.setblocking(False)
        os.dup2(deaf.fileno(), self.listener)
        self.is_retiring = True


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until SIGTERM; SIGHUP brings in new workers."""
    multiprocessing.set_start_method("fork")
    server = WebServer(
        "portal.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        backlog=BACKLOG,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=START_SECONDS,
        workers_kill_timeout=KILL_SECONDS,
    )

    parent = os.getpid()

    def load(_: str) -> Retiring:
        follow(parent)
        return Retiring(load_application(threads), server._sso.fileno())

    server.serve(target_loader=load)


def load_application(threads: int) -> Callable[..., Iterable[bytes]]:
    """Import the site, which only workers do."""
    from django.conf import settings

    from portal.lib.slowlane import SlowLane
    from portal.wsgi import application

    return SlowLane(
        application,
        slots=max(1, threads - max(1, threads // ONE_KEPT_OF)),
        limit=settings.MAX_UPLOAD_MB * 1024 * 1024,
    )


if __name__ == "__main__":
    mind_leash()
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
