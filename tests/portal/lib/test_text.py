"""Plain text: what people type comes out tidy."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.text import (
    Clause,
    clauses,
    clean_line,
    clean_text,
    join_tags,
    safe_filename,
    split_hints,
    split_tags,
    width,
)


def test_a_line_loses_what_cannot_be_seen():
    assert clean_line(" 王\u202e小\u200b明\x00\t\n（记者）\ufeff ") == "王小明 （记者）"


def test_emoji_keep_their_joiners():
    assert clean_line("👩\u200d🚒") == "👩\u200d🚒"


def test_paragraphs_keep_their_lines():
    assert clean_text("\r\n一\r\n\r\n\r\n\r\n二 \u2028三\x07\n") == "一\n\n二\n三"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)
    clean_text(text).encode()


def test_han_characters_count_one_and_latin_half():
    assert width("澄浦 News") == 2 + 2.5
    assert width("“好”…") == 4
    assert width("e\u0301") == 0.5


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("时政，经济、国际 体育", ["时政", "经济", "国际", "体育"]),
        ("时政；经济;国际,体育\n教育\u3000健康", ["时政", "经济", "国际", "体育", "教育", "健康"]),
        ("New York, climate change", ["New York", "climate change"]),
        ("AI 教育", ["AI 教育"]),
        ("AI，ai、Ａ", ["AI", "Ａ"]),
        (" “夜市”、#民生 ,,", ["夜市", "民生"]),
        ("", []),
    ],
)
def test_tags_are_read_as_people_write_them(typed: str, tags: list[str]):
    assert split_tags(typed) == tags


def test_joined_tags_are_read_back():
    tags = [SimpleNamespace(name="New York"), SimpleNamespace(name="夜市")]
    assert split_tags(join_tags(tags)) == ["New York", "夜市"]


def texts_of(found: list[Clause]) -> list[str]:
    return [clause.text for clause in found]


def test_chinese_title_is_cut_after_its_marks():
    found = clauses("换瓦不换样：南塘街修屋顶，先学认瓦")
    assert texts_of(found) == ["换瓦不换样：", "南塘街修屋顶，", "先学认瓦"]
    assert not any(clause.flows for clause in found)


def test_hints_cut_where_the_editor_says():
    title, breaks = split_hints("旧船厂的龙门吊|不拆了：|澄浦把三百米岸线|还给散步的人")
    assert title == "旧船厂的龙门吊不拆了：澄浦把三百米岸线还给散步的人"
    assert texts_of(clauses(title, breaks)) == [
        "旧船厂的龙门吊",
        "不拆了：",
        "澄浦把三百米岸线",
        "还给散步的人",
    ]


def test_outdated_hints_are_passed_over():
    assert texts_of(clauses("新的标题，改过了", "旧的|标题")) == ["新的标题，", "改过了"]


def test_title_without_hints_has_none():
    assert split_hints(" 一个标题 ") == ("一个标题", "")
    assert split_hints("||") == ("", "")


def test_hints_between_latin_words_keep_the_space():
    assert split_hints("The old dock | stays") == ("The old dock stays", "The old dock |stays")


def test_hints_between_chinese_words_leave_no_space():
    assert split_hints("旧船厂 | 不拆了") == ("旧船厂不拆了", "旧船厂|不拆了")


def test_long_clause_flows():
    (clause,) = clauses("一句没有标点而且比一行还要长的标题")
    assert clause.flows


def test_kicker_takes_room_from_the_first_clause_only():
    title = "凌晨三点的第一趟空车开出：凌晨三点的第一趟空车开出"
    assert [clause.flows for clause in clauses(title, kicker="五号线")] == [True, False]
    assert [clause.flows for clause in clauses(title)] == [False, False]


def test_brackets_of_the_kicker_take_room_too():
    title = "社区医院开到晚上九点，挂号的一半不到三十岁"
    assert [clause.flows for clause in clauses(title, kicker="睡眠门诊")] == [True, False]


def test_closing_quote_stays_with_its_mark():
    assert texts_of(clauses("“真的吗？”他问：“是你？”")) == ["“真的吗？”", "他问：", "“是你？”"]


def test_number_and_unit_never_part():
    (clause, *_) = clauses("水位只差 0.3 米")
    assert [(run.text, run.is_whole) for run in clause.runs] == [
        ("水位只差 ", False),
        ("0.3 米", True),
    ]
    (clause,) = clauses("12公里走45%")
    assert [run.text for run in clause.runs if run.is_whole] == ["12公里", "45%"]


def test_english_title_flows_as_one():
    (clause,) = clauses("Old dock, new walk: 3 km of shore")
    assert clause.flows
    assert [run.text for run in clause.runs if run.is_whole] == ["3 km"]


def test_empty_title_has_no_clauses():
    assert clauses("") == []


@given(st.text("旧船厂，：？！；”0.3 米km|a", max_size=40))
def test_clauses_lose_nothing(typed: str):
    title, breaks = split_hints(typed)
    assert "".join(texts_of(clauses(title, breaks))) == title


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\reports\\报告 2026.pdf", "报告_2026.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        (".htaccess", "htaccess"),
        ("CON.txt", "_CON.txt"),
        ('a"b\r\nc.txt', "a_b_c.txt"),
        ("", "file"),
        ("..", "file"),
        ("-rf", "rf"),
    ],
)
def test_file_names_are_harmless(name: str, safe: str):
    assert safe_filename(name) == safe


@given(st.text())
def test_file_names_are_short_and_never_empty(name: str):
    safe = safe_filename(name)
    assert 0 < len(safe.encode()) <= 180
    assert not set(safe) & set('/\\:*?"<>|\0')
    assert safe_filename(safe) == safe


def test_long_file_name_keeps_its_extension():
    assert safe_filename("中" * 300 + ".docx").endswith("中.docx")
