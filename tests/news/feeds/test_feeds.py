"""Feeds: the newest stories, whole, in three formats, for readers that keep their own list."""

import json
import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from news import corrections, renditions, workflow
from news.feeds.channels import ITEMS
from news.models import Article, GalleryItem, Tag
from portal.lib import pagecache
from tests import factories
from tests.news.feeds.reading import FORMS, NAMES, atom, json_feed, read, rss, titles

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "data" / "schemas"


def places(article):
    tag = Tag.objects.get(name="步道").get_absolute_url()
    return ["/", "/section/building/", "/topic/river/", tag, "/source/gauge/", "/author/lin/"]


@pytest.mark.parametrize("form", FORMS)
def test_site_and_each_of_its_lists_has_a_feed_in_every_format(client, story, form):
    factories.make_article(title="别处的事")
    for place in places(story):
        named = titles(client, place + form)
        assert "【北堤】旧船厂的龙门吊<不拆了>" in named, place
        assert len(named) == (2 if place == "/" else 1), place


def test_rss_item_says_who_when_and_where_from(client, story, clock):
    channel = rss(client)
    assert channel.findtext("title") == "澄浦新闻"
    assert channel.findtext("description") == "把城里的事说清楚"
    assert channel.findtext("language") == "zh-Hans"
    assert channel.find("atom:link", NAMES).get("href") == "http://testserver/rss.xml"
    item = channel.find("item")
    assert item.findtext("link") == f"http://testserver/article/{story.pk}/gantry/"
    assert item.findtext("description") == "步道从吊臂下面过 & 不收费。"
    assert parsedate_to_datetime(item.findtext("pubDate")) == clock() - timedelta(hours=1)
    assert [who.text for who in item.findall("dc:creator", NAMES)] == ["林知夏", "陈一"]
    assert [who.text for who in item.findall("dc:contributor", NAMES)] == ["周审"]
    assert item.findtext("dc:source", namespaces=NAMES) == "澄河水文站"
    assert [word.text for word in item.findall("category")] == ["城建", "步道"]


def test_lead_picture_is_enclosed_with_its_length_and_type(client, story, image):
    item = rss(client).find("item")
    enclosure = item.find("enclosure")
    rendition = image.renditions.get(file=enclosure.get("url").partition("/media/")[2])
    assert enclosure.get("url").startswith("http://testserver/media/images/renditions/")
    assert (int(enclosure.get("length")), enclosure.get("type")) == (rendition.size, "image/jpeg")
    assert rendition.size == rendition.file.size > 0
    assert item.findtext("media:content/media:credit", namespaces=NAMES) == "罗一川"
    (link,) = atom(client).iterfind("atom:entry/atom:link[@rel='enclosure']", NAMES)
    assert (link.get("href"), link.get("length")) == (enclosure.get("url"), str(rendition.size))
    (attachment,) = json_feed(client)["items"][0]["attachments"]
    assert attachment == {
        "url": enclosure.get("url"),
        "mime_type": "image/jpeg",
        "size_in_bytes": rendition.size,
    }


def test_feed_holds_the_whole_story_with_full_addresses_and_nothing_for_scripts(client, story):
    other = factories.make_image(width=64, height=48)
    renditions.make_first(other)
    GalleryItem.objects.create(article=story, image=other, caption="另一张<图>")
    (entry,) = atom(client).iterfind("atom:entry", NAMES)
    html = entry.findtext("atom:content", namespaces=NAMES)
    assert '早上六点，<a href="http://testserver/section/building/">城建</a>。' in html
    assert html.count("<img ") == 2
    assert "另一张&lt;图&gt;" in html
    assert "转载须注明。" in html
    assert '<a href="https://gauge.example/7?a=1&amp;b=2">水位通报</a>' in html
    assert "周审" in html
    for address in re.findall(r'(?:href|src)="([^"]*)"', html):
        assert address.startswith(("http://testserver/", "https://gauge.example/")), address
    assert not re.search(r"<(script|svg|iframe|style|form)|\s(class|data-\w+|on\w+|style)=", html)
    assert rss(client).findtext("item/content:encoded", namespaces=NAMES) == html
    assert json_feed(client)["items"][0]["content_html"] == html


def test_even_a_body_that_was_never_cleaned_brings_no_script(client, story):
    dirty = '<p onclick="x()">a<script>alert(1)</script><a href="javascript:x()">b</a></p>'
    Article.objects.filter(pk=story.pk).update(body=dirty)
    html = json_feed(client)["items"][0]["content_html"]
    assert not re.search(r"<script|onclick|javascript:", html)


def test_feeds_speak_the_language_of_their_address(client, story):
    factories.make_article(title="Cranes “stay”", language="en", category=story.category)
    assert titles(client, "/en/section/building/atom.xml") == ["Cranes “stay”"]
    english = atom(client, "/en/section/building/atom.xml")
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert english.findtext("atom:title", namespaces=NAMES) == "Building · Chengpu News"
    for form in FORMS:
        assert titles(client, f"/zh-hant/{form}") == ["【北堤】舊船廠的龍門吊<不拆了>"]
    item = rss(client, "/zh-hant/rss.xml").find("item")
    assert item.findtext("link") == f"http://testserver/zh-hant/article/{story.pk}/gantry/"
    html = item.findtext("content:encoded", namespaces=NAMES)
    assert '<a href="http://testserver/section/building/">城建</a>' in html
    assert "澄河水文站" in html
    assert "轉載須註明" in html or "轉載須注明" in html


