"""Pictures sent one by one by the script: new, had already, alike, hostile."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image as Picture
from PIL import ImageDraw

from news.models import Image
from tests import factories
from tests.desk_forms import told
from tests.news.admin.pictures import IMAGES, SAMPLES, jpeg

pytestmark = pytest.mark.django_db


def striped(size: tuple[int, int], *, quality: int = 90, name: str = "stripes.jpg"):
    """The same subject in any size: a bright disc right of a dark one, over a slope of grey."""
    canvas = Picture.linear_gradient("L").rotate(90).resize(size)
    pen = ImageDraw.Draw(canvas)
    across, down = size
    pen.ellipse((0, 0, across // 3, down // 2), 255)
    pen.ellipse((across // 2, down // 2, across, down), 0)
    stream = io.BytesIO()
    canvas.save(stream, "JPEG", quality=quality)
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def send(client, file, **typed):
    return client.post(
        f"{IMAGES}upload/", {"files": file, "credit": "罗一川", "ai_label": ""} | typed
    )


def test_a_picture_sent_alone_is_answered_as_data(desk, editor):
    answer = send(desk, jpeg())
    image = Image.objects.get()
    assert (answer.status_code, answer.json()["id"]) == (200, image.pk)
    assert answer.json()["is_new"] is True
    assert image.uploader == editor
    assert answer.json()["thumb"] == image.renditions.get(box="0,26,640,427", width=480).file.url


def test_the_same_bytes_are_the_picture_we_have(desk):
    upload = jpeg()
    first = send(desk, upload).json()
    upload.seek(0)
    again = send(desk, upload).json()
    assert (again["id"], again["is_new"]) == (first["id"], False)
    assert Image.objects.count() == 1


def test_what_looks_like_a_picture_we_have_is_offered_before_it_is_kept(desk):
    first = send(desk, striped((640, 480))).json()
    answer = send(desk, striped((320, 240), quality=60))
    assert answer.status_code == 409
    assert [row["id"] for row in answer.json()["near"]] == [first["id"]]
    assert Image.objects.count() == 1
    assert send(desk, striped((320, 240), quality=60), anyway="1").json()["is_new"]
    assert Image.objects.count() == 2


def test_another_subject_is_not_offered(desk):
    send(desk, striped((640, 480)))
    other = SimpleUploadedFile("xmp.jpg", (SAMPLES / "xmp.jpg").read_bytes(), "image/jpeg")
    assert send(desk, other).json()["is_new"]


def test_the_plain_form_keeps_it_and_names_the_other(desk):
    first = send(desk, striped((640, 480))).json()
    response = desk.post(
        f"{IMAGES}add/",
        {"files": [striped((320, 240))], "credit": "罗一川", "ai_label": ""},
        follow=True,
    )
    assert Image.objects.count() == 2
    assert any(f"{IMAGES}{first['id']}/change/" in text for text in told(response))


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("bad.jpg", b"no picture"),
        SimpleUploadedFile("page.jpg", b"<script>alert(1)</script>"),
        SimpleUploadedFile("empty.jpg", b""),
    ],
)
def test_a_hostile_file_is_refused_by_name_and_nothing_is_kept(desk, file):
    answer = send(desk, file)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Image.objects.exists()


def test_a_picture_too_heavy_is_refused(desk, settings):
    settings.MAX_UPLOAD_MB = 1
    answer = send(desk, SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + b"x" * 2**20))
    assert answer.status_code == 413
    assert not Image.objects.exists()


def test_a_picture_without_credit_is_told_so(desk):
    answer = send(desk, jpeg("quay.jpg"), credit="")
    assert answer.status_code == 400
    assert "quay.jpg" in answer.json()["errors"][0]


def test_sending_needs_the_right_and_a_post(desk, reader, client_of):
    assert desk.get(f"{IMAGES}upload/").status_code == 405
    assert send(client_of(reader), jpeg()).status_code in (302, 403)
    assert not Image.objects.exists()


def test_near_pictures_are_found_by_their_bands(django_assert_num_queries):
    look = 0x1234_5678_9ABC_DEF0
    near, far = factories.make_image(), factories.make_image()
    near.look, far.look = look ^ 0b111, look ^ 0xFFFF_FFFF
    near.save()
    far.save()
    with django_assert_num_queries(1):
        candidates = list(Image.objects.looking_like(look))
    assert [image.pk for image in candidates if image.is_near(look)] == [near.pk]
    assert not Image.objects.looking_like(0).exists()


def test_bands_have_indexes():
    plan = Image.objects.looking_like(0x1234_5678_9ABC_DEF0).order_by().explain()
    assert connection.vendor != "sqlite" or ("SCAN" not in plan and plan.count("SEARCH") == 4)
