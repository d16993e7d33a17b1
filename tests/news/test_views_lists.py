"""Sections, tags, sources, authors: long lists, by day and by the page."""

import re
from datetime import date, timedelta

import pytest

from news import renditions, topics
from news.lists import Page, Span
from news.models import Article, ArticleStats, Tag
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


def test_a_photo_and_a_logo_stand_in_place_of_the_seal(client):
    picture = factories.make_image(width=64, height=48)
    renditions.make_first(picture)
    factories.make_byline("林知夏", slug="lin", photo=picture)
    factories.make_source("水文站", slug="gauge", logo=picture)
    factories.make_byline("沈千", slug="shen")
    for path in ("/author/lin/", "/source/gauge/"):
        head = read(client, path).split('class="seal"')[1].split("</span>")[0]
        assert picture.checksum[:16] in head, path
    head = read(client, "/author/shen/").split('class="seal"')[1].split("</span>")[0]
    assert "<img" not in head
    assert head.strip().endswith("沈")


def test_a_photo_whose_rights_have_ended_leaves_the_seal(client):
    picture = factories.make_image(width=64, height=48, rights_end=date(2020, 1, 1))
    renditions.make_first(picture)
    factories.make_byline("林知夏", slug="lin", photo=picture)
    head = read(client, "/author/lin/").split('class="seal"')[1].split("</span>")[0]
    assert "<img" not in head
    assert head.strip().endswith("林")


def test_a_story_twice_in_a_list_of_credits_is_shown_and_counted_once(client):
    writer = factories.make_byline(slug="lin")
    article = factories.make_article(
        bylines=[
            {"byline": writer.pk, "name": "", "role": role} for role in ("author", "photographer")
        ]
    )
    html = read(client, "/author/lin/")
    assert shown(html) == [article.get_absolute_url()]
    assert re.findall(r'class="stats"><span>(\d+)', html) == ["1"]


def test_a_reader_orders_a_section_by_reads_or_comments(client, building, clock):
    old = factories.make_article(category=building, publish_at=clock() - timedelta(days=3))
    new = factories.make_article(category=building)
    set_counts(old, view_count=9, comment_count=1)
    set_counts(new, view_count=3, comment_count=5)
    by_reads = read(client, "/section/building/?sort=reads")
    assert shown(by_reads) == [old.get_absolute_url(), new.get_absolute_url()]
    assert "5,000" in by_reads
    assert shown(read(client, "/section/building/?sort=comments")) == [
        new.get_absolute_url(),
        old.get_absolute_url(),
    ]


def set_counts(article, **counts):
    ArticleStats.objects.filter(article=article).update(**counts)


def test_only_the_newest_stories_are_ranked(client, building, clock, monkeypatch):
    monkeypatch.setattr("news.lists.RANKED", 2)
    stories = [
        factories.make_article(category=building, publish_at=clock() - timedelta(days=days))
        for days in (1, 2, 3)
    ]
    set_counts(stories[2], view_count=99)
    set_counts(stories[1], view_count=5)
    html = read(client, "/section/building/?sort=reads")
    assert shown(html) == [story.get_absolute_url() for story in (stories[1], stories[0])]


def test_a_reader_narrows_a_section_by_time_and_pictures(client, building, clock):
    fresh = factories.make_article(category=building, cover=factories.make_image().pk)
    of_week = factories.make_article(category=building, publish_at=clock() - timedelta(days=5))
    factories.make_article(category=building, publish_at=clock() - timedelta(days=400))
    assert shown(read(client, "/section/building/?range=day")) == [fresh.get_absolute_url()]
    of_both = [fresh.get_absolute_url(), of_week.get_absolute_url()]
    assert shown(read(client, "/section/building/?range=week")) == of_both
    assert shown(read(client, "/section/building/?range=year")) == of_both
    html = read(client, "/section/building/?pictures=1&range=week")
    assert shown(html) == [fresh.get_absolute_url()]
    options = re.findall(r'<option value="(day|week|year)"[^>]*>[^<(]+\((\d+)\)', html)
    assert options == [("day", "1"), ("week", "1"), ("year", "1")]


def test_each_filter_is_taken_off_by_itself(client, building):
    factories.make_article(category=building)
    html = read(client, "/section/building/?sort=reads&range=week")
    chips = re.findall(r'<ul class="chips off".*?</ul>', html, re.DOTALL)[0]
    assert re.findall('<a href="([^"]+)"', chips) == ["?range=week", "?sort=reads", "."]
    assert '<option value="reads" selected>' in html
    assert '<ul class="chips off"' not in read(client, "/section/building/?sort=time&range=any")


def test_a_filtered_section_is_another_look_at_the_same_page(client, building):
    factories.make_article(category=building)
    head, body = read(client, "/section/building/?range=week").split("</head>")
    assert '<meta name="robots" content="noindex">' in head
    assert '<link rel="canonical" href="http://testserver/section/building/">' in head
    assert 'rel="alternate" hreflang' not in head
    assert 'href="/en/section/building/?range=week"' in body
    assert "noindex" not in read(client, "/section/building/")


