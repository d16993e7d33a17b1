"""Collections and filters of the image library, and what the files of pictures tell."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from news import uploads
from news.imaging import Metadata
from news.models import Collection, Image
from news.uploads.images import taken_at
from tests import factories
from tests.desk_forms import save, told

pytestmark = pytest.mark.django_db

IMAGES, COLLECTIONS = "/admin/news/image/", "/admin/news/collection/"
SAMPLES = Path(__file__).parents[2] / "data" / "images"


def act(client, action, images, collection):
    chosen = [image.pk for image in images]
    typed = {"action": action, "_selected_action": chosen, "collection": collection}
    return client.post(IMAGES, typed, follow=True)


def sample(name: str) -> Image:
    file = SimpleUploadedFile(name, (SAMPLES / name).read_bytes(), "image/jpeg")
    return uploads.add_image(file, credit="罗一川")


def test_a_collection_is_made_and_filled_from_the_list(desk):
    images = [factories.make_image() for _number in range(3)]
    act(desk, "put_into_collection", images[:2], " 龙门吊 ")
    act(desk, "put_into_collection", images[1:], "龙门吊")
    collection = Collection.objects.get()
    assert collection.name == "龙门吊"
    assert set(collection.images.all()) == set(images)
    act(desk, "take_out_of_collection", images[:1], "龙门吊")
    assert set(collection.images.all()) == set(images[1:])
    shown = desk.get(f"{IMAGES}?collection={collection.pk}").context["cl"].result_list
    assert {image.pk for image in shown} == {image.pk for image in images[1:]}


@pytest.mark.parametrize("action", ["put_into_collection", "take_out_of_collection"])
def test_an_action_without_a_name_says_so(desk, action):
    assert len(told(act(desk, action, [factories.make_image()], ""))) == 1
    assert not Collection.objects.exists()


def test_a_collection_is_renamed_by_who_may(desk, chief, client_of):
    collection = Collection.objects.create(name="旧")
    save(desk, f"{COLLECTIONS}{collection.pk}/change/", name="新")
    collection.refresh_from_db()
    assert collection.name == "新"
    assert desk.post(f"{COLLECTIONS}{collection.pk}/delete/", {"post": "yes"}).status_code == 403
    image = factories.make_image()
    collection.images.add(image)
    client_of(chief).post(f"{COLLECTIONS}{collection.pk}/delete/", {"post": "yes"})
    assert not Collection.objects.exists()
    assert Image.objects.get() == image


def test_readers_make_no_collections(reader, client_of):
    act(client_of(reader), "put_into_collection", [factories.make_image()], "龙门吊")
    assert not Collection.objects.exists()


def test_the_library_is_filtered_by_what_is_known_of_pictures(desk):
    now = timezone.now()
    wide = factories.make_image(width=2000, height=900, taken_at=now, credit="")
    tall = factories.make_image(width=700, height=900, taken_at=now - timedelta(days=800))
    even = factories.make_image(width=1000, height=1000, keywords="渡轮, 夜景")
    factories.make_article(cover=tall.pk)
    for query, found in {
        "form=wide": [wide],
        "form=tall": [tall],
        "form=square": [even],
        "size=large": [wide],
        "size=small": [tall],
        "size=medium": [even, wide],
        "taken=today": [wide],
        "taken=unknown": [even],
        "used=yes": [tall],
        "used=no": [even, wide],
        "credited=no": [wide],
        "q=夜景": [even],
        "collection=9999": [even, tall, wide],
        "form=nonsense": [even, tall, wide],
    }.items():
        assert desk.get(f"{IMAGES}?{query}").context["cl"].result_list == found, query


def test_what_a_file_says_of_its_origin_is_kept():
    image = sample("xmp.jpg")
    assert image.creator == "罗一川、沈千"
    assert image.taken_at is not None
    assert image.keywords
    assert image.looked_into_at is not None


@pytest.mark.parametrize("name", ["iptc-gb18030.jpg", "iptc-declared.jpg", "iptc-utf8.jpg"])
def test_chinese_makers_are_read_in_every_encoding(name):
    assert sample(name).creator.startswith("罗一川")


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        (datetime(1, 1, 1), None),
        (datetime(9999, 12, 31, 23, 59), None),
        (datetime(2026, 6, 16, 7, tzinfo=UTC), datetime(2026, 6, 16, 7, tzinfo=UTC)),
        (None, None),
    ],
)
def test_only_a_believable_time_is_kept(taken, kept):
    assert taken_at(Metadata(taken=taken)) == kept


def forget(image: Image) -> None:
    Image.objects.filter(pk=image.pk).update(
        look_1=None, looked_into_at=None, taken_at=None, creator="", keywords="桥"
    )


def test_older_pictures_are_looked_into_once_and_the_deed_goes_on_where_it_was():
    first, second = sample("xmp.jpg"), sample("iptc-utf8.jpg")
    gone = factories.make_image()
    Path(gone.file.path).unlink()
    forget(first)
    forget(second)
    told_of = io.StringIO()
    call_command("look_into_pictures", limit=1, stdout=told_of)
    assert list(Image.objects.not_looked_into()) == [second, gone]
    call_command("look_into_pictures", stdout=told_of, stderr=told_of)
    assert not Image.objects.not_looked_into().exists()
    assert f"{gone.pk}: " in told_of.getvalue()
    before, first = first, Image.objects.get(pk=first.pk)
    assert (first.look, first.taken_at, first.creator) == (
        before.look,
        before.taken_at,
        before.creator,
    )
    assert first.keywords == "桥"


# The picker


def test_the_picker_filters_as_the_list_does(desk):
    wide = factories.make_image(width=2000, height=900)
    tall = factories.make_image(width=700, height=900, alt_zh="")
    collection = Collection.objects.create(name="龙门吊")
    collection.images.add(tall)
    named = {row["name"]: row for row in desk.get(f"{IMAGES}picker/filters/").json()["filters"]}
    assert [str(collection.pk), "龙门吊"] in named["collection"]["choices"]
    for query, found in {
        "form=wide": wide,
        "form=tall&alt=no": tall,
        f"collection={collection.pk}": tall,
    }.items():
        rows = desk.get(f"{IMAGES}picker/?{query}").json()["results"]
        assert [row["id"] for row in rows] == [found.pk], query


def test_a_picture_is_described_before_it_is_put_into_a_story(desk):
    image = sample("xmp.jpg")
    factories.make_article(title="渡口的早班船", cover=image.pk)
    address = f"{IMAGES}picker/{image.pk}/"
    said = desk.get(address).json()
    assert said["may_change"] is True
    assert [use["name"] for use in said["uses"]] == ["渡口的早班船"]
    assert said["taken"]
    answer = desk.post(address, {"alt_zh": "两台龙门吊", "rights_end": "2030-01-31"})
    assert answer.json()["alt_zh"] == "两台龙门吊"
    image.refresh_from_db()
    assert (image.alt_zh, image.rights_end.isoformat()) == ("两台龙门吊", "2030-01-31")
    assert image.credit == said["credit"]


def test_a_description_that_cannot_be_kept_says_where_and_keeps_nothing(desk):
    image = sample("xmp.jpg")
    address = f"{IMAGES}picker/{image.pk}/"
    answer = desk.post(address, {"credit": "", "alt_zh": "新", "rights_end": "31/99"})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"credit", "rights_end"}
    kept = Image.objects.get(pk=image.pk)
    assert (kept.alt_zh, kept.credit) == (image.alt_zh, image.credit)
    assert desk.get(f"{IMAGES}picker/999999/").status_code == 404


def test_who_may_not_change_pictures_describes_none(moderator, reader, client_of):
    image = factories.make_image()
    for person in (moderator, reader):
        answer = client_of(person).post(f"{IMAGES}picker/{image.pk}/", {"alt_zh": "新"})
        assert answer.status_code in (302, 403)
    assert Image.objects.get().alt_zh == image.alt_zh


def test_the_picker_puts_a_picture_into_a_collection_and_tells_all_it_is_in(desk):
    picture, other = factories.make_image(), factories.make_image()
    address = f"/admin/news/image/picker/{picture.pk}/collect/"
    said = desk.post(address, {"collection": " 船厂 "}).json()
    assert (said["name"], said["collections"]) == ("船厂", ["船厂"])
    desk.post(address, {"collection": "船厂"})
    kept = Collection.objects.get(name="船厂")
    assert list(kept.images.all()) == [picture]
    assert desk.get(f"/admin/news/image/picker/{picture.pk}/").json()["collections"] == ["船厂"]
    assert desk.get(f"/admin/news/image/picker/{other.pk}/").json()["collections"] == []
    assert desk.post(address, {"collection": " "}).status_code == 400
    assert desk.post("/admin/news/image/picker/999/collect/", {}).status_code == 404
    assert desk.get(address).status_code == 405


def test_who_may_change_no_pictures_fills_no_collection(moderator, client_of):
    picture = factories.make_image()
    address = f"/admin/news/image/picker/{picture.pk}/collect/"
    assert client_of(moderator).post(address, {"collection": "船厂"}).status_code == 403
    assert not Collection.objects.exists()
