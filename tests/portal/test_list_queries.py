"""Every list asks the database as often for few rows as for many, whatever hangs on the rows."""

from datetime import timedelta
from itertools import cycle
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import bookmarks, corrections, rankings
from news.models import Article, Correction, Tag, ViewHour
from portal.lib.caching import forget
from tests import factories

pytestmark = pytest.mark.django_db

FORMS = ("rss.xml", "atom.xml", "feed.json")


class City:
    """Stories that have everything: pictures, writers, tags, source, comments, reactions."""

    def __init__(self, clock, member):
        self.clock, self.member = clock, member
        self.kinds = factories.make_reaction_kinds()
        layouts = ("mixed", "four", "opinion", "pictures")
        self.sections = [
            factories.make_category(layout, slug=layout, front_layout=layout) for layout in layouts
        ]
        self.writer = factories.make_byline("林知夏", slug="lin")
        self.source = factories.make_source(slug="gauge")
        self.topic = factories.make_topic(slug="river", publish_at=clock())
        self.stories: list[Article] = []

    def grow(self, number):
        """Add so many stories to each section, and what hangs on them."""
        for section in self.sections:
            for _ in range(number):
                self._add(section)
        rankings.draw_up()

    def _add(self, section):
        count = len(self.stories)
        story = factories.make_article(
            category=section,
            title=f"第{count}座龙门吊",
            summary="岸线还给散步的人。",
            cover=factories.make_image().pk,
            source=self.source.pk,
            bylines=[
                {"byline": self.writer.pk, "name": "", "role": "author"},
                {"byline": None, "name": f"通讯员{count}", "role": "correspondent"},
            ],
            tags=["步道", f"标签{count}"],
            publish_at=self.clock() - timedelta(minutes=count + 1),
        )
        story.gallery.create(image=factories.make_image())
        corrections.correct(story, text="应为三百米。", kind=Correction.Kind.UPDATE, by=None)
        thread = factories.make_thread(story)
        root = factories.make_comment(thread, author=self.member)
        factories.make_comment(thread, parent=root, root=root, depth=2, guest_name="猫")
        hour = self.clock().replace(minute=0, second=0)
        ViewHour.objects.create(article=story, hour=hour, count=1)
        bookmarks.set_bookmark(self.member, story, saved=True)
        for old in self.stories[:1]:
            old.related_rows.create(related=story, position=count)
        factories.make_topic(
            slug=f"topic{count}",
            cover=factories.make_image(),
            articles=[story],
            publish_at=self.clock() - timedelta(minutes=count),
        )
        self.topic.stories.create(article=story, position=count)
        self.stories.append(story)

    def addresses(self):
        """One address of each family of lists."""
        tag = Tag.objects.get(name="步道").get_absolute_url()
        first = self.stories[0]
        listed = ["/section/mixed/", f"/topic/{self.topic.slug}/", tag]
        listed += ["/source/gauge/", "/author/lin/"]
        return [
            "/",
            *listed,
            "/zh-hant/section/mixed/",
            "/section/mixed/?sort=reads",
            "/section/mixed/?sort=comments&range=week&pictures=1",
            "/topic/",
            "/archive/",
            "/archive/2026/07/10/",
            "/corrections/",
            "/feeds/",
            f"/search/?q={quote('龙门吊')}",
            *[f"{page}{form}" for page, form in zip(("/", *listed), cycle(FORMS), strict=False)],
            "/sitemap.xml",
            "/sitemap-news.xml",
            "/sitemap-places.xml",
            "/sitemap-stories-0.xml",
            "/sitemap-tags-0.xml",
            first.get_absolute_url(),
            f"{first.get_absolute_url()}?sort=old",
            f"/article/{first.pk}.json",
            "/nowhere/",
            "/accounts/saved/",
            "/accounts/comments/",
        ]


def asked(client, address):
    """How many queries an answer needs when nothing is held in any cache."""
    cache.clear()
    forget()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        b"".join(client.get(address))
    return len(queries)


def test_every_list_asks_the_same_for_few_rows_and_for_many(client_of, reader, clock):
    city, client = City(clock, reader), client_of(reader)
    city.grow(3)  # fewer, and lists are filled up: most read by the week, what was meant
    addresses = city.addresses()
    for address in addresses:
        client.get(address)  # what is read once in a process
    once = {address: asked(client, address) for address in addresses}
    city.grow(2)
    assert {address: asked(client, address) for address in addresses} == once
