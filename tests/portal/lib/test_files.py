"""Files come whole, in part, or not at all when the reader has them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.http import Http404
from django.test import RequestFactory

from portal.lib.http import serve_file

# An answer that is closed ends its request, and Django then looks after the connection.
pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 300  # longer than one block of a streamed answer


@pytest.fixture(params=["disk", "memory"])
def storage(request, tmp_path: Path):
    store = FileSystemStorage(tmp_path) if request.param == "disk" else InMemoryStorage()
    store.save("docs/报告.bin", ContentFile(CONTENT))
    return store


def serve(storage, method: str = "get", name: str = "docs/报告.bin", **options):
    headers = options.pop("headers", {})
    options.setdefault("content_type", "application/pdf")
    request = getattr(RequestFactory(), method)("/", headers=headers)
    return serve_file(request, name, storage=storage, **options)


def body(response) -> bytes:
    try:
        return b"".join(response.streaming_content) if response.streaming else response.content
    finally:
        response.close()


def test_whole_file_says_how_to_ask_for_parts(storage):
    response = serve(storage)
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(CONTENT))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Security-Policy"].startswith("sandbox;")
    assert body(response) == CONTENT


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-70000", 100, 70001),
        ("bytes=76799-", 76799, 76800),
        ("bytes=-5", 76795, 76800),
        ("bytes=-999999", 0, 76800),
        ("bytes=5-999999", 5, 76800),
    ],
)
def test_one_range_is_sent(storage, asked: str, start: int, end: int):
    response = serve(storage, headers={"range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/76800"
    assert response.headers["Content-Length"] == str(end - start)
    assert body(response) == CONTENT[start:end]


@pytest.mark.parametrize("asked", ["bytes=76800-", "bytes=76800-76801", "bytes=-0"])
def test_range_outside_the_file_is_refused(storage, asked: str):
    response = serve(storage, headers={"range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */76800"
    assert body(response) == b""


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=5-2", "bytes=-", "lines=0-1", "bytes=a-b", "", "bytes=٣-"]
)
def test_odd_ranges_give_the_whole_file(storage, asked: str):
    response = serve(storage, headers={"range": asked})
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_head_tells_the_length_of_the_whole(storage):
    response = serve(storage, "head", headers={"range": "bytes=0-1"})
    assert response.status_code == 200
    assert response.headers["Content-Length"] == "76800"
    response.close()


def test_reader_who_has_the_file_gets_nothing(storage):
    whole = serve(storage)
    whole.close()
    for headers in (
        {"if-none-match": whole.headers["ETag"]},
        {"if-none-match": whole.headers["ETag"], "range": "bytes=0-1"},
        {"if-modified-since": whole.headers["Last-Modified"]},
    ):
        response = serve(storage, headers=headers)
        assert (response.status_code, body(response)) == (304, b"")
        assert response.headers["ETag"] == whole.headers["ETag"]


def test_rest_of_a_file_that_changed_is_sent_whole(storage):
    whole = serve(storage)
    whole.close()
    same = serve(storage, headers={"range": "bytes=5-", "if-range": whole.headers["ETag"]})
    assert (same.status_code, body(same)) == (206, CONTENT[5:])
    other = serve(storage, headers={"range": "bytes=5-", "if-range": '"other"'})
    assert (other.status_code, body(other)) == (200, CONTENT)


def test_immutable_file_is_kept_for_a_year(storage):
    response = serve(storage, immutable=True)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    response.close()


def test_attachment_has_a_name_of_any_script(storage):
    response = serve(storage, as_attachment=True, filename='报告 "六月"\r\nX: 1.pdf')
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A")
    assert disposition.endswith(".pdf")
    assert "\r" not in disposition
    response.close()


def test_file_shown_in_place_keeps_its_own_name(storage):
    response = serve(storage)
    assert response.headers["Content-Disposition"] == (
        "inline; filename*=utf-8''%E6%8A%A5%E5%91%8A.bin"
    )
    response.close()


@pytest.mark.parametrize("name", ["nothing.pdf", "docs"])
def test_what_is_not_there_is_not_found(storage, name: str):
    with pytest.raises(Http404):
        serve(storage, name=name)


def test_empty_file_is_sent_whole_or_refused(storage):
    storage.save("empty.txt", ContentFile(b""))
    whole = serve(storage, name="empty.txt")
    assert (whole.status_code, body(whole)) == (200, b"")
    assert whole.headers["Content-Length"] == "0"
    assert serve(storage, name="empty.txt", headers={"range": "bytes=0-"}).status_code == 416


def test_dates_are_those_of_the_file(storage):
    response = serve(storage)
    modified = storage.get_modified_time("docs/报告.bin")
    sent = datetime.strptime(response.headers["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT")
    assert sent.replace(tzinfo=UTC) == modified.astimezone(UTC).replace(microsecond=0)
    response.close()
