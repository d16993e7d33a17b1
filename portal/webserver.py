"""The web server: granian's WSGI workers, made to lose no request and to bear slow clients.

It was chosen by test (tests/portal/test_webserver.py). gunicorn's threads are starved by idle and
slow connections, and on a forced stop its wake-up byte can land in a database file. granian as it
comes lets one quick worker take all connections, or drops on a reload those that wait; here each
place has a listening socket that the parent keeps, the system shares connections out among them,
and a worker that retires first turns a deaf ear, then says good-bye to those it still talks with.
`manage.py serve` starts it, without Django, so that workers forked from it after a reload see new
code::

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
from granian.server.mp import MPServer, WorkerProcess

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
    """granian with a listening socket for each place, which outlives the workers in it.

    Were there one for all, the first to wake would take every connection that waits: under load
    one process then does all the work, its threads at each other's heels.
    """

    listeners: list[socket.socket]

    def _init_shared_socket(self) -> None:
        must_be_free(self.bind_addr, self.bind_port)
        self.listeners = [self._listen() for _ in range(self.workers)]
        self._ssp = None

    def _listen(self) -> socket.socket:
        listener = socket.socket(family_of(self.bind_addr))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((self.bind_addr, self.bind_port))
        listener.listen(self.backlog)
        listener.setblocking(False)
        listener.set_inheritable(True)
        return listener

    def _drop_shared_socket(self) -> None:
        for listener in self.listeners:
            listener.close()

    def _spawn_worker(  # type: ignore[override]
        self, idx: int, target: Any, callback_loader: Any
    ) -> WorkerProcess:
        self._sso: Any = self.listeners[idx]
        self._shd: Any = SocketHolder(self._sso.fileno(), False, self.backlog)  # type: ignore[call-arg]
        return super()._spawn_worker(idx, target, callback_loader)

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


def family_of(host: str) -> socket.AddressFamily:
    """Return the kind of address that the host is."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def must_be_free(host: str, port: int) -> None:
    """Raise OSError where somebody listens already; sockets that share a port would not notice."""
    with socket.socket(family_of(host)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))


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
        """Put a socket nobody knows in the place of the one it listens at.

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
        # Until granian sets its own, a worker has its parent's handler, which ends nothing here.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
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
