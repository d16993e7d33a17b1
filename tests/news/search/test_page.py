"""The page of the search, as readers and robots meet it."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.search.documents import Kind
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db

STRANGE = [
    "",
    " ",
    "。，！？",
    "\"'()*:^-+~{}[]\\/|&<>",
    '"',
    "“”",
    "AND OR NOT NEAR(",
    'tokens:"x" OR 1',
    "a* AND *",
    "' & ! | <->",
    "\0",
    "龙\0门",
    "😀👩‍👩‍👧",
    "龙门吊 crane кран 起重機 ｶﾞﾝﾄﾘｰ",
    "龙" * 10_000,
    "ab " * 3_333,
    "\ue001ab \ue002s1",
    "é̀̂" * 50,
    "_ __ %_",
    "0",
]


@pytest.fixture
def story(db):
    section = make_category("城建", slug="building", name_en="Building")
    harbour = make_category("滨河", parent=section, slug="river", name_en="River")
    return make_article(
        category=harbour,
        kicker="滨河更新",
        title="旧船厂的龙门吊不拆了：岸线还给散步的人",
        body="<p>开头说别的。</p><p>这里的岸线将分三期开放，首期三百米步道今年九月可以走人。</p>",
    )


@pytest.mark.parametrize("typed", STRANGE)
def test_whatever_is_typed_gets_an_answer(client, story, typed):
    response = client.get(f"/search/?q={quote(typed)}")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        *("page=0", "page=2", "page=x", "s=nowhere", "s=building/river", "k=all", "d=month"),
        *("o=best", "src=nobody", "src=%00", "page=99999999999"),
    ],
)
def test_choices_there_are_not_are_404(client, story, address):
    assert client.get(f"/search/?q=船厂&{address}").status_code == 404


def test_hits_are_marked_on_the_text_as_it_was_written(client, story):
    html = client.get("/search/?q=船廠 步道").content.decode()
    assert "旧<mark>船厂</mark>的龙门吊不拆了" in html
    assert "首期三百米<mark>步道</mark>今年" in html
    assert "城建 › 滨河" in html
    assert '<meta name="robots" content="noindex">' in html
    assert re.search(r'<b role="status">\s*1 条结果|找到 1 条结果', html)


def test_traditional_pages_mark_traditional_words(client, story):
    html = client.get("/zh-hant/search/?q=龙门吊").content.decode()
    assert "<mark>龍門吊</mark>" in html


def test_a_story_is_found_marked_in_the_traditional_words_its_editor_gave_it(client, story):
    make_article(
        category=story.category,
        title="范家的龙门吊",
        body="<p>岸边的龙门吊是范师傅装的，后来没有拆。</p>",
        traditional_terms="龙门吊 = 橋式機\n范 = 范",
    )
    html = client.get("/zh-hant/search/?q=龙门吊 范").content.decode()
    assert "<mark>范</mark>家的<mark>橋式機</mark>" in html
    assert "岸邊的<mark>橋式機</mark>是<mark>范</mark>師傅裝的，後來沒有拆。" in html
    assert "\ufdd0" not in html
    plain = client.get("/search/?q=龍門吊").content.decode()
    assert "岸边的<mark>龙门吊</mark>是范师傅" in plain


def test_english_pages_find_english_stories(client, story):
    english = make_article(
        language="en", category=story.category, title="The shipyard crane stays", body="<p>Yes.</p>"
    )
    html = client.get("/en/search/?q=SHIPY").content.decode()
    assert english.get_absolute_url().removeprefix("/en") in html
    assert "<mark>shipy</mark>ard" in html
    chinese = client.get("/search/?q=shipyard").content.decode()
    assert "<mark>" not in chinese


def test_filters_narrow_and_can_be_taken_off(client, story):
    other = make_category("观点", slug="opinion", front_layout="opinion")
    source = make_source("晨报", slug="morning")
    opinion = make_article(
        category=other,
        title="船厂该不该拆",
        source=source.pk,
        publish_at=timezone.now() - timedelta(days=3),
    )
    html = client.get("/search/?q=船厂").content.decode()
    assert html.count("<h2") >= 2
    for narrow, expected, hidden in [
        ("s=building", story, opinion),
        ("s=opinion", opinion, story),
        (f"k={Kind.OPINION}", opinion, story),
        ("d=day", story, opinion),
        ("src=morning", opinion, story),
    ]:
        html = client.get(f"/search/?q=船厂&{narrow}").content.decode()
        assert f"/article/{expected.pk}/" in html, narrow
        assert f"/article/{hidden.pk}/" not in html, narrow
        assert '<a href="?q=%E8%88%B9%E5%8E%82" rel="nofollow">' in html


def test_counts_beside_a_filter_leave_that_filter_out(client, story):
    other = make_category("观点", slug="opinion", front_layout="opinion")
    make_article(category=other, title="船厂该不该拆")
    html = client.get("/search/?q=船厂&s=building").content.decode()
    assert re.search(r'value="opinion">观点<span class="num">1<', html)


def test_nothing_found_names_a_way_out(client, story):
    html = client.get("/search/?q=不存在的词").content.decode()
    assert 'role="status"' in html
    assert "/section/building/" in html.split("<main")[1].split("</main")[0]


def test_a_misspelt_name_is_set_right(client, story):
    make_article(category=story.category, title="别的", tags=["船厂步行道"])
    html = client.get("/search/?q=船厂步形道").content.decode()
    assert "船厂步行道</u>" in html


def test_queries_do_not_grow_with_results(client, story):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=船厂龙门")
        return len(queries)

    counts = []
    for _ in range(2):
        for _ in range(4):
            make_article(title="船厂龙门吊", source=make_source().pk)
        client.get("/search/?q=船厂龙门")
        counts.append(count())
    assert counts[0] == counts[1] <= 24
