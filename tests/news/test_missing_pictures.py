"""Pictures whose files are gone: readers see the caption, the desk a line, until they are back."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture

from news import renditions, uploads
from news.models import Image, MissingPicture
from news.renditions import mending
from tests.factories import make_article, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def image() -> Image:
    upload = ContentFile(picture_bytes(1200, 800), "picture.jpg")
    return uploads.add_image(upload, credit="罗一川", caption_zh="两台龙门吊。", alt_zh="龙门吊")


@pytest.fixture
def article(image):
    figure = f'<p>文</p><figure data-image="{image.pk}"></figure>'
    return make_article(body=figure, cover=image.pk, gallery=[{"image": image.pk, "caption": ""}])


def lose(image: Image, *, original: bool = True) -> None:
    for made in image.renditions.all():
        Path(made.file.path).unlink()
    if original:
        Path(image.file.path).unlink()


def ask(client, image: Image) -> int:
    response = client.get(image.renditions.first().file.url)
    if response.status_code == 200:
        response.getvalue()
    return response.status_code


def page(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_readers_see_the_caption_and_the_desk_a_line(
    client, client_of, chief, image, article, django_capture_on_commit_callbacks
):
    assert "<img" in page(client, article)
    lose(image)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(client, image) == 404
    shown = page(client, article)
    assert shown.count('class="gone"') == 2
    assert shown.count("两台龙门吊。") >= 2
    assert not [made.file.url for made in image.renditions.all() if made.file.url in shown]
    lead = page(client, make_article(cover=image.pk))
    assert lead.count('class="gone"') == 1
    assert "两台龙门吊。" in lead
    lines = client_of(chief).get("/admin/").context["watch"]
    line = next(line for line in lines if "两台龙门吊" in line.text)
    assert (line.look, line.url) == ("bad", f"/admin/news/image/{image.pk}/change/")


def test_lists_cards_and_feeds_go_on_without_the_picture(
    client, image, article, django_capture_on_commit_callbacks
):
    address = article.category.get_absolute_url()
    feeds = [f"{address}{form}" for form in ("rss.xml", "atom.xml", "feed.json")]
    files = [Path(made.file.url).name for made in image.renditions.all()]
    lose(image)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(client, image) == 404
    for path in ["/", address, f"/search/?q={article.title}", *feeds]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert article.title in answer.content.decode(), path
        assert not [name for name in files if name in answer.content.decode()], path
    feed = client.get(feeds[0]).content.decode()
    assert "<enclosure" not in feed
    assert "两台龙门吊。" in feed
    card = re.search(r'og:image" content="http://testserver([^"]+)"', page(client, article))[1]
    drawn = client.get(card)
    assert drawn.status_code == 200
    with Picture.open(BytesIO(b"".join(drawn.streaming_content))) as picture:
        assert picture.size == (1200, 630)


def test_it_is_noted_once_and_a_made_up_name_never(client, image):
    lose(image)
    assert [ask(client, image), ask(client, image)] == [404, 404]
    assert MissingPicture.objects.get().image == image
    start = image.checksum[:16]
    made_up = f"/media/images/renditions/{start[:2]}/{start}-00000000-480.jpg"
    MissingPicture.objects.all().delete()
    assert client.get(made_up).status_code == 404
    assert not MissingPicture.objects.exists()


def test_no_more_are_noted_than_anybody_reads(client, image, monkeypatch):
    monkeypatch.setattr(renditions.missing, "MOST_NOTED", 0)
    lose(image)
    assert ask(client, image) == 404
    assert not MissingPicture.objects.exists()


def test_what_can_be_cut_again_is(client, image, article):
    lose(image, original=False)
    assert ask(client, image) == 404
    mending.look_again.call()
    assert not MissingPicture.objects.exists()
    assert ask(client, image) == 200
    assert "<img" in page(client, article)


def test_it_is_gone_until_the_file_is_back(client, image):
    kept = Path(image.file.path).read_bytes()
    lose(image)
    ask(client, image)
    mending.look_again.call()
    assert MissingPicture.objects.get().looked_at is not None
    Path(image.file.path).write_bytes(kept)
    mending.look_again.call()
    assert not MissingPicture.objects.exists()
    assert ask(client, image) == 200


def test_a_file_that_is_not_the_picture_does_not_end_the_search(client, image):
    lose(image)
    ask(client, image)
    Path(image.file.path).write_bytes(b"no picture")
    mending.look_again.call()
    assert MissingPicture.objects.get().looked_at is not None


def test_a_lost_original_is_noted_and_readers_keep_what_was_cut(client, image, article):
    Path(image.file.path).unlink()
    renditions.warm_later.call([(image.pk, ["banner"], "")])
    assert not MissingPicture.objects.get().is_hidden
    assert "<img" in page(client, article)
    ask(client, image)
