"""The image library: taking in, describing, finding, replacing, deleting."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import Image
from tests import factories
from tests.desk_forms import save, told
from tests.news.admin.pictures import IMAGES, SAMPLES, jpeg, kept_image

pytestmark = pytest.mark.django_db


def add(client, *files, **typed):
    return client.post(f"{IMAGES}add/", {"files": list(files), "ai_label": "", **typed})


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


def test_a_picture_whose_file_is_gone_says_so(desk):
    image = factories.make_image()
    response = save(desk, f"{IMAGES}{image.pk}/change/", focal_x="10")
    assert response.status_code == 200
    assert response.context["errors"]
    image.refresh_from_db()
    assert image.focal_x == 50


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


@pytest.mark.parametrize("count", [1, 5])
def test_pictures_whose_rights_have_ended_cost_no_query_each(
    editor, client_of, count, django_assert_max_num_queries
):
    for _number in range(count):
        factories.make_image(rights_end="2020-01-01")
    client = client_of(editor)
    client.get("/admin/news/image/picker/")
    with django_assert_max_num_queries(8):
        found = client.get("/admin/news/image/picker/?rights=ended").json()["results"]
    assert len(found) == count
