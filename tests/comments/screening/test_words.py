"""Word rules meet what people write to get past them, and leave honest words alone."""

import pytest

from comments.screening.words import Matcher, Rule

RULES = Matcher(
    [
        Rule(1, "赌博"),
        Rule(2, "口交", ("口交换机",)),
        Rule(3, "发票", ("出发票价",)),
        Rule(4, "casino"),
        Rule(5, "free money"),
        Rule(6, "加{3}微信"),
        Rule(7, "代开发票"),
        Rule(8, "办证"),
    ]
)


def found(text):
    return [(hit.rule.pattern, text[hit.start : hit.end]) for hit in RULES.hits(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我们提供在线赌博服务", "赌博"),
        ("赌,博", "赌,博"),
        ("赌 博", "赌 博"),
        ("賭博", "賭博"),
        ("赌\u200b博", "赌\u200b博"),
        ("赌\u0336博\u0336", "赌\u0336博\u0336"),
    ],
)
def test_a_han_word_is_found_whatever_is_put_between(text, said):
    assert found(text) == [("赌博", said)]


@pytest.mark.parametrize(
    "text",
    [
        "casino",
        "CASINO!",
        "ｃａｓｉｎｏ",
        "саsino",
        "c\u200basino",
        "c.a.s.i.n.o",
        "c a s i n o",
        "c\u0336a\u0336s\u0336i\u0336n\u0336o\u0336",
        "ⓒⓐⓢⓘⓝⓞ",
        "去casino玩",
    ],
)
def test_a_latin_word_is_found_whole_or_spelt_out(text):
    assert [pattern for pattern, _ in found(text)] == ["casino"]


@pytest.mark.parametrize(
    "text",
    [
        "24口交换机",
        "出发票价",
        "今天出发。票价上涨",
        "casinos",
        "ca sino",
        "freemoney",
        "казино",
        "承办\n证书",
    ],
)
def test_honest_words_are_left_alone(text):
    assert found(text) == []


def test_an_exception_covers_its_own_place_only():
    assert found("24口交换机和口交") == [("口交", "口交")]


def test_a_gap_holds_so_many_characters_and_no_more():
    assert found("加我的微信") == [("加{3}微信", "加我的微信")]
    assert found("加上我们家的微信") == []


def test_a_rule_is_reported_once_and_longer_ones_beside_it():
    assert [pattern for pattern, _ in found("代开发票代开发票")] == ["代开发票", "发票"]


def test_two_words_may_be_apart_as_they_are_in_the_rule():
    assert found("get free  money now") == [("free money", "free  money")]
