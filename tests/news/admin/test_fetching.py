"""Pictures of pasted text fetched from elsewhere, and what hostile addresses get."""

from typing import Any

import pytest

from news.models import Image
from portal.lib.http import hosts, outbound
from tests import factories

pytestmark = pytest.mark.django_db

FETCH = "/admin/news/image/fetch/"


def ask(client: Any, address: str, **typed: str) -> Any:
    sent = {"address": address, "credit": "罗一川", "ai_label": ""} | typed
    return client.post(FETCH, sent)


def answering(monkeypatch: Any, body: bytes, status: int = 200) -> None:
    """Let every address answer with this; the checks of addresses have tests of their own."""

    def fetch(url: str, **asked: Any) -> outbound.Answer:
        assert asked["accepts"] == ("image/",)
        return outbound.Answer(url, status, "image/jpeg", {}, body)

    monkeypatch.setattr(outbound, "fetch", fetch)


def test_a_picture_is_fetched_with_its_credit(desk, editor, monkeypatch):
    answering(monkeypatch, factories.picture_bytes(640, 480))
    answer = ask(desk, "https://pictures.example/%E8%88%B9.jpg?w=1", alt_zh="船")
    image = Image.objects.get()
    assert answer.json()["id"] == image.pk
    assert (image.credit, image.alt_zh, image.uploader) == ("罗一川", "船", editor)
    assert image.original_name == "船.jpg"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<script>alert(1)</script>", 200),
        (b"", 200),
        (factories.picture_bytes(640, 480)[:900], 200),
        (factories.picture_bytes(640, 480), 404),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_kept(desk, monkeypatch, body, status):
    answering(monkeypatch, body, status)
    answer = ask(desk, "https://pictures.example/a.jpg")
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/a.jpg",
        "http://[::1]/a.jpg",
        "http://169.254.169.254/latest/meta-data",
        "http://pictures.example:25/a.jpg",
        "file:///etc/passwd",
        "https://user:word@pictures.example/a.jpg",
        "",
    ],
)
def test_hostile_addresses_are_not_called(desk, monkeypatch, address):
    monkeypatch.setattr(hosts, "resolve", lambda host, port: [host])
    answer = ask(desk, address)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_picture_without_credit_is_not_kept(desk, monkeypatch):
    answering(monkeypatch, factories.picture_bytes(640, 480))
    assert ask(desk, "https://pictures.example/a.jpg", credit="").status_code == 400
    assert not Image.objects.exists()


def test_fetching_needs_the_right_and_a_post(desk, reader, client_of):
    assert desk.get(FETCH).status_code == 405
    assert ask(client_of(reader), "https://pictures.example/a.jpg").status_code in (302, 403)
