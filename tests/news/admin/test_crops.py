"""How a picture is cut, everywhere or in one story, and where it is used."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news import renditions, uploads
from news.models import FrontPage, FrontVersion, Rendition, Slot
from tests import factories
from tests.desk_forms import save
from tests.news.admin.pictures import IMAGES, kept_image

pytestmark = pytest.mark.django_db


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


def test_a_picture_tells_where_it_is_used(desk):
    image = kept_image()
    factories.make_article(title="渡口的早班船", cover=image.pk)
    assert "渡口的早班船" in desk.get(f"{IMAGES}{image.pk}/change/").content.decode()


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
