"""A topic's text is cut into parts with heads of their own."""

from news.body.parts import Kind, parts

FACTS = (
    '<aside class="fact"><h2>几个数字</h2><dl><div><dt>公里岸线</dt><dd>11</dd></div></dl></aside>'
)
TIMES = '<ol class="timeline"><li><time>2026年6月</time><h3>围墙拆除</h3></li></ol>'
ASKED = '<section class="qa"><details><summary>何时？</summary><p>九月。</p></details></section>'


def told(html):
    return [(part.kind, part.title) for part in parts(html)]


def test_headings_head_what_follows_and_blocks_stand_alone():
    body = f"<h2>编者按</h2><p>一</p><p>二</p>{FACTS}<h2>时间线</h2>{TIMES}<h2>问与答</h2>{ASKED}"
    assert told(body) == [
        (Kind.TEXT, "编者按"),
        (Kind.NUMBERS, "几个数字"),
        (Kind.TIMELINE, "时间线"),
        (Kind.QUESTIONS, "问与答"),
    ]


def test_a_heading_with_words_before_its_block_heads_the_words():
    assert told(f"<h2>经过</h2><p>三年。</p>{TIMES}") == [(Kind.TEXT, "经过"), (Kind.TIMELINE, "")]


def test_blocks_in_a_row_and_text_without_heading_have_no_title():
    assert told(f"<p>一</p>{TIMES}{ASKED}\n<p>二</p>") == [
        (Kind.TEXT, ""),
        (Kind.TIMELINE, ""),
        (Kind.QUESTIONS, ""),
        (Kind.TEXT, ""),
    ]


def test_numbers_are_told_in_pairs():
    [part] = parts(FACTS)
    assert part.numbers == [("公里岸线", "11")]


def test_nothing_has_no_parts():
    assert told("") == told("<h2>只有标题</h2>") == []
