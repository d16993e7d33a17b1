"""Who gets which file, and how."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from news import uploads, workflow
from news.models import Document, Image
from tests.factories import make_article, make_topic, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def image() -> Image:
    upload = ContentFile(picture_bytes(1200, 800), "picture.jpg")
    return uploads.add_image(upload, credit="罗一川")


@pytest.fixture
def plan() -> Document:
    return uploads.add_document(ContentFile(b"%PDF-1.7 plan", "改造 方案.pdf"))


@pytest.fixture
def talk() -> Document:
    return uploads.add_document(ContentFile(b"ID3" + bytes(range(200)), "talk.mp3"))


def get(client: Client, address: str, **headers: str) -> tuple[HttpResponse, bytes]:
    """Ask for a file, and read the answer to its end, which closes the file."""
    answer = client.get(address, headers=headers)
    return answer, answer.getvalue()


def status(client: Client, address: str) -> int:
    return get(client, address)[0].status_code


def naming(document: Document, **content):
    return make_article(body=f'<p>文</p><figure data-document="{document.pk}"></figure>', **content)


# Pictures


def test_a_rendition_is_everybodys_and_for_ever(client, image):
    answer, content = get(client, image.renditions.first().file.url)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert content[:3] == b"\xff\xd8\xff"


def test_an_original_with_its_metadata_is_for_staff_only(client, client_of, reader, editor, image):
    assert status(client, image.file.url) == 404
    assert status(client_of(reader), image.file.url) == 404

    answer, _ = get(client_of(editor), image.file.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private")


def test_a_picture_whose_rights_ended_is_gone_for_readers(client, client_of, editor, image):
    image.rights_end = date.today() - timedelta(days=1)
    image.save()
    address = image.renditions.first().file.url

    assert status(client, address) == 404
    assert status(client_of(editor), address) == 200


def test_a_picture_whose_rights_will_end_is_kept_by_caches_for_an_hour(client, image):
    image.rights_end = date.today() + timedelta(days=1)
    image.save()

    answer, _ = get(client, image.renditions.first().file.url)
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        "images/renditions/ab/0123456789abcdef-01234567-480.jpg",
        "images/renditions/../originals/secret.jpg",
        "images/renditions/ab/../../../db.sqlite3",
        "images/renditions/ab/%2e%2e/x.jpg",
        "../settings.py",
        "%2e%2e%2fsettings.py",
        "..%5csettings.py",
        "/etc/passwd",
        "images/renditions/",
        "images",
        "documents/ab/plan.pdf",
        "images/originals/ab/x.svg",
    ],
)
def test_no_path_leads_elsewhere(client_of, administrator, path):
    assert status(client_of(administrator), f"/media/{path}") == 404


def test_files_are_read_and_nothing_else(client, image):
    assert client.post(image.renditions.first().file.url).status_code == 405


def test_a_missing_file_is_not_found(client, image):
    rendition = image.renditions.first()
    Path(rendition.file.path).unlink()

    assert status(client, rendition.file.url) == 404


# Documents


def test_a_document_of_a_live_story_is_an_attachment(client, plan):
    naming(plan)

    answer, content = get(client, plan.get_absolute_url())

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert content == b"%PDF-1.7 plan"


def test_a_document_of_no_live_story_is_for_staff_only(client, client_of, editor, plan):
    address = plan.get_absolute_url()
    article = naming(plan, state="draft")
    assert status(client, address) == 404
    assert status(client_of(editor), address) == 200

    workflow.publish(article, by=None, at=timezone.now() + timedelta(hours=1))
    assert status(client, address) == 404
    workflow.publish(article, by=None, at=timezone.now() - timedelta(hours=1))
    assert status(client, address) == 200
    workflow.withdraw(article, by=None)
    assert status(client, address) == 404


def test_a_document_of_a_topic_is_public(client, plan):
    topic = make_topic()
    topic.document_uses.create(document=plan)

    assert status(client, plan.get_absolute_url()) == 200


def test_our_own_audio_plays_on_the_page_from_wherever_the_reader_is(client, talk):
    naming(talk)

    answer, content = get(client, talk.get_absolute_url(), range="bytes=3-6")

    assert answer.status_code == 206
    assert content == bytes(range(4))
    assert answer.headers["Content-Range"] == "bytes 3-6/203"
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert not answer.headers["Content-Disposition"].startswith("attachment")


def test_a_document_that_is_not_there_is_not_found(client):
    assert status(client, "/document/99/plan.pdf") == 404
