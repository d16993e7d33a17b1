"""Pages walk along indexes: what the databases say they would do for every family of pages."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from news import archive, lists, rail
from news.models import Correction, Placement, Tag
from news.models.article import Article
from portal.lib import pagecache
from portal.lib.caching import forget
from tests import factories

pytestmark = pytest.mark.django_db

GROWING = "article|placement|articlestats|taggedarticle|articlebyline|searchdocument|correction"
GROWING = rf"(?:news_(?:{GROWING})|comments_comment)"

BOUNDED = re.compile(r"LIMIT \d+")
"""A walk along an index that ends after so many rows is none of the whole table."""


@pytest.fixture
def city():
    """A few stories in everything stories can be in; the plans are asked without statistics."""
    section = factories.make_category("城建", slug="building")
    writer, source = factories.make_byline(slug="lin"), factories.make_source(slug="gauge")
    stories = [
        factories.make_article(
            category=section,
            title=f"第{number}座龙门吊",
            source=source.pk,
            bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
            tags=["步道"],
            slug=f"crane-{number}",
        )
        for number in range(5)
    ]
    factories.make_topic(slug="river", articles=stories)
    Correction.objects.create(article=stories[0], text="是四座。")
    return stories


def addresses(stories):
    today = timezone.localdate()
    section, tag = "/section/building/", Tag.objects.get().get_absolute_url()
    yield from ("/", "/en/", "/zh-hant/", section, "/404/", "/corrections/", "/search/?q=龙门")
    for query in ("sort=reads", "sort=comments", "range=week", "range=year", "pictures=1"):
        yield f"{section}?{query}"
    yield from (stories[0].get_absolute_url(), f"/article/{stories[0].pk}.json")
    yield from (tag, "/source/gauge/", "/author/lin/", "/topic/river/")
    yield from ("/archive/", f"/archive/{today:%Y}/", f"/archive/{today:%Y/%m/%d}/")
    yield from ("/archive/in/building/", f"/archive/{today:%Y/%m/%d}/in/building/")
    for page in ("/", section, tag, "/source/gauge/", "/author/lin/", "/topic/river/"):
        yield f"{page}rss.xml"
    yield from ("/sitemap-places.xml", "/sitemap-news.xml", "/sitemap-tags-0.xml")
    yield from ("/sitemap-sources-0.xml", "/sitemap-authors-0.xml")
    yield f"/sitemap-stories-{stories[0].pk // 1000}.xml"


def plan_of(sql, params):
    """The plan in words, with no full scan where there is any other way."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(row[3] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def full_scans(sql, plan):
    """The lines of a plan that read a growing table whole, or all that is published."""
    lines = plan.splitlines()
    found = [line for line in lines if re.search(rf"Seq Scan on {GROWING}\b", line)]
    if connection.vendor == "sqlite":  # PostgreSQL knows how many stories are published.
        found += [line for line in lines if "article_state_desk" in line]
    scans = [line for line in lines if re.match(rf"SCAN {GROWING}\b", line.strip())]
    is_bounded = bool(BOUNDED.search(sql)) and "TEMP B-TREE FOR ORDER BY" not in plan
    return found + [line for line in scans if not (is_bounded and "USING" in line)]


def asked_by(client, path):
    """All that a page asks of the database while nothing is cached."""
    asked = []

    def catch(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    cache.clear()
    forget()
    pagecache.forget()
    with connection.execute_wrapper(catch):
        response = client.get(path)
    assert response.status_code in (200, 404), path
    return [(sql, params) for sql, params in asked if sql.startswith("SELECT")]


def test_no_page_reads_a_growing_table_whole(client, city):
    # For so many ids SQLite would rather walk what is published.
    for _ in range(25):
        factories.make_article(category=city[0].category, tags=["步道"])
    for path in addresses(city):
        for sql, params in asked_by(client, path):
            assert not full_scans(sql, plan_of(sql, params)), (path, sql)


def walk(rows):
    """The plan of a list's first page, with no sorting where there is any other way.

    For a handful of rows PostgreSQL may find sorting cheaper than any index.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_incremental_sort = off")
    sql, params = rows.query.sql_with_params()
    return plan_of(sql, params)


@pytest.mark.parametrize("is_site", [True, False])
def test_a_list_is_walked_along_its_index_and_never_sorted(city, is_site):
    section = None if is_site else city[0].category_id
    rows = Placement.objects.in_section(section).in_language("zh-hans").live()
    plan = walk(rows.newest_first().article_ids()[:20])
    assert "placement_list" in plan
    assert "Sort" not in plan and "TEMP B-TREE" not in plan


def test_the_oldest_story_is_found_along_the_index(city):
    shelf = archive.Shelf(None, "zh-hans")
    assert archive.first_day(shelf) == timezone.localdate(city[0].publish_at)


def test_the_newest_of_a_list_comes_without_a_join_to_the_stories(city):
    rows = Placement.objects.in_section(None).newest_first().values_list("publish_at", "pk")
    assert "JOIN" not in str(rows.query)


def test_held_stories_come_newest_first_and_only_live_ones(city):
    now = timezone.now()
    placements = Placement.objects.filter(category=city[0].category_id)
    placements.update(pinned_until=now + timedelta(hours=1))
    placements.filter(article=city[4]).update(publish_at=now + timedelta(minutes=1))
    placements.filter(article=city[3]).update(unpublish_at=now - timedelta(seconds=1))
    for story in city[:3]:
        at = now - timedelta(hours=story.pk - city[0].pk + 1)
        placements.filter(article=story).update(publish_at=at)
    assert lists.pinned_in(city[0].category, "zh-hans") == [story.pk for story in city[:3]]


def test_only_live_stories_are_found_among_ids(city):
    Article.objects.filter(pk=city[1].pk).update(state="withdrawn")
    ids = [story.pk for story in city]
    assert set(Article.objects.live_among(ids)) == set(ids) - {city[1].pk}


def test_corrections_beside_the_stories_are_of_the_language(city):
    english = factories.make_article(language="en", title="Cranes")
    Correction.objects.create(article=english, text="Four.")
    assert [entry.line.pk for entry in rail.rail("en").corrected] == [english.pk]
    assert [entry.line.pk for entry in rail.rail("zh-hans").corrected] == [city[0].pk]
