"""Sections, tags, sources, authors: long lists, by day and by the page."""

import re
from datetime import timedelta

import pytest

from news.lists import Page, Span
from news.models import Article, Tag
from tests import factories

pytestmark = pytest.mark.django_db


def shown(html):
    """The stories of the list, in order."""
    lists = "".join(re.findall(r'<ol class="list">(.*?)</ol>', html, re.DOTALL))
    return re.findall(r"<h3>.*?<a href=\"([^\"]+)\"", lists)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def building():
    return factories.make_category("城建", slug="building", name_en="Building")


def test_section_shows_its_stories_and_those_below_by_day(client, building, clock):
    below = factories.make_category("滨河", slug="riverside", parent=building)
    old = factories.make_article(category=building, publish_at=clock() - timedelta(days=1))
    new = factories.make_article(category=below, publish_at=clock() - timedelta(minutes=5))
    factories.make_article(category=building, state=Article.State.DRAFT)
    factories.make_article(category=building, language="en")
    html = read(client, "/section/building/")
    assert shown(html) == [new.get_absolute_url(), old.get_absolute_url()]
    days = re.findall(r'<h2 class="day"><time datetime="([^"]+)">([^<]+)', html)
    assert days == [("2026-07-10", "2026年7月10日 星期五"), ("2026-07-09", "2026年7月9日 星期四")]
    assert '<a href="/section/building/riverside/">滨河</a>' in html
    assert shown(read(client, "/section/building/riverside/")) == [new.get_absolute_url()]


def test_pinned_stories_stand_first_and_once(client, building, clock):
    pinned = factories.make_article(
        category=building,
        publish_at=clock() - timedelta(days=3),
        pinned_until=(clock() + timedelta(hours=1)).isoformat(),
    )
    newer = factories.make_article(category=building)
    assert shown(read(client, "/section/building/")) == [
        pinned.get_absolute_url(),
        newer.get_absolute_url(),
    ]
    clock.advance(hours=2)
    assert shown(read(client, "/section/building/")) == [
        newer.get_absolute_url(),
        pinned.get_absolute_url(),
    ]


def test_section_goes_on_page_by_page(client, clock):
    section = factories.make_category(slug="long", page_size=2)
    stories = [
        factories.make_article(category=section, publish_at=clock() - timedelta(hours=hours))
        for hours in range(1, 6)
    ]
    pages = [read(client, path) for path in ("/section/long/", *map(page_path, (2, 3)))]
    assert [shown(html) for html in pages] == [
        [story.get_absolute_url() for story in stories[start : start + 2]] for start in (0, 2, 4)
    ]
    assert 'rel="next" href="?page=3"' in pages[1]
    assert 'rel="prev" href="."' in pages[1]
    assert '<link rel="canonical" href="http://testserver/section/long/?page=2">' in pages[1]
    assert 'rel="alternate" hreflang="en"' in pages[0]
    assert "hreflang" not in pages[1].split("</head>")[0]
    for number in ("4", "0", "x", "-1", "1e3", ""):
        response = client.get("/section/long/", {"page": number})
        assert response.status_code == 404
        assert 'type="search"' in response.content.decode()


def page_path(number):
    return f"/section/long/?page={number}"


def test_total_follows_the_clock(client, clock, committed):
    with committed():
        section = factories.make_category(slug="long", page_size=1)
        factories.make_article(category=section)
        factories.make_article(category=section, publish_at=clock() + timedelta(minutes=10))
    assert client.get(page_path(2)).status_code == 404
    clock.advance(minutes=11)
    assert client.get(page_path(2)).status_code == 200


def test_hidden_sections_answer_404_and_jumping_ones_lead_away(client):
    closed = factories.make_category(slug="closed", is_open=False)
    factories.make_category(slug="below", parent=closed)
    factories.make_category(slug="jump", jump_url="https://elsewhere.example/")
    assert client.get("/section/closed/").status_code == 404
    assert client.get("/section/closed/below/").status_code == 404
    assert client.get("/section/none/").status_code == 404
    response = client.get("/section/jump/")
    assert (response.status_code, response["Location"]) == (302, "https://elsewhere.example/")