def test_filters_stay_on_while_paging(client, clock):
    section = factories.make_category(slug="long", page_size=1)
    for _ in range(3):
        factories.make_article(category=section)
    html = read(client, "/section/long/?sort=reads&page=2")
    assert 'rel="next" href="?sort=reads&amp;page=3"' in html
    assert 'rel="prev" href="?sort=reads"' in html
    assert client.get("/section/long/?sort=reads&page=4").status_code == 404


def test_nothing_left_by_the_filters_leads_back(client, building, clock):
    factories.make_article(category=building, publish_at=clock() - timedelta(days=3))
    html = read(client, "/section/building/?range=day")
    assert shown(html) == []
    assert re.search(r'<div class="empty">.*href="\."', html, re.DOTALL)


@pytest.mark.parametrize(
    "query", ["sort=", "sort=best", "range=x", "range=", "pictures=0", "pictures=x", "page=0"]
)
def test_filters_there_are_not_answer_404(client, building, query):
    assert client.get(f"/section/building/?{query}").status_code == 404


def test_a_section_leads_to_its_feed_and_its_archive(client, building):
    html = read(client, "/section/building/")
    assert 'href="rss.xml"' in html
    assert 'href="/archive/in/building/"' in html


def test_an_empty_list_names_a_way_out(client, building):
    tag = Tag.objects.create(name="没人用", slug="unused")
    html = read(client, tag.get_absolute_url())
    assert '<meta name="robots" content="noindex">' in html
    assert re.search(r'<div class="empty">.*href="/section/building/"', html, re.DOTALL)


def test_topic_shows_its_text_in_parts_its_stories_and_its_comments(client):
    body = (
        "<h2>编者按</h2><p>我们记录。</p>"
        '<aside class="fact"><h2>数字</h2><dl><div><dt>公里</dt><dd>11</dd></div></dl></aside>'
        '<section class="qa"><details><summary>何时？</summary><p>九月。</p></details></section>'
    )
    article = factories.make_article()
    topic = factories.make_topic(articles=[article], body=body, slug="river")
    factories.make_comment(factories.make_thread(topic), "说得好。")
    html = read(client, "/topic/river/")
    jumps = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html.split('class="jump"')[1])
    assert jumps[:3] == [("part1", "编者按"), ("part2", "数字"), ("stories", "全部报道")]
    assert jumps[3][0] == "part3"
    assert all(f'id="{anchor}"' in html for anchor, _title in jumps)
    assert '<dl class="nums"><div><dt>公里</dt><dd>11</dd></div></dl>' in html
    assert "说得好。" in html
    assert html.index("何时？") > html.index(article.get_absolute_url())
    assert "noindex" in read(client, "/topic/river/?sort=old")


def test_topic_asks_the_same_queries_for_one_story_and_for_five(
    client, committed, django_assert_max_num_queries
):
    with committed():
        topic = factories.make_topic(slug="river", body="<p>我们记录。</p>")

    def count(stories):
        with committed():
            for position in range(stories):
                article = factories.make_article(cover=factories.make_image().pk)
                topic.stories.create(article=article, position=position)
        client.get("/topic/river/")
        with django_assert_max_num_queries(12) as queries:
            client.get("/topic/river/?sort=old")
        return len(queries)

    assert count(1) == count(4)


def test_topics_are_listed_with_their_stories(client, clock):
    live, hidden = factories.make_article(), factories.make_article(state=Article.State.WITHDRAWN)
    old = clock() - timedelta(days=1)
    factories.make_topic(title="旧城", slug="old", publish_at=old, is_open=False)
    factories.make_topic(title="河", slug="river", publish_at=clock(), articles=[live, hidden])
    factories.make_topic(title="明日", slug="soon", publish_at=clock() + timedelta(hours=1))
    factories.make_topic(title="草稿", slug="draft", is_published=False)
    factories.make_topic(title="River", slug="river", language="en", publish_at=clock())
    html = read(client, "/topic/").split("<main")[1].split("</main")[0]
    assert re.findall(r'<h3><a href="([^"]+)"', html) == ["/topic/river/", "/topic/old/"]
    assert re.findall(r"(\d+) 篇报道", html) == ["1", "0"]
    assert "noindex" not in read(client, "/en/topic/")
    assert client.get("/topic/?page=2").status_code == 404


def test_no_topics_is_a_page_that_search_engines_leave_out(client):
    assert "noindex" in read(client, "/topic/")


def test_masthead_leads_to_all_topics_where_there_are_several(client, building, clock):
    def link():
        return re.search(r'<li class="aux"><a [^>]*href="([^"]+)"', read(client, "/")).group(1)

    factories.make_topic(slug="river", publish_at=clock())
    assert link() == "/topic/river/"
    topics.save_topic(factories.make_topic(slug="old", publish_at=clock()))
    assert link() == "/topic/"


def test_pager_links_first_last_and_near():
    def numbers(number, last):
        return Page(number, last, Span(0, None), []).numbers()

    assert numbers(1, 1) == [1]
    assert numbers(1, 38) == [1, 2, 3, 4, None, 38]
    assert numbers(20, 38) == [1, None, 19, 20, 21, None, 38]
    assert numbers(38, 38) == [1, None, 37, 38]
    assert numbers(3, 5) == [1, 2, 3, 4, 5]
