"""Times hold to the second without any job: publication, end, pin."""

from datetime import timedelta

import pytest

from news.models import Article, Placement
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_story_comes_and_goes_at_its_very_second(clock, client):
    begin, end = clock.now + timedelta(hours=1), clock.now + timedelta(hours=2)
    story = factories.make_article(publish_at=begin, unpublish_at=end.isoformat())

    def seen() -> tuple[int, int]:
        return client.get(story.get_absolute_url()).status_code, Article.objects.live().count()

    clock.now = begin - timedelta(seconds=1)
    assert seen() == (404, 0)
    clock.now = begin
    assert seen() == (200, 1)
    clock.now = end - timedelta(seconds=1)
    assert seen() == (200, 1)
    clock.now = end
    assert seen() == (410, 0)


def test_a_pin_ends_at_its_very_second(clock):
    until = clock.now + timedelta(hours=1)
    factories.make_article(pinned_until=until.isoformat())
    clock.now = until - timedelta(seconds=1)
    assert Placement.objects.in_section(None).pinned().count() == 1
    clock.now = until
    assert Placement.objects.in_section(None).pinned().count() == 0