def test_section_may_have_an_address_in_any_script(client):
    factories.make_category("老街", slug="老街")
    assert "老街" in read(client, "/section/老街/")


def test_section_without_summaries_shows_none(client):
    section = factories.make_category(slug="brief", shows_summary=False)
    for _ in range(2):
        factories.make_article(category=section, summary="一句摘要。")
    assert read(client, "/section/brief/").count('<p class="sum">') <= 1


@pytest.mark.parametrize("kind", ["section", "tag", "source", "author"])
def test_lists_ask_the_same_queries_for_one_story_and_for_five(
    client, kind, committed, django_assert_max_num_queries
):
    with committed():
        section = factories.make_category(slug="some")
        source = factories.make_source(slug="some")
        writer = factories.make_byline(slug="some")

    def tell(count):
        with committed():
            for _ in range(count):
                factories.make_article(
                    category=section,
                    source=source.pk,
                    tags=["some"],
                    bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
                    cover=factories.make_image().pk,
                )

    def count():
        client.get(f"/{kind}/some/")
        with django_assert_max_num_queries(10) as queries:
            client.get(f"/{kind}/some/")
        return len(queries)

    tell(1)
    one = count()
    tell(4)
    assert count() == one


def test_tag_lists_its_stories_and_their_other_tags(client, building):
    article = factories.make_article(category=building, tags=["步道", "汛期"])
    factories.make_article(category=building, tags=["别的"])
    tag = Tag.objects.get(name="步道")
    html = read(client, tag.get_absolute_url())
    assert shown(html) == [article.get_absolute_url()]
    assert 'rel="tag">汛期</a>' in html
    assert "别的" not in html
    assert client.get("/tag/没有/").status_code == 404


def test_source_lists_its_stories_with_a_way_to_its_own_site(client):
    source = factories.make_source(
        "澄河水文站", slug="gauge", url="https://gauge.example/", description_zh="官方水文数据。"
    )
    article = factories.make_article(source=source.pk)
    html = read(client, "/source/gauge/")
    assert shown(html) == [article.get_absolute_url()]
    assert "官方水文数据。" in html
    assert 'href="https://gauge.example/"' in html


def test_author_page_counts_stories_and_corrections(client, committed):
    writer = factories.make_byline("林知夏", slug="lin", bio_zh="写规划的人。")
    article = factories.make_article(bylines=[{"byline": writer.pk, "name": "", "role": "author"}])
    article.corrections.create(text="改了。")
    html = read(client, "/author/lin/")
    assert shown(html) == [article.get_absolute_url()]
    stats = re.sub("<[^>]+>", " ", html.split('class="stats"')[1].split("</p>")[0])
    assert re.findall(r"\d+", stats)[0] == "1"
    assert re.findall(r"\d+", stats)[-1] == "1"


def test_a_story_twice_in_a_list_of_credits_is_shown_once(client):
    writer = factories.make_byline(slug="lin")
    article = factories.make_article(
        bylines=[
            {"byline": writer.pk, "name": "", "role": role} for role in ("author", "photographer")
        ]
    )
    assert shown(read(client, "/author/lin/")) == [article.get_absolute_url()]


def test_pager_links_first_last_and_near():
    def numbers(number, last):
        return Page(number, last, Span(0, None), []).numbers()

    assert numbers(1, 1) == [1]
    assert numbers(1, 38) == [1, 2, 3, 4, None, 38]
    assert numbers(20, 38) == [1, None, 19, 20, 21, None, 38]
    assert numbers(38, 38) == [1, None, 37, 38]
    assert numbers(3, 5) == [1, 2, 3, 4, 5]
