"""Links, numbers and accounts in a text, and how they are masked."""

import pytest

from comments.screening.traits import contacts, host_of, is_shouting, links, mask


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("看 https://example.com/a?b=1 吧", "https://example.com/a?b=1"),
        ("上abc123.com领奖", "abc123.com"),
        ("ＷＷＷ．ｅｘａｍｐｌｅ．ｃｏｍ", "ＷＷＷ．ｅｘａｍｐｌｅ．ｃｏｍ"),
    ],
)
def test_links_are_found_where_they_stand(text, said):
    [link] = links(text)
    assert text[link.start : link.end] == said


@pytest.mark.parametrize(
    "text", ["第3.5节", "见12.30的报道", "好。com", "a.b 两种", "U.S. 和 e.g. 都行"]
)
def test_figures_and_abbreviations_are_no_links(text):
    assert links(text) == []


def test_the_host_is_what_follows_the_user():
    assert host_of("https://good.example@www.bad.example/x") == "bad.example"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("打他电话13812340000别在这儿说", "13812340000"),
        ("138-1234-0000", "138-1234-0000"),
        ("１３８１２３４００００", "１３８１２３４００００"),
        ("电话0571-88886666", "0571-88886666"),
        ("加微信：abc_12345", "abc_12345"),
        ("QQ群 12345678", "12345678"),
    ],
)
def test_numbers_and_accounts_are_found(text, said):
    [trait] = contacts(text)
    assert text[trait.start : trait.end] == said


@pytest.mark.parametrize(
    "text", ["共有13812345户", "2026年11月24日", "投资138123400001元", "微信很好用"]
)
def test_other_figures_are_no_numbers_to_call(text):
    assert contacts(text) == []


def test_a_mask_stars_the_middle_and_nothing_else():
    assert mask("打13812340000吧") == "打13******00吧"


def test_shouting_is_capitals_or_one_character_over_and_over():
    assert is_shouting("WHY IS THIS BRIDGE STILL CLOSED TODAY")
    assert is_shouting("啊啊啊啊啊啊啊啊啊啊啊")
    assert not is_shouting("NASA 说可以")
