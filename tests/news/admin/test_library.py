"""The image library and the documents: taking in, describing, finding, deleting."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image as Picture
from PIL import ImageDraw

from news import renditions, uploads
from news.models import Document, FrontPage, FrontVersion, Image, Rendition, Slot
from tests import factories
from tests.desk_forms import save, told

pytestmark = pytest.mark.django_db

IMAGES, DOCUMENTS = "/admin/news/image/", "/admin/news/document/"
SAMPLES = Path(__file__).parents[2] / "data" / "images"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def desk(editor, client_of):
    return client_of(editor)


@pytest.fixture
def leader(chief, client_of):
    return client_of(chief)


def jpeg(name: str = "gantry.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.picture_bytes(640, 480), "image/jpeg")


def add(client, *files, **typed):
    return client.post(f"{IMAGES}add/", {"files": list(files), "ai_label": "", **typed})


def kept_image(**facts) -> Image:
    return uploads.add_image(jpeg(), **{"credit": "罗一川", "alt_zh": "一张图"} | facts)


def test_a_picture_is_added_and_led_to_its_description(desk, editor):
    response = add(desk, jpeg(), credit="罗一川", caption_zh="船台", rights_end="2030-01-31")
    image = Image.objects.get()
    assert response.url == f"{IMAGES}{image.pk}/change/"
    assert (image.credit, image.caption_zh, image.uploader) == ("罗一川", "船台", editor)
    assert image.rights_end == date(2030, 1, 31)
    assert image.original_name == "gantry.jpg"


def test_several_pictures_are_added_at_once(desk):
    response = add(desk, jpeg("a.jpg"), jpeg("b.jpg"), credit="罗一川")
    assert response.url == IMAGES
    assert Image.objects.count() == 2


def test_what_the_file_says_of_itself_is_read(desk):
    content = (SAMPLES / "xmp.jpg").read_bytes()
    add(desk, SimpleUploadedFile("xmp.jpg", content, "image/jpeg"))
    image = Image.objects.get()
    assert (image.credit, image.caption_zh) == ("罗一川、沈千 / 澄浦日报", "北堤船厂的两台龙门吊。")


def test_a_file_that_is_no_picture_is_named_and_none_is_kept(desk):
    broken = SimpleUploadedFile("bad.jpg", b"no picture", "image/jpeg")
    response = add(desk, jpeg("good.jpg"), broken, credit="罗一川")
    errors = response.context["form"].errors["files"]
    assert len(errors) == 1
    assert errors[0].startswith("bad.jpg: ")
    assert not Image.objects.exists()


def test_a_picture_without_credit_is_named(desk):
    response = add(desk, jpeg("quay.jpg"))
    assert "quay.jpg" in response.context["form"].errors["credit"][0]
    assert not Image.objects.exists()


def test_no_file_at_all_is_an_error(desk):
    response = desk.post(f"{IMAGES}add/", {"credit": "罗一川"})
    assert list(response.context["form"].errors) == ["files"]


def test_the_same_picture_again_is_the_one_we_have(desk):
    upload = jpeg()
    add(desk, upload, credit="罗一川")
    upload.seek(0)
    response = desk.post(f"{IMAGES}add/", {"files": [upload], "credit": "另一人"}, follow=True)
    image = Image.objects.get()
    assert image.credit == "罗一川"
    assert f"{IMAGES}{image.pk}/change/" in told(response)[-1]


def test_a_picture_is_described(desk):
    image = kept_image()
    save(desk, f"{IMAGES}{image.pk}/change/", alt_en="A crane", credit="沈千")
    image.refresh_from_db()
    assert (image.alt_en, image.credit) == ("A crane", "沈千")


def test_a_focal_point_that_moves_cuts_the_picture_anew(desk):
    image = uploads.add_image(
        SimpleUploadedFile("a.jpg", factories.picture_bytes(1600, 600), "image/jpeg"),
        credit="罗一川",
    )
    before = set(Rendition.objects.values_list("box", flat=True))
    save(desk, f"{IMAGES}{image.pk}/change/", focal_x="10", focal_y="90")
    assert set(Rendition.objects.values_list("box", flat=True)) > before


def test_a_focal_point_outside_the_picture_is_refused(desk):
    image = kept_image()
    response = save(desk, f"{IMAGES}{image.pk}/change/", focal_x="101")
    assert list(response.context["adminform"].form.errors) == ["focal_x"]


def test_a_picture_whose_file_is_gone_says_so(desk):
    image = factories.make_image()
    response = save(desk, f"{IMAGES}{image.pk}/change/", focal_x="10")
    assert response.status_code == 200
    assert response.context["errors"]
    image.refresh_from_db()
    assert image.focal_x == 50


def test_a_picture_tells_where_it_is_used(desk):
    image = kept_image()
    factories.make_article(title="渡口的早班船", cover=image.pk)
    assert "渡口的早班船" in desk.get(f"{IMAGES}{image.pk}/change/").content.decode()


def test_a_picture_nobody_uses_is_deleted(leader):
    image = kept_image()
    assert leader.post(f"{IMAGES}{image.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Image.objects.exists()


def test_a_picture_in_use_is_not_deleted(leader):
    image = kept_image()
    factories.make_article(title="渡口的早班船", cover=image.pk)
    response = leader.post(f"{IMAGES}{image.pk}/delete/", {"post": "yes"}, follow=True)
    assert "渡口的早班船" in told(response)[0]
    assert Image.objects.exists()


def test_pictures_are_filtered(desk, editor):
    today = date.today()
    mine = factories.make_image(uploader=editor)
    bare = factories.make_image(alt_zh="")
    ended = factories.make_image(rights_end=today - timedelta(days=1))
    made = factories.make_image(ai_label="generated", caption_zh="龙门吊的夜景")
    for query, found in {
        "mine=1": mine,
        "alt=no": bare,
        "rights=ended": ended,
        "ai_label__exact=generated": made,
        "q=龙门吊": made,
    }.items():
        assert desk.get(f"{IMAGES}?{query}").context["cl"].result_list == [found], query


@pytest.mark.parametrize("address", [IMAGES, f"{IMAGES}picker/"])
@pytest.mark.parametrize("count", [1, 5])
def test_the_wall_costs_the_same_for_one_and_five(
    desk, address, count, django_assert_max_num_queries
):
    for _number in range(count):
        kept_image()
    desk.get(address)
    with django_assert_max_num_queries(15):
        assert desk.get(address).status_code == 200


def test_the_picker_answers_pages_and_ids(desk):
    images = [factories.make_image(caption_zh=f"图说{number}") for number in range(26)]
    first = desk.get(f"{IMAGES}picker/").json()
    assert (len(first["results"]), first["next"]) == (24, True)
    second = desk.get(f"{IMAGES}picker/?page=2").json()
    assert (len(second["results"]), second["next"]) == (2, False)
    asked = desk.get(f"{IMAGES}picker/?ids={images[3].pk},{images[7].pk}").json()
    assert {row["id"] for row in asked["results"]} == {images[3].pk, images[7].pk}
    assert set(asked["results"][0]) == {
        *("id", "title", "alt", "caption", "credit", "thumb", "whole", "width", "height")
    }
    found = desk.get(f"{IMAGES}picker/?q=图说17").json()
    assert [row["id"] for row in found["results"]] == [images[17].pk]


@pytest.mark.parametrize("query", ["ids=x", "ids=99999999999999999999", "page=x", "page=-1"])
def test_the_picker_bears_nonsense(desk, query):
    assert desk.get(f"{IMAGES}picker/?{query}").status_code == 200


def test_the_picker_is_for_those_who_see_pictures(moderator, client_of):
    assert client_of(moderator).get(f"{IMAGES}picker/").status_code == 403


def test_a_document_is_added_described_and_deleted(leader):
    upload = SimpleUploadedFile("plan.pdf", PDF, "application/pdf")
    leader.post(f"{DOCUMENTS}add/", {"files": [upload], "title": "方案"})
    document = Document.objects.get()
    assert document.title == "方案"
    save(leader, f"{DOCUMENTS}{document.pk}/change/", title="方案全文")
    document.refresh_from_db()
    assert document.title == "方案全文"
    assert leader.get(f"{DOCUMENTS}?q=全文").context["cl"].result_count == 1
    leader.post(f"{DOCUMENTS}{document.pk}/delete/", {"post": "yes"})
    assert not Document.objects.exists()


def test_a_document_in_use_is_not_deleted(leader):
    document = factories.make_document()
    factories.make_article(
        title="渡口的早班船", body=f'<p>字</p><figure data-document="{document.pk}"></figure>'
    )
    response = leader.post(f"{DOCUMENTS}{document.pk}/delete/", {"post": "yes"}, follow=True)
    assert "渡口的早班船" in told(response)[0]
    assert Document.objects.exists()


def test_a_file_of_another_type_is_refused(desk):
    upload = SimpleUploadedFile("run.exe", b"MZ", "application/octet-stream")
    response = desk.post(f"{DOCUMENTS}add/", {"files": [upload]})
    assert response.context["form"].errors["files"][0].startswith("run.exe: ")
    assert not Document.objects.exists()


@pytest.mark.parametrize("count", [1, 5])
def test_the_documents_cost_the_same_for_one_and_five(desk, count, django_assert_max_num_queries):
    for _number in range(count):
        factories.make_document()
    with django_assert_max_num_queries(16):
        desk.get(DOCUMENTS)


# Crops by hand


def test_crops_are_typed_as_numbers_and_cut_anew(desk):
    image = kept_image()
    before = set(Rendition.objects.values_list("box", flat=True))
    numbers = {"crops-0-left": "10", "crops-0-top": "0", "crops-0-across": "60"}
    assert save(desk, f"{IMAGES}{image.pk}/change/", crops=None, **numbers).status_code == 302
    image.refresh_from_db()
    assert image.crops == "3:2 10 0 60"
    (new,) = set(Rendition.objects.values_list("box", flat=True)) - before
    assert new == "64,0,384,256"
    page = desk.get(f"{IMAGES}{image.pk}/change/").content.decode()
    assert '<input type="number" name="crops-0-across" value="60"' in page


@pytest.mark.parametrize("across", ["", "5", "101", "x"])
def test_numbers_that_are_no_crop_are_refused(desk, across):
    image = kept_image()
    numbers = {"crops-0-left": "10", "crops-0-top": "0", "crops-0-across": across}
    response = save(desk, f"{IMAGES}{image.pk}/change/", crops=None, **numbers)
    assert list(response.context["adminform"].form.errors) == ["crops"]


def test_a_story_cuts_its_cover_in_its_own_way(leader, run_tasks, client):
    image = kept_image(crops="3:2 0 0 100")
    article = factories.make_article(cover=image.pk)
    other = factories.make_article(cover=image.pk)
    page = f"/admin/news/article/{article.pk}/change/"
    numbers = {"cover_crops-0-left": "10", "cover_crops-0-top": "0", "cover_crops-0-across": "60"}
    assert save(leader, page, cover_crops=None, _update="1", **numbers).status_code == 302
    run_tasks()
    article.refresh_from_db()
    assert article.cover_crops == "3:2 10 0 60"
    assert article.revisions.order_by("number").last().state["cover_crops"] == "3:2 10 0 60"
    own, general = (renditions.picture(one.cropped_cover, "card").src for one in (article, other))
    assert own != general
    front = client.get("/").content.decode()
    assert own in front
    assert general in front


# Pictures sent one by one by the script


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


# Another file, and where a picture stands


def test_the_file_is_replaced_in_the_form(desk):
    image = kept_image()
    article = factories.make_article(cover=image.pk)
    before = image.checksum
    save(desk, f"{IMAGES}{image.pk}/change/", new_file=jpeg("new.jpg"))
    image.refresh_from_db()
    assert image.checksum != before
    assert (image.alt_zh, article.cover_id) == ("一张图", image.pk)


def test_a_file_that_is_no_picture_replaces_nothing(desk):
    image = kept_image()
    bad = SimpleUploadedFile("bad.jpg", b"no picture")
    response = save(desk, f"{IMAGES}{image.pk}/change/", new_file=bad, alt_zh="新的说明")
    form = response.context["adminform"].form
    assert list(form.errors) == ["new_file"]
    assert form["alt_zh"].value() == "新的说明"
    image.refresh_from_db()
    assert image.alt_zh == "一张图"


def test_a_slot_of_the_front_is_a_place_too(desk):
    image = kept_image()
    front = FrontPage.objects.create(language="zh-hans")
    version = FrontVersion.objects.create(front_page=front, number=1)
    for title in ("渡口的早班船", "船台"):
        article = factories.make_article(title=title)
        Slot.objects.create(version=version, article=article, image=image, area=Slot.Area.LEAD)
    page = desk.get(f"{IMAGES}{image.pk}/change/").content.decode()
    assert "渡口的早班船" in page
    assert "船台</a>" in page