def test_addresses_are_never_converted(client, clock):
    factories.make_article(slug="龙门吊", body='<p><a href="https://city.example/龙">龙</a></p>')
    item = json_feed(client, "/zh-hant/feed.json")["items"][0]
    assert item["url"].endswith("/%E9%BE%99%E9%97%A8%E5%90%8A/")
    assert '<a href="https://city.example/龙">龍</a>' in item["content_html"]


@pytest.mark.parametrize("form", FORMS)
def test_feeds_open_no_session_and_are_the_same_for_everyone(story, chief, client_of, client, form):
    staff = client_of(chief)
    staff.cookies["device"] = "anything"
    for place in places(story):
        signed_in, guest = staff.get(place + form), client.get(place + form)
        assert signed_in.content == guest.content
        assert not signed_in.cookies
        assert "Cookie" not in signed_in.get("Vary", "")


@pytest.mark.parametrize("form", FORMS)
def test_what_readers_may_not_see_is_in_no_feed(client, story, clock, form):
    workflow.withdraw(story, by=None)
    section = story.category
    common = {"category": section, "tags": ["步道"], "source": story.source_id}
    factories.make_article(**common, publish_at=clock() + timedelta(hours=1))
    factories.make_article(**common, state=Article.State.DRAFT)
    factories.make_article(**common, unpublish_at=(clock() - timedelta(minutes=1)).isoformat())
    for place in places(story):
        assert titles(client, place + form) == [], place


@pytest.mark.parametrize("form", FORMS)
def test_feeds_of_hidden_and_unknown_things_are_not_found(client, clock, form):
    factories.make_category(slug="closed", is_open=False)
    factories.make_category(slug="jump", jump_url="https://elsewhere.example/")
    factories.make_topic(slug="soon", publish_at=clock() + timedelta(hours=1))
    factories.make_topic(slug="river", language="en")
    for place in ("section/closed", "section/jump", "section/none", "topic/soon", "topic/river"):
        assert client.get(f"/{place}/{form}").status_code == 404, place
    for place in ("tag/none", "source/none", "author/none"):
        assert client.get(f"/{place}/{form}").status_code == 404, place


def test_feeds_end_after_the_newest(client, clock):
    section = factories.make_category()
    for minutes in range(ITEMS + 2):
        factories.make_article(
            category=section,
            title=f"第{minutes}",
            publish_at=clock() - timedelta(minutes=minutes + 1),
        )
    assert titles(client, "/rss.xml") == [f"第{minutes}" for minutes in range(ITEMS)]


@pytest.mark.parametrize("form", FORMS)
def test_odd_characters_leave_feeds_well_formed(client, story, form):
    odd = "洪水\x08\x0b\x1f\ufffe 🌊👨‍👩‍👧 & <b> ]]>"
    Article.objects.filter(pk=story.pk).update(
        title=odd, summary=odd, body=f"<p>{odd}</p>", original_url='https://a.example/?q=<>"'
    )
    story.corrections.create(text=odd)
    (title,) = titles(client, f"/{form}")
    assert title == "【北堤】洪水 🌊👨‍👩‍👧 & <b> ]]>"


@pytest.mark.parametrize(
    "place", ["", "section/some/", "tag/some/", "source/some/", "author/some/"]
)
def test_feeds_ask_the_same_queries_for_one_story_and_for_five(
    client, place, committed, django_assert_max_num_queries
):
    with committed():
        section = factories.make_category(slug="some")
        source = factories.make_source(slug="some")
        writer = factories.make_byline(slug="some")

    def tell(count):
        with committed():
            for _ in range(count):
                figure, cover = factories.make_image(), factories.make_image()
                document = factories.make_document()
                article = factories.make_article(
                    category=section,
                    source=source.pk,
                    tags=["some"],
                    bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
                    body=f'<p>a</p><figure data-image="{figure.pk}"></figure>'
                    f'<figure data-document="{document.pk}"></figure>',
                    cover=cover.pk,
                )
                article.corrections.create(text="改了。")
                article.gallery.create(image=cover)

    def count():
        counts = []
        for form in FORMS:
            client.get(f"/{place}{form}")
            pagecache.forget()
            with django_assert_max_num_queries(13) as queries:
                client.get(f"/{place}{form}")
            counts.append(len(queries))
        return counts

    tell(1)
    one = count()
    tell(4)
    assert count() == one


def test_pages_name_their_feeds_in_the_head(client, story):
    for place in places(story):
        html = read(client, place).decode()
        head, body = html.split("</head>")
        links = re.findall(
            r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)"', head
        )
        base = place if place == "/" else ""
        assert links == [
            ("application/rss+xml", f"{base}rss.xml"),
            ("application/atom+xml", f"{base}atom.xml"),
            ("application/feed+json", f"{base}feed.json"),
        ], place
        assert '<a href="/feeds/">' in body
    assert 'href="/en/rss.xml"' in read(client, "/en/").decode()


def test_page_of_feeds_lists_site_sections_and_topics(client, story):
    factories.make_category("关了", slug="closed", is_open=False)
    html = read(client, "/feeds/").decode()
    main = html.split('<main id="main">')[1].split("</main>")[0]
    links = re.findall(r'href="([^"]+(?:xml|json))"', main)
    assert links == [
        place + form
        for place in ("/", "/corrections/", "/section/building/", "/topic/river/")
        for form in FORMS
    ]
    assert all(client.get(link).status_code == 200 for link in links)


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no schemas in ../shared/data/schemas")
def test_json_feed_keeps_to_its_schema(client, story):
    jsonschema = pytest.importorskip("jsonschema")
    corrections.correct(story, text="改了。", by=None)
    schema = json.loads((SCHEMAS / "jsonfeed-1.1.json").read_text("utf-8"))
    for place in places(story):
        jsonschema.validate(json_feed(client, f"{place}feed.json"), schema)
