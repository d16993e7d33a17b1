"""Sitemaps: every page a search engine should know, and none that it should not."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from news import corrections, editing, renditions, workflow
from news.models import Article, Correction, SitemapPart, Tag
from news.sitemaps import stories
from portal.lib import pagecache
from portal.lib.dates import iso
from portal.site.models import Page, SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "schemas"
SITE = "http://testserver"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def tree(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return etree.fromstring(response.content)


def locations(client, path):
    """The addresses that a sitemap tells, without the site."""
    found = tree(client, path).iterfind("*/s:loc", NAMES)
    return [loc.text.removeprefix(SITE) for loc in found]


def entry(client, path, address):
    """One page of a sitemap."""
    found = tree(client, path).iterfind("s:url", NAMES)
    return next(url for url in found if url.findtext("s:loc", namespaces=NAMES) == SITE + address)


def part_of(article):
    return f"/sitemap-stories-{article.pk // stories.PART}.xml"


def all_locations(client):
    """What all sitemaps tell together."""
    return [loc for path in locations(client, "/sitemap.xml") for loc in locations(client, path)]


@pytest.fixture
def story(clock):
    return factories.make_article(slug="gantry", title="龙门吊<不拆了> & 说明", kicker="北堤")


def test_index_leads_to_every_page_readers_have(client, clock):
    section = factories.make_category(slug="building")
    below = factories.make_category(slug="bank", parent=section)
    writer, source = factories.make_byline(slug="lin"), factories.make_source(slug="gauge")
    article = factories.make_article(
        category=below,
        slug="gantry",
        source=source.pk,
        tags=["步道"],
        bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
    )
    factories.make_topic(slug="river", publish_at=clock())
    Page.objects.create(slug="about", title_zh="关于我们", title_en="About us")
    told = all_locations(client)
    for path in (
        "/",
        "/section/building/",
        "/section/building/bank/",
        "/topic/",
        "/topic/river/",
        "/page/about/",
        Tag.objects.get(name="步道").get_absolute_url(),
        "/source/gauge/",
        "/author/lin/",
        article.get_absolute_url(),
    ):
        assert path in told
        assert f"/zh-hant{path}" in told
        assert (f"/en{path}" in told) == (path == "/page/about/")
    assert {path: client.get(path).status_code for path in told} == dict.fromkeys(told, 200)


def test_story_is_told_with_its_languages(client, story):
    part = part_of(story)
    path = story.get_absolute_url()
    assert locations(client, part) == [path, f"/zh-hant{path}"]
    editing.apply(
        factories.make_article(slug="crane", language="en"),
        {"translation_group": str(story.translation_group)},
        by=None,
    )
    crane = Article.objects.get(language="en")
    links = entry(client, part, path).iterfind("x:link", NAMES)
    assert {link.get("hreflang"): link.get("href") for link in links} == {
        "zh-Hans": f"{SITE}{path}",
        "zh-Hant": f"{SITE}/zh-hant{path}",
        "en": f"{SITE}/en/article/{crane.pk}/crane/",
    }
    assert f"/en/article/{crane.pk}/crane/" in locations(client, part_of(crane))


def test_languages_the_site_does_not_offer_are_not_told(client, story):
    factories.make_article(language="en")
    SiteSettings(shows_traditional=False, shows_english=False).save()
    told = all_locations(client)
    assert story.get_absolute_url() in told
    assert not [path for path in told if path.startswith(("/en/", "/zh-hant/"))]
    assert tree(client, part_of(story)).find("s:url/x:link", NAMES) is None


def test_lastmod_follows_publication_revision_and_correction(client, story, clock, chief):
    def changed():
        page = entry(client, part_of(story), Article.objects.get().get_absolute_url())
        return page.findtext("s:lastmod", namespaces=NAMES)

    assert changed() == iso(clock() - timedelta(hours=1))
    clock.advance(hours=1)
    editing.apply(story, {"body": "<p>另一段。</p>"}, by=chief)
    assert changed() == iso(clock())
    correction = corrections.correct(story, text="改了。", by=None)
    Correction.objects.filter(pk=correction.pk).update(at=clock.advance(hours=1))
    assert changed() == iso(clock())


def test_index_tells_when_a_part_changed(client, story, clock, chief, committed):
    def changed():
        places = tree(client, "/sitemap.xml").iterfind("s:sitemap", NAMES)
        times = {place[0].text: place[1].text for place in places if len(place) == 2}
        return times[SITE + part_of(story)]

    published = iso(clock() - timedelta(hours=1))
    assert changed() == published
    clock.advance(minutes=1)
    revised = iso(clock())
    with committed():
        editing.apply(story, {"body": "<p>另一段。</p>"}, by=chief)
    assert changed() == published
    clock.advance(seconds=stories.PARTS_SECONDS)
    assert changed() == revised


def test_change_of_an_old_part_is_never_forgotten(client, clock, chief, committed, monkeypatch):
    monkeypatch.setattr(stories, "PART", 1)
    monkeypatch.setattr(stories, "RECENT_CHANGES", 1)
    with committed():
        old, other = factories.make_article(), factories.make_article()
    revised = clock.advance(minutes=1)
    with committed():
        editing.apply(old, {"body": "<p>另一段。</p>"}, by=chief)
    assert stories.parts()[old.pk] == revised
    again = clock.advance(seconds=stories.PARTS_SECONDS)
    with committed():
        editing.apply(other, {"body": "<p>Later, and now the only one looked at.</p>"}, by=chief)
    assert stories.parts() == {old.pk: revised, other.pk: again}
    latest = clock.advance(seconds=stories.PARTS_SECONDS)
    with committed():
        editing.apply(old, {"body": "<p>Once more.</p>"}, by=chief)
    assert stories.parts() == {old.pk: latest, other.pk: again}
    stories._keep_latest({old.pk: revised})
    assert SitemapPart.objects.get(pk=old.pk).changed_at == latest


def test_pictures_of_a_story_are_told_with_full_addresses(client, clock):
    cover, figure, spent = (
        factories.make_image(width=64, height=48, checksum=letter * 64) for letter in "abc"
    )
    for image in (cover, figure, spent):
        renditions.make_first(image)
    spent.rights_end = "2020-01-01"
    spent.save()
    body = "".join(f'<figure data-image="{image.pk}"></figure>' for image in (figure, spent))
    article = factories.make_article(cover=cover.pk, body=f"<p>a</p>{body}")
    page = entry(client, part_of(article), article.get_absolute_url())
    told = [loc.text for loc in page.iterfind("i:image/i:loc", NAMES)]
    assert sorted(told) == sorted(f"{SITE}{renditions.large(image)}" for image in (cover, figure))


def test_archive_is_told_in_parts_by_id(client, story, monkeypatch):
    monkeypatch.setattr(stories, "PART", 2)
    others = [factories.make_article() for _ in range(3)]
    told = [path for path in locations(client, "/sitemap.xml") if "stories" in path]
    numbers = sorted({article.pk // 2 for article in [story, *others]})
    assert told == [f"/sitemap-stories-{number}.xml" for number in numbers]
    pages = [path for part in told for path in locations(client, part)]
    for article in [story, *others]:
        assert pages.count(article.get_absolute_url()) == 1


def test_parts_are_found_without_a_walk_through_the_archive(client, clock, monkeypatch):
    monkeypatch.setattr(stories, "PART", 2)
    told = [factories.make_article(publish_at=clock() - timedelta(days=n)) for n in range(9)]
    workflow.withdraw(told[4], by=None)
    soon = factories.make_article(publish_at=clock() + timedelta(hours=1))
    live = [story for story in told if story != told[4]]
    assert set(stories.parts()) == {story.pk // 2 for story in live}
    assert soon.pk // 2 not in stories.parts() or soon.pk - 1 in {story.pk for story in live}
    newest = {number: [s for s in live if s.pk // 2 == number] for number in stories.parts()}
    assert stories.parts() == {
        number: max(story.publish_at or clock() for story in rows)
        for number, rows in newest.items()
    }
    if connection.vendor == "sqlite":
        with CaptureQueriesContext(connection) as asked:
            stories._last_of_parts()
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            plan = " ".join(row[-1] for row in cursor.fetchall())
        assert "TEMP B-TREE" not in plan


def test_what_readers_may_not_see_is_told_nowhere(client, clock):
    section = factories.make_category()
    soon = clock() + timedelta(hours=1)
    past = clock() - timedelta(minutes=1)
    hidden = [
        factories.make_article(category=section, publish_at=soon),
        factories.make_article(category=section, unpublish_at=past.isoformat()),
        *(
            factories.make_article(category=section, state=state)
            for state in (Article.State.DRAFT, Article.State.WITHDRAWN, Article.State.BINNED)
        ),
        factories.make_article(category=section, jump_url="https://elsewhere.example/"),
    ]
    factories.make_category(slug="closed", is_open=False)
    factories.make_topic(slug="soon", publish_at=soon)
    seen = factories.make_article()
    told = all_locations(client)
    assert seen.get_absolute_url() in told
    for article in hidden:
        assert not [path for path in told if f"/article/{article.pk}/" in path]
    assert not [path for path in told if "closed" in path or "soon" in path]
    workflow.withdraw(seen, by=None)
    assert client.get(part_of(seen)).status_code == 404
    assert locations(client, "/sitemap-news.xml") == []


@pytest.mark.parametrize(
    "path",
    ["stories-9", "stories-" + "9" * 30, "tags-7", "tags-" + "9" * 30, "letters-0", "stories-x"],
)
def test_parts_that_do_not_exist_are_not_found(client, path):
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def news_of(client):
    """The language, title and name of each story of the news sitemap."""
    return [
        (
            news.findtext("n:publication/n:language", namespaces=NAMES),
            news.findtext("n:title", namespaces=NAMES),
            news.findtext("n:publication/n:name", namespaces=NAMES),
        )
        for news in tree(client, "/sitemap-news.xml").iterfind("s:url/n:news", NAMES)
    ]


def test_news_sitemap_tells_two_days_in_the_languages_news_searches_know(client, clock):
    SiteSettings(name_zh="澄浦新闻", name_en="Chengpu News").save()
    factories.make_article(title="龙门吊留下", publish_at=clock() - timedelta(hours=47))
    factories.make_article(title="Cranes & ships", language="en")
    factories.make_article(title="旧闻", publish_at=clock() - timedelta(hours=49))
    assert news_of(client) == [
        ("en", "Cranes & ships", "Chengpu News"),
        ("zh-cn", "龙门吊留下", "澄浦新闻"),
        ("zh-tw", "龍門吊留下", "澄浦新聞"),
    ]
    dates = tree(client, "/sitemap-news.xml").iterfind(".//n:publication_date", NAMES)
    assert [date.text for date in dates][1] == iso(clock() - timedelta(hours=47))
    clock.advance(hours=2)
    assert [language for language, *_ in news_of(client)] == ["en"]


def test_news_sitemap_keeps_to_its_size(client, clock, monkeypatch):
    monkeypatch.setattr(stories, "NEWS_ENTRIES", 3)
    for minutes in range(1, 4):
        factories.make_article(title=f"{minutes}", publish_at=clock() - timedelta(minutes=minutes))
    assert [title for _, title, _ in news_of(client)] == ["1", "1", "2"]


def test_odd_characters_leave_sitemaps_well_formed(client, story):
    Article.objects.filter(pk=story.pk).update(title="洪水\x08\ufffe 🌊 & <b> ]]>")
    assert news_of(client)[0][1] == "洪水 🌊 & <b> ]]>"


def test_reader_that_has_the_sitemap_gets_304(client, committed):
    with committed():
        story = factories.make_article()
    for path in ("/sitemap.xml", "/sitemap-places.xml", "/sitemap-news.xml", part_of(story)):
        first = client.get(path)
        assert first["Content-Type"] == "application/xml; charset=utf-8"
        assert "public" in first["Cache-Control"]
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_sitemaps_open_no_session_and_are_the_same_for_everyone(client, story, chief, client_of):
    staff = client_of(chief)
    for path in ("/sitemap.xml", "/sitemap-places.xml", "/sitemap-news.xml", part_of(story)):
        signed_in = staff.get(path)
        assert signed_in.content == client.get(path).content
        assert not signed_in.cookies
        assert "Cookie" not in signed_in.get("Vary", "")


@pytest.mark.parametrize("name", ["index", "places", "news", "stories", "tags", "authors"])
def test_sitemaps_ask_the_same_queries_for_one_story_and_for_five(
    client, name, committed, django_assert_max_num_queries
):
    def tell(count):
        with committed():
            for _ in range(count):
                writer = factories.make_byline()
                article = factories.make_article(
                    tags=[f"t{writer.pk}"],
                    bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
                    cover=factories.make_image().pk,
                )
                article.corrections.create(text="改了。")
                factories.make_topic(articles=[article])
        return article

    def count(article):
        path = {
            "index": "/sitemap.xml",
            "stories": part_of(article),
            "tags": "/sitemap-tags-0.xml",
            "authors": "/sitemap-authors-0.xml",
        }.get(name, f"/sitemap-{name}.xml")
        client.get(path)
        pagecache.forget()
        with django_assert_max_num_queries(8) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    one = count(tell(1))
    assert count(tell(4)) == one


def test_a_part_reads_its_own_ids_and_not_the_archive(client, story):
    """What the database says it would do, for the two tables that grow with the archive."""
    with CaptureQueriesContext(connection) as queries:
        client.get(part_of(story))
    for query in queries.captured_queries:
        if 'FROM "news_article"' not in query["sql"] and "imageuse" not in query["sql"]:
            continue
        with connection.cursor() as cursor:
            plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(plan + query["sql"].replace("%", "%%"))
            told = " ".join(str(row) for row in cursor.fetchall())
        assert "SCAN news_article" not in told, query["sql"]
        assert "Seq Scan" not in told, query["sql"]
        assert "article_state_desk" not in told, query["sql"]


def schema():
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "combo.xsd")))


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no schemas in ../shared/data/schemas")
def test_sitemaps_keep_to_their_schemas(client, clock):
    image = factories.make_image(width=64, height=48)
    renditions.make_first(image)
    editing.apply(
        factories.make_article(cover=image.pk, tags=["步道"], slug="龙门吊"),
        {"kicker": "题"},
        by=None,
    )
    factories.make_article(language="en", title="Cranes")
    index = tree(client, "/sitemap.xml")
    etree.XMLSchema(etree.parse(str(SCHEMAS / "siteindex.xsd"))).assertValid(index)
    told = locations(client, "/sitemap.xml")
    assert "/sitemap-news.xml" in told
    for path in told:
        schema().assertValid(tree(client, path))


def test_robots_are_told_of_sitemaps_and_kept_from_private_addresses(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    for front in ("/", "/zh-hant/", "/en/"):
        for room in ("accounts", "mine", "state", "search", "react", "save", "seen"):
            assert f"Disallow: {front}{room}/" in lines
    assert "Disallow: /admin/" in lines
    assert not [line for line in lines if line in ("Disallow: /", "Disallow:", "")][1:]
