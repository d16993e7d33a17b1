"""Nobody keeps a reader page past an hour that changes it."""

from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import pytest
from django.test import Client
from django.utils import timezone

from news.models import FrontPage, FrontVersion, Rendition, Slot
from news.renditions.uses import Crop
from portal.lib import caching
from portal.site.models import Notice
from tests import factories
from tests.portal.conftest import lifetime, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]


def keeps_to(change: datetime, url: str, clock, *, before: str = "", after: str = "") -> None:
    """Nobody keeps the page past the change, and the first request after it shows it."""
    clock.now = change - timedelta(seconds=45)
    for _ in range(2):
        response = Client().get(url)
        assert sum(lifetime(response)) == 45
        html = response.content.decode()
        assert (before in html, after in html if after else False) == (True, False)
        caching.forget()
    clock.now = change - timedelta(seconds=1)
    assert sum(lifetime(Client().get(url))) == 1
    clock.now = change
    html = text_of(url)
    assert after in html
    assert not before or before not in html


@pytest.mark.parametrize("url", ["/", "/section/building/", "story"])
def test_page_keeps_to_the_hour_of_a_story_to_come(story, committed, clock, url):
    change = clock() + timedelta(minutes=10)
    with committed():
        factories.make_article(category=story.category, title="渡口复航", publish_at=change)
    keeps_to(change, story.get_absolute_url() if url == "story" else url, clock, after="渡口复航")


@pytest.mark.parametrize("url", ["/", "/section/building/", "story"])
def test_page_keeps_to_the_hour_of_a_story_that_goes(story, committed, clock, url):
    change = clock() + timedelta(minutes=10)
    with committed():
        factories.make_article(category=story.category, title="渡口停航", unpublish_at=change)
    keeps_to(change, story.get_absolute_url() if url == "story" else url, clock, before="渡口停航")


def test_story_keeps_to_its_own_end(committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        article = factories.make_article(unpublish_at=change)
    clock.now = change - timedelta(seconds=30)
    assert sum(lifetime(Client().get(article.get_absolute_url()))) == 30
    clock.now = change
    assert Client().get(article.get_absolute_url()).status_code == 410


def test_translation_to_come_is_linked_from_its_hour_on(story, committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        other = factories.make_article(
            language="en", title="Cranes stay", category=story.category, publish_at=change
        )
        type(other).objects.filter(pk=other.pk).update(translation_group=story.translation_group)
    keeps_to(change, story.get_absolute_url(), clock, after=f'href="/en/article/{other.pk}/')


def test_section_keeps_to_the_end_of_a_pin(story, committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        factories.make_article(category=story.category, title="置顶的事", pinned_until=change)
    url = "/section/building/"
    clock.now = change - timedelta(seconds=20)
    before = Client().get(url)
    assert sum(lifetime(before)) == 20
    clock.now = change
    assert text_of(url) != before.content.decode()


@pytest.mark.parametrize("edge", ["starts_at", "ends_at"])
def test_front_keeps_to_the_hours_of_a_slot(story, committed, clock, edge):
    change = clock() + timedelta(minutes=10)
    with committed():
        front = FrontPage.objects.create(language="zh-hans")
        version = FrontVersion.objects.create(front_page=front, number=1, publish_at=clock())
        Slot.objects.create(
            version=version, area="lead", article=story, title="头条的话", **{edge: change}
        )
    comes = edge == "starts_at"
    keeps_to(change, "/", clock, **{"after" if comes else "before": "头条的话"})


def test_front_keeps_to_the_hour_of_its_next_version(story, committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        front = FrontPage.objects.create(language="zh-hans")
        version = FrontVersion.objects.create(front_page=front, number=1, publish_at=change)
        Slot.objects.create(version=version, area="lead", article=story, title="头条的话")
    keeps_to(change, "/", clock, after="头条的话")


@pytest.mark.parametrize("url", ["/", "story", "/page/about/"])
def test_page_keeps_to_the_hours_of_a_notice(story, committed, clock, url):
    url = story.get_absolute_url() if url == "story" else url
    start = clock() + timedelta(minutes=10)
    end = start + timedelta(minutes=10)
    with committed():
        Notice.objects.create(text_zh="今夜停水", starts_at=start, ends_at=end)
    keeps_to(start, url, clock, after="今夜停水")
    keeps_to(end, url, clock, before="今夜停水")


def test_page_keeps_to_the_end_of_the_day(story, clock):
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time_of_day.max))
    clock.now = midnight - timedelta(seconds=33)
    url = story.get_absolute_url()
    before = Client().get(url)
    assert sum(lifetime(before)) == 33
    clock.now = midnight + timedelta(seconds=1)
    assert text_of(url) != before.content.decode()


def test_picture_keeps_to_the_end_of_its_rights(committed, clock):
    """The last day is still paid for."""
    clock.now = datetime(2026, 7, 10, 15, 59, 30, tzinfo=UTC)
    with committed():
        image = factories.make_image(rights_end=timezone.localdate())
        article = factories.make_article(cover=image.pk)
        cuts = Crop("3:2").cuts_in("jpeg", image)
        Rendition.objects.bulk_create(
            Rendition(
                image=image,
                checksum=image.checksum,
                box=str(cut.box),
                width=cut.width,
                height=cut.width,
                format="jpeg",
                file=f"cut-{cut.width}.jpg",
                size=1,
            )
            for cut in cuts
        )
    url = article.get_absolute_url()
    before = Client().get(url)
    assert f"cut-{cuts[0].width}.jpg" in before.content.decode()
    assert sum(lifetime(before)) == 30
    clock.advance(seconds=30)
    assert f"cut-{cuts[0].width}.jpg" not in text_of(url)
