"""A story with everything around it, and room to keep its pages."""

import re

import pytest
from django.test import Client

from portal.lib import pagecache
from portal.site.models import Page, SiteSettings
from tests import factories


@pytest.fixture
def room(settings):
    """Keep pages in these tests."""
    settings.PAGE_CACHE_MB = 8
    pagecache.forget()
    yield
    pagecache.forget()


@pytest.fixture
def story(committed, clock):
    """A story in a section, with everything around it that readers see."""
    with committed():
        factories.make_reaction_kinds()
        section = factories.make_category("城建", slug="building")
        writer = factories.make_byline(slug="lin")
        article = factories.make_article(
            category=section,
            title="旧船厂的龙门吊不拆了",
            bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
            tags=["步道"],
        )
        factories.make_topic(slug="river", articles=[article], publish_at=clock())
        Page.objects.create(slug="about", title_zh="关于", body_zh="<p>城里的编辑部。</p>")
        SiteSettings(comment_policy="open").save()
    return article


def text_of(url, client=None):
    return (client or Client()).get(url).content.decode()


def lifetime(response):
    shared, stale = re.search(
        r"^public, max-age=0, s-maxage=(\d+), stale-while-revalidate=(\d+)$",
        response.headers["Cache-Control"],
    ).groups()
    return int(shared), int(stale)
