"""Whoever keeps a feed hears what changed, and only that."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from news import corrections, editing
from news.models import Correction
from tests import factories
from tests.news.feeds.reading import FORMS, NAMES, atom, json_feed, rss, titles

pytestmark = pytest.mark.django_db


def ids(client):
    found = [
        rss(client).findtext("item/guid"),
        atom(client).findtext("atom:entry/atom:id", namespaces=NAMES),
        json_feed(client)["items"][0]["id"],
    ]
    assert len(set(found)) == 1
    return found[0]


def test_identity_outlives_another_slug_and_title(client, story):
    before = ids(client)
    editing.apply(story, {"slug": "crane", "title": "龙门吊留下"}, by=None)
    assert ids(client) == before
    assert rss(client).find("item/guid").get("isPermaLink") == "false"
    assert client.get(before.removeprefix("http://testserver")).status_code == 301


def test_corrections_are_told_and_move_the_time_of_change(client, story, clock):
    published = clock() - timedelta(hours=1)
    assert updated(client) == [published] * 3
    clock.advance(hours=5)
    correction = corrections.correct(story, text="吊臂长 42 米，不是 24 米。", by=None)
    Correction.objects.filter(pk=correction.pk).update(at=clock())
    assert updated(client) == [clock()] * 3
    item = json_feed(client)["items"][0]
    assert datetime.fromisoformat(item["date_published"]) == published
    assert item["_portal"]["corrections"][0]["kind"] == "correction"
    for html in (
        item["content_html"],
        rss(client).findtext("item/content:encoded", namespaces=NAMES),
    ):
        assert "吊臂长 42 米，不是 24 米。" in html


def updated(client):
    return [
        datetime.fromisoformat(moment)
        for moment in (
            rss(client).findtext("item/atom:updated", namespaces=NAMES),
            atom(client).findtext("atom:entry/atom:updated", namespaces=NAMES),
            json_feed(client)["items"][0]["date_modified"],
        )
    ]


def test_revision_counts_as_change(client, story, clock, chief):
    clock.advance(hours=2)
    editing.apply(story, {"body": "<p>新的正文。</p>"}, by=chief)
    assert updated(client) == [clock()] * 3


@pytest.mark.parametrize("form", FORMS)
def test_reader_that_has_the_bytes_gets_304(client, committed, form):
    with committed():
        story = factories.make_article()
    first = client.get(f"/{form}")
    etag = first["ETag"]
    assert re.fullmatch(r'"[^"]+"', etag)
    assert "Last-Modified" not in first
    again = client.get(f"/{form}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    with committed():
        editing.apply(story, {"title": "龙门吊留下"}, by=None)
    changed = client.get(f"/{form}", headers={"If-None-Match": etag})
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


@pytest.mark.parametrize("form", FORMS)
def test_empty_feed_is_valid_and_stays_the_same(client, clock, form):
    factories.make_category("空", slug="empty")
    first = client.get(f"/section/empty/{form}")
    clock.advance(hours=3)
    cache.clear()
    assert client.get(f"/section/empty/{form}").content == first.content
    assert titles(client, f"/section/empty/{form}") == []


def test_caches_let_go_when_the_next_story_comes_or_one_goes(client, clock, committed):
    def seconds(path="/section/building/rss.xml"):
        return int(re.search(r"public, .*s-maxage=(\d+)", client.get(path)["Cache-Control"])[1])

    with committed():
        section = factories.make_category(slug="building")
        lin = factories.make_byline(slug="lin")
        story = factories.make_article(
            category=section, bylines=[{"byline": lin.pk, "name": "", "role": "author"}]
        )
    assert seconds() == 60
    with committed():
        factories.make_article(category=section, publish_at=clock() + timedelta(seconds=40))
    assert seconds() == 40
    end = (clock() + timedelta(seconds=9)).isoformat()
    with committed():
        editing.apply(story, {"unpublish_at": end}, by=None)
    assert seconds() == 9
    assert seconds("/author/lin/atom.xml") == 9
