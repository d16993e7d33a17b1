"""Files through a guarded view: conditional and partial answers, safe headers.

The view decides who may read; this only sends.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from django.core.files.storage import Storage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from portal.lib.text import safe_filename

# Renditions carry their content in their name, so that a year is short.
_FOR_EVER = "public, max-age=31536000, immutable"
# May be kept, but each time it is asked whether the reader still may.
_ASK_AGAIN = "private, no-cache"

# Should an uploaded file be opened as a page of its own: it runs nothing and loads nothing else.
_SANDBOX = (
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
)

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Span:
    """The bytes from `start` up to and without `end`."""

    start: int
    end: int


class _Unsatisfiable(Exception):
    """A range outside the file."""


def serve_file(
    request: HttpRequest,
    name: str,
    *,
    content_type: str,
    storage: Storage | None = None,
    filename: str = "",
    as_attachment: bool = False,
    immutable: bool = False,
) -> HttpResponseBase:
    """Send the file that a storage keeps under `name`: 200, 206, 304, 412 or 416.

    `filename` is what the reader's machine calls it (the last part of `name` without). With
    `immutable` any cache keeps it for a year; otherwise only the reader's own, which asks again.
    Raises Http404 when there is no such file.
    """
    storage = storage or default_storage
    file, size, modified = _open(storage, name)
    etag = f'"{int(modified.timestamp() * 1_000_000):x}-{size:x}"'
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": _FOR_EVER if immutable else _ASK_AGAIN,
        "Content-Security-Policy": _SANDBOX,
        "ETag": etag,
        "Last-Modified": http_date(modified.timestamp()),
        "X-Content-Type-Options": "nosniff",
    }
    response = _answer(request, file, size, content_type, headers)
    if response.status_code in (200, 206):
        shown_as = safe_filename(filename or os.path.basename(name))
        response.headers["Content-Disposition"] = (
            content_disposition_header(as_attachment, shown_as) or "inline"
        )
    return response


def _open(storage: Storage, name: str) -> tuple[IO[bytes], int, datetime]:
    try:
        file = storage.open(name, "rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError) as error:
        raise Http404("No such file.") from error
    modified = storage.get_modified_time(name)
    return file, file.size, modified if modified.tzinfo else modified.replace(tzinfo=UTC)


def _answer(
    request: HttpRequest, file: IO[bytes], size: int, content_type: str, headers: dict[str, str]
) -> HttpResponseBase:
    unchanged = get_conditional_response(
        request, headers["ETag"], parse_http_date_safe(headers["Last-Modified"])
    )
    if unchanged is not None:
        file.close()
        return _with(unchanged, headers)
    try:
        span = _wanted(request, size, headers)
    except _Unsatisfiable:
        file.close()
        return _with(HttpResponse(status=416), headers | {"Content-Range": f"bytes */{size}"})
    if span is None:
        whole = FileResponse(file, content_type=content_type)
        return _with(whole, headers | {"Content-Length": str(size)})
    part = FileResponse(_Part(file, span), status=206, content_type=content_type)
    part_headers = {
        "Content-Length": str(span.end - span.start),
        "Content-Range": f"bytes {span.start}-{span.end - 1}/{size}",
    }
    return _with(part, headers | part_headers)


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _wanted(request: HttpRequest, size: int, headers: dict[str, str]) -> _Span | None:
    """Read the one range that is asked for; several, odd or outdated ones mean the whole file."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or match is None or match.group() == "bytes=-":
        return None
    if request.headers.get("If-Range", headers["ETag"]) not in (
        headers["ETag"],
        headers["Last-Modified"],
    ):
        return None
    first, last = match.groups()
    if not first:
        span = _Span(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        span = _Span(int(first), min(int(last) + 1, size) if last else size)
    if span.start >= span.end:
        raise _Unsatisfiable
    return span


class _Part:
    """A file of which only one span is read."""

    def __init__(self, file: IO[bytes], span: _Span) -> None:
        self.file = file
        self.left = span.end - span.start
        file.seek(span.start)

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()
