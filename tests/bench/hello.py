"""The ceiling of the machine: the shortest answer under the portal's own server settings."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from portal import webserver

BODY = b"hello"


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer without Django."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
    return [BODY]


if __name__ == "__main__":
    webserver.load_application = lambda threads: hello
    webserver.serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
