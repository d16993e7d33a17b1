"""Queries, tokens, marks and misspelt names, without the page around them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.search import parse, spelling
from news.search.highlight import marked, snippet
from news.search.spelling import is_one_edit, nearest
from news.search.tokens import PAIRS, TRIPLES, plain, sought, token_text
from tests.factories import make_article, make_byline


def test_a_text_becomes_pairs_single_characters_and_beginnings():
    assert plain("南京市，iPhone手機") == " 南京市 iphone 手机 "
    tokens = token_text(plain("南京市"))
    assert set(tokens.split()) == {"南京", "京市", "南", "京", "市"}


@given(st.text(max_size=60))
def test_a_document_has_every_token_its_own_words_are_looked_for_by(text):
    tokens = set(token_text(plain(text), TRIPLES).split())
    for run in plain(text).split():
        for token in [*sought(run), *sought(run, TRIPLES)]:
            exact = token.removesuffix("*")
            assert exact in tokens


@given(st.text(max_size=200))
def test_any_query_can_be_read(typed):
    query = parse(typed)
    assert all(token for group in query.groups(PAIRS) for token in group)


def test_phrases_stand_in_any_quotation_marks():
    for typed in ('"art gallery"', "“art gallery”", "「art gallery」"):
        assert [term.needle for term in parse(typed).terms] == [" art gallery "]


@pytest.mark.django_db
def test_phrases_and_long_runs_are_found_as_they_stand_only():
    from tests.news.search.test_finding import ids

    right = make_article(title="南京市长江大桥", body="<p>Modern Art Gallery, open.</p>")
    make_article(title="长江大桥在南京，京市长无此说", body="<p>The art of a gallery.</p>")
    assert ids("南京市长") == [right.pk]
    assert ids('"art gallery"') == [right.pk]
    assert ids('"art galler"') == []
    assert len(ids("art gall")) == 2


@pytest.mark.django_db
def test_a_word_in_the_title_counts_more_than_one_in_the_text():
    from tests.news.search.test_finding import ids

    title = make_article(title="灯塔")
    text = make_article(title="别的", body="<p>灯塔</p>")
    label = make_article(title="另外", tags=["灯塔"])
    assert ids("灯塔") == [title.pk, label.pk, text.pk]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("舊船廠的龍門吊", "龙门吊", "舊船廠的<mark>龍門吊</mark>"),
        ("ＡＢＣ公司 & Co", "abc", "<mark>ＡＢＣ</mark>公司 &amp; Co"),
        ("①号…线", "线", "①号…<mark>线</mark>"),
        ("café society", "CAFE", "café society"),
        ("café society", "café", "<mark>café</mark> society"),
        ("smart art", "art", "smart <mark>art</mark>"),
        ("船厂船厂", "船厂", "<mark>船厂船厂</mark>"),
        ("<b>船</b>", "船", "&lt;b&gt;<mark>船</mark>&lt;/b&gt;"),
    ],
)
def test_marks(text, typed, expected):
    assert marked(text, parse(typed)) == expected


@given(st.text(max_size=80), st.text(max_size=8))
def test_marks_change_nothing_else(text, typed):
    plain_again = marked(text, parse(typed)).replace("<mark>", "").replace("</mark>", "")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        plain_again = plain_again.replace(entity, sign)
    assert plain_again.replace("&amp;", "&") == text


def test_a_snippet_cuts_no_word_of_letters():
    text = "Passengers will always remember ferry journeys; " + "considerable arrangements " * 9
    found = snippet(text, parse("ferry"))
    shown = re.sub("<[^>]+>|…", "", found)
    assert shown.split()[0] == "always"
    assert shown.split()[-1] in {"considerable", "arrangements"}
    unbroken = snippet("a" * 50 + " 渡口" + "b" * 300, parse("渡口"))
    assert "<mark>渡口</mark>" in unbroken


def test_a_snippet_begins_with_the_sentence_and_stays_short():
    text = "前面的话很长。" * 20 + "这里有船厂。" + "后面的话也很长。" * 30
    found = snippet(text, parse("船厂"))
    assert found.startswith("……前面的话很长。前面的话很长。这里有<mark>船厂</mark>。后面")
    assert found.endswith("……")
    assert len(found) < 130


def test_a_snippet_is_as_wide_in_letters_as_in_chinese_signs():
    """Four lines of a telephone: 54 Chinese signs or 108 letters."""
    chinese = snippet("船厂" + "很长的话" * 50, parse("船厂"))
    english = snippet("ferry " + "a b " * 90, parse("ferry"))
    assert len(re.sub("<[^>]+>|…", "", chinese)) == 54
    assert 104 <= len(re.sub("<[^>]+>|…", "", english)) <= 108


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("步形道", "步行道", True),
        ("步道", "步行道", True),
        ("步行大道", "步行道", True),
        ("行步道", "步行道", True),
        ("步行道", "步行道", False),
        ("步道路", "步行道", False),
        ("", "ab", False),
    ],
)
def test_one_edit(one, other, expected):
    assert is_one_edit(one, other) is is_one_edit(other, one) is expected


@pytest.mark.django_db
def test_names_of_people_tags_and_titles_set_words_right(django_assert_num_queries):
    byline = make_byline("林知夏")
    make_article(
        title="《望江亭》：重演，shipyard", tags=["步行道"], bylines=[{"byline": byline.pk}]
    )
    assert nearest("林知下") == "林知夏"
    assert nearest("步道") == "步行道"
    assert nearest("望江亨") == "望江亭"
    assert nearest("shpyard") == "shipyard"
    assert nearest("步行道") is None
    assert nearest("完全不同") is None
    with django_assert_num_queries(1):
        nearest("shpyard")
    assert spelling.nearest("字" * 50) is None
