"""One-key tidy: a table of what is typed and what it becomes, and of what it must leave alone."""

import time

import pytest

from news.body import tidy
from news.body.tidy import tidy_line

BECOMES = [
    # marks of Chinese text
    ("他说,旧船厂不拆了.", "他说，旧船厂不拆了。"),
    ("真的吗?真的!记者问:何时;", "真的吗？真的！记者问：何时；"),
    ("投资2180万元,比去年多3.5%.", "投资2180万元，比去年多3.5%。"),
    ("一期,二期.三期", "一期，二期。三期"),
    ("龙门吊(1986年建)不拆", "龙门吊（1986年建）不拆"),
    ("首次公开募股(IPO)", "首次公开募股（IPO）"),
    ("（半个) 括号", "（半个）括号"),
    ('这就是"IPO"热', "这就是“IPO”热"),
    ("他说:'好的'", "他说：‘好的’"),
    ("等等...然后。。。完…了", "等等……然后……完……了"),
    ("北堤路--旧船厂—墙", "北堤路——旧船厂——墙"),
    ("一，，二。。三", "一，二。三"),
    ("见《 船厂 》 ， 今日", "见《船厂》，今日"),
    # widths
    ("２０２６年Ａ座１．５％", "2026年A座1.5%"),
    ("Hello，world！ Good", "Hello, world! Good"),
    # spaces
    ("　　早上六点　", "早上六点"),
    ("何晓　周牧  记者", "何晓 周牧 记者"),
    ("旧 船 厂 边上", "旧船厂 边上"),
    ("870   米，\u00a0870\u00a0米", "870 米，870 米"),
    ("零\u200b宽", "零宽"),
    ('It\'s "fine"', "It’s “fine”"),
]

STAYS = [
    "比分3:2，12:30开场，1,000元，见a.com和U.S.标准",
    "地址https://a.example/x?a=1,2;b:c和me@a.example.com",
    "他说：“不拆了。”——何晓……《北堤路》",
    "870 米长的墙，0.3 米",
    "何晓 周牧",
    "Hello, world! (a note) 2020—2025, 1990--1995",
    "函数f(x)的值",
    '15"屏幕和20"屏幕',
    "什么？！太好了！！！",
    "10\u00a0km",
    "王 刚",
    "",
]


@pytest.mark.parametrize(("typed", "tidied"), BECOMES)
def test_a_line_is_tidied(typed, tidied):
    assert tidy_line(typed) == tidied
    assert tidy_line(tidied) == tidied


@pytest.mark.parametrize("line", STAYS)
def test_what_is_right_stays(line):
    assert tidy_line(line) == line


def test_marks_links_and_blocks_stay():
    assert tidy(
        "<p>　　他说,<strong>不拆 了</strong>,<a href='https://a.example/1,2'>公告</a>.</p>"
        "<p>　</p>"
        "<h2>一,二</h2><ul><li>a,b</li><li>三,四</li></ul>"
        '<figure data-image="7"><figcaption>船台,清晨</figcaption></figure>'
    ) == (
        '<p>他说，<strong>不拆 了</strong>，<a href="https://a.example/1,2">公告</a>。</p>'
        "<h2>一，二</h2><ul><li>a,b</li><li>三，四</li></ul>"
        '<figure data-image="7"><figcaption>船台，清晨</figcaption></figure>'
    )


def test_an_edit_may_cross_from_one_mark_to_another():
    assert tidy("<p>等<em>等.</em>..好</p>") == "<p>等<em>等……</em>好</p>"
    assert tidy("<p>一,<br>　　二</p>") == "<p>一，<br>二</p>"


@pytest.mark.alone
def test_a_long_text_is_tidied_while_one_waits():
    body = "<p>他说,旧船厂(1986年)不拆了...真的.</p>" * 2_000
    began = time.process_time()
    tidy(body)
    assert time.process_time() - began < 4
