"""A picture whose rights have ended is gone from every surface with the next request."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from news import renditions, uploads
from news.caching import stories_changed
from news.models import FrontPage, FrontVersion, Image, ImageUse, Slot
from news.sitemaps import stories
from tests import factories
from tests.desk_forms import save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def image() -> Image:
    """A picture with every cut a page may ask for."""
    upload = ContentFile(factories.picture_bytes(1600, 1067), "gantry.jpg")
    image = uploads.add_image(upload, credit="罗一川", alt_zh="龙门吊", caption_zh="夜里的龙门吊")
    renditions.warm(image, renditions.USES)
    return image


@pytest.fixture
def surfaces(image, clock) -> dict[str, str]:
    """Every page, feed and file that shows the picture, by what it is."""
    section = factories.make_category("城建", slug="building")
    story = factories.make_article(
        category=section,
        title="旧船厂的龙门吊不拆了",
        cover=image.pk,
        body=f'<p>文</p><figure data-image="{image.pk}"></figure>',
        gallery=[{"image": image.pk, "caption": ""}],
        tags=["船厂"],
    )
    others = [factories.make_article(category=section, cover=image.pk) for _ in range(3)]
    topic = factories.make_topic(
        slug="shore", articles=[story, *others], cover=image, publish_at=clock()
    )
    ImageUse.objects.create(image=image, topic=topic, place=ImageUse.Place.COVER)
    front = FrontPage.objects.create(language="zh-hans")
    version = FrontVersion.objects.create(front_page=front, number=1, publish_at=clock())
    lead = Slot.Area.LEAD
    Slot.objects.create(version=version, article=others[0], image=image, area=lead)
    address = story.get_absolute_url()
    return {
        "article": address,
        "article in Traditional": f"/zh-hant{address}",
        "ninjs": f"/article/{story.pk}.json",
        "home with slot": "/",
        "section": "/section/building/",
        "topic": "/topic/shore/",
        "topics": "/topic/",
        "tag": f"/tag/{story.tags.get().slug}/",
        "archive": "/archive/",
        "search": "/search/?q=龙门吊",
        "RSS": "/rss.xml",
        "Atom": "/atom.xml",
        "JSON Feed": "/section/building/feed.json",
        "picture sitemap": f"/sitemap-stories-{story.pk // stories.PART}.xml",
        "rendition": image.renditions.first().file.url,
    }


def cuts_on(client: Client, address: str, image: Image) -> int:
    """How often a surface names a cut of the picture; a cut itself counts where it is sent."""
    answer = client.get(address)
    if address.startswith("/media/"):
        return int(answer.status_code == 200 and len(answer.getvalue()) > 0)
    assert answer.status_code == 200, address
    return answer.content.decode().count(image.checksum[:16])


def card_of(client: Client, surfaces: dict[str, str]) -> tuple[str, bytes]:
    """Where the share card of the story lies, and its picture."""
    page = client.get(surfaces["article"]).content.decode()
    address = urlsplit(re.search(r'"og:image" content="([^"]+)"', page)[1]).path
    return address, client.get(address).getvalue()


def test_rights_that_ended_show_on_every_surface(client, client_of, editor, image, surfaces):
    before = {name: cuts_on(client, address, image) for name, address in surfaces.items()}
    assert [name for name, count in before.items() if not count] == []
    assert '"image":' in client.get(surfaces["article"]).content.decode()
    card = card_of(client, surfaces)

    ended = timezone.localdate() - timedelta(days=1)
    page = f"/admin/news/image/{image.pk}/change/"
    assert save(client_of(editor), page, rights_end=ended.isoformat()).status_code == 302

    after = {name: cuts_on(client, address, image) for name, address in surfaces.items()}
    assert [name for name, count in after.items() if count] == []
    assert card_of(client, surfaces)[0] != card[0]
    assert client.get(card[0]).status_code == 302
    assert "夜里的龙门吊" not in client.get(surfaces["article"]).content.decode()


def test_rights_that_end_at_midnight_end_everywhere_without_a_deed(client, image, surfaces, clock):
    image.rights_end = timezone.localdate()
    image.save()
    stories_changed()
    before = {name: cuts_on(client, address, image) for name, address in surfaces.items()}
    assert all(before.values())
    clock.advance(days=1)
    after = {name: cuts_on(client, address, image) for name, address in surfaces.items()}
    assert [name for name, count in after.items() if count] == []


def test_files_of_a_picture_with_an_end_are_kept_an_hour_at_most(client, image, surfaces):
    image.rights_end = timezone.localdate()
    image.save()
    for address in (surfaces["rendition"], card_of(client, surfaces)[0]):
        answer = client.get(address)
        assert answer.getvalue()  # Reading to the end closes the file.
        assert answer["Cache-Control"] == "public, max-age=3600"
