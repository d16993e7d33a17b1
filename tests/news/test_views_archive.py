"""The archive: a calendar of what was published, and the stories of each day."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

CITY = ZoneInfo("Asia/Shanghai")


def at(year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=CITY)


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def squares(html):
    """Days that lead somewhere: address, the numbers of the label (month, day, stories), heat."""
    found = re.findall(r'<td class="h(\d)"[^>]*><a href="([^"]+)"><span class="vh">([^<]+)', html)
    return [
        (path, [*map(int, re.findall(r"\d+", label))], int(heat)) for heat, path, label in found
    ]


def shown(html):
    lists = "".join(re.findall(r'<ol class="list">(.*?)</ol>', html, re.DOTALL))
    return re.findall(r"<h3>.*?<a href=\"([^\"]+)\"", lists)


@pytest.fixture
def july(clock):
    """Four stories on the 1st, one on the 2nd just after midnight, one in May; it is the 10th."""
    for hour in range(4):
        factories.make_article(publish_at=at(2026, 7, 1, 10 + hour))
    late = factories.make_article(publish_at=at(2026, 7, 2, 0, 5))
    may = factories.make_article(publish_at=at(2026, 5, 20, 12))
    factories.make_article(publish_at=at(2026, 7, 3, 9), state=Article.State.WITHDRAWN)
    factories.make_article(publish_at=at(2026, 7, 3, 9), language="en")
    return late, may


def test_the_calendar_counts_the_stories_of_each_day_of_the_city(client, july):
    html = read(client, "/archive/")
    assert squares(html) == [
        ("/archive/2026/07/01/", [7, 1, 4], 4),
        ("/archive/2026/07/02/", [7, 2, 1], 1),
    ]
    assert "<caption>2026年7月</caption>" in html
    assert html.count('<th scope="col">') == 7
    assert len(re.findall("<tr>", html)) == 1 + 5
    assert squares(read(client, "/archive/2026/07/")) == squares(html)


def test_days_to_come_are_plain_text(client, july):
    html = read(client, "/archive/")
    assert "<span>11</span>" in html
    assert "/archive/2026/07/11/" not in html
    assert client.get("/archive/2026/07/11/").status_code == 404
    assert client.get("/archive/2026/08/").status_code == 404


def test_a_month_shows_the_stories_of_its_newest_day_and_a_day_its_own(client, july):
    late, may = july
    assert shown(read(client, "/archive/")) == [late.get_absolute_url()]
    assert shown(read(client, "/archive/2026/05/")) == [may.get_absolute_url()]
    assert len(shown(read(client, "/archive/2026/07/01/"))) == 4
    assert '<td class="h4" aria-current="date">' in read(client, "/archive/2026/07/01/")


def test_months_lead_on_as_far_as_there_is_something(client, july):
    html = read(client, "/archive/2026/06/")
    assert 'rel="prev" href="/archive/2026/05/"' in html
    assert 'rel="next" href="/archive/2026/07/"' in html
    assert 'rel="prev"' not in read(client, "/archive/2026/05/")
    assert 'rel="next"' not in read(client, "/archive/2026/07/")


def test_an_empty_day_says_so_and_names_the_days_beside_it(client, july):
    html = read(client, "/archive/2026/07/05/")
    assert shown(html) == []
    assert '<a class="btn" href="/archive/2026/07/02/">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "hreflang" not in html.split("</head>")[0]
    assert "noindex" not in read(client, "/archive/2026/07/02/")


def test_a_section_has_its_own_archive(client, clock):
    building = factories.make_category("城建", slug="building")
    below = factories.make_category("滨河", slug="riverside", parent=building)
    story = factories.make_article(category=below, publish_at=at(2026, 7, 4, 9))
    factories.make_article(publish_at=at(2026, 7, 4, 10))
    html = read(client, "/archive/in/building/")
    assert [numbers for _, numbers, _ in squares(html)] == [[7, 4, 1]]
    assert shown(html) == [story.get_absolute_url()]
    assert 'href="/archive/2026/07/04/in/building/"' in html
    assert shown(read(client, "/archive/2026/07/04/in/building/riverside/")) == [
        story.get_absolute_url()
    ]
    assert client.get("/archive/in/none/").status_code == 404


def test_a_year_leads_to_its_months(client, july):
    html = read(client, "/archive/2026/")
    months = re.findall(r'<ul class="years big">(.*?)</ul>', html, re.DOTALL)[0]
    assert re.findall('href="([^"]+)"', months) == [
        f"/archive/2026/{month:02}/" for month in (5, 6, 7)
    ]


def test_go_to_date_leads_to_the_day(client, july):
    response = client.get("/archive/", {"date": "2026-07-01"})
    assert (response.status_code, response["Location"]) == (302, "/archive/2026/07/01/")
    response = client.get("/en/archive/", {"date": "2026-07-03"})
    assert response["Location"] == "/en/archive/2026/07/03/"


@pytest.mark.parametrize(
    "path",
    [
        *("?date=", "?date=x", "?date=2026-02-30", "?page=2", "?page=x", "2026/07/?page=1e1"),
        *("2026/13/", "2026/06/31/", "2026/00/", "2026/6/", "0000/", "1999/", "2027/"),
        *("2026/07/01/?page=2", "9999/12/31/", "2026/07/01/in/none/"),
    ],
)
def test_what_the_calendar_does_not_have_answers_404(client, july, path):
    assert client.get(f"/archive/{path}").status_code == 404


def test_a_site_without_stories_has_an_empty_calendar(client, clock):
    html = read(client, "/archive/")
    assert squares(html) == []
    assert '<meta name="robots" content="noindex">' in html


def test_a_language_without_stories_of_that_time_is_not_offered_them(client, july):
    head = read(client, "/archive/2026/07/02/").split("</head>")[0]
    assert 'hreflang="zh-Hant" href="http://testserver/zh-hant/archive/2026/07/02/"' in head
    assert 'hreflang="en"' in head
    factories.make_article(publish_at=at(2025, 7, 1, 9))
    head = read(client, "/archive/2025/07/01/").split("</head>")[0]
    assert 'hreflang="zh-Hant"' in head
    assert 'hreflang="en"' not in head
    assert "July 2026" in read(client, "/en/archive/2026/07/")


def test_a_long_day_goes_on_page_by_page(client, july, monkeypatch):
    monkeypatch.setattr("news.views.archive.PAGE_SIZE", 3)
    html = read(client, "/archive/2026/07/01/?page=2")
    assert len(shown(html)) == 1
    assert 'rel="canonical" href="http://testserver/archive/2026/07/01/?page=2"' in html


def test_counts_follow_the_clock_and_the_desk(client, clock, committed):
    with committed():
        factories.make_article(publish_at=clock() + timedelta(minutes=5))
    assert squares(client.get("/archive/").content.decode()) == []
    clock.advance(minutes=6)
    assert len(squares(client.get("/archive/").content.decode())) == 1
    with committed():
        factories.make_article(publish_at=at(2026, 7, 1, 9))
    assert len(squares(client.get("/archive/").content.decode())) == 2


@pytest.mark.parametrize("path", ["/archive/", "/archive/2026/07/01/", "/archive/2026/"])
def test_the_archive_asks_the_same_queries_for_one_story_and_for_five(
    client, path, clock, committed, django_assert_max_num_queries
):
    def tell(count):
        with committed():
            for _ in range(count):
                cover = factories.make_image().pk
                factories.make_article(publish_at=at(2026, 7, 1, 9), cover=cover)

    def count():
        client.get(path)
        with django_assert_max_num_queries(10) as queries:
            client.get(path)
        return len(queries)

    tell(1)
    one = count()
    tell(4)
    assert count() == one
