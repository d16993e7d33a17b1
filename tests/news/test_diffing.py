"""What changed between two texts, readable for Chinese and for HTML."""

import random
import time

import pytest

from news import diffing


def told(pieces):
    """Pieces as a line: [-gone-] and {+come+}."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.op].format(piece.text) for piece in pieces)


def test_a_changed_number_is_shown_in_its_sentence():
    found = diffing.compare_text("首期三百二十米。", "首期三百米。")
    assert told(found) == "首期三百[-二十-]米。"


def test_latin_words_change_as_a_whole():
    assert told(diffing.compare_text("用 Django 写", "用 Flask 写")) == "用 [-Django-]{+Flask+} 写"


def test_one_character_left_in_the_midst_does_not_tear_a_change_apart():
    assert told(diffing.compare_text("张三的书", "李四的画")) == "[-张三的书-]{+李四的画+}"


def test_marks_of_the_html_are_pieces_of_their_own():
    [block] = diffing.compare_blocks("<p>首期三百米</p>", "<p>首期<strong>三百</strong>米</p>")
    assert [piece.text for piece in block.pieces if piece.op == "added"] == [
        "<strong>",
        "</strong>",
    ]
    assert all(piece.is_mark for piece in block.pieces if piece.op == "added")


def test_blocks_that_stayed_came_or_went_are_told_apart():
    before = "<p>第一段话。</p><p>要删去的一段。</p><p>第三段话。</p>"
    after = '<p>第一段话。</p><p>第三段话，改过。</p><figure data-image="3"></figure>'
    found = [block.op for block in diffing.compare_blocks(before, after)]
    assert sorted(found) == ["added", "changed", "removed", "same"]
    assert diffing.compare_blocks(after, after)[-1].shown[0].text == '‹figure data-image="3"›'


def test_both_sides_are_whole_again_when_joined():
    chance = random.Random(7)
    for _round in range(60):
        before = "".join(chance.choices("天地人你我<p></p>ab 1。", k=40))
        after = "".join(chance.choices("天地人你我<p></p>ab 1。", k=40))
        pieces = diffing.compare_text(before, after)
        assert "".join(piece.text for piece in pieces if piece.op != "added") == before
        assert "".join(piece.text for piece in pieces if piece.op != "removed") == after


def test_changes_of_two_editors_are_laid_over_one_text():
    base = ["甲", "乙", "丙", "丁"]
    chunks = diffing.merge(base, ["甲", "乙二", "丙", "丁"], ["甲", "乙", "丙", "丁", "戊"])
    assert [(c.theirs, c.mine) for c in chunks if not c.is_same] == [
        (("乙二",), ("乙",)),
        ((), ("戊",)),
    ]
    assert not any(chunk.is_conflict for chunk in chunks)
    [both] = [c for c in diffing.merge(["甲"], ["甲一"], ["甲二"]) if c.is_conflict]
    assert (both.base, both.theirs, both.mine) == (("甲",), ("甲一",), ("甲二",))


@pytest.mark.alone
def test_two_long_versions_are_compared_soon():
    chance = random.Random(3)
    characters = [chr(code) for code in range(0x4E00, 0x5200)]
    paragraphs = ["".join(chance.choices(characters, k=200)) + "。" for _number in range(100)]
    changed = [
        text.replace(text[50:60], "改过的字") if number % 3 == 0 else text
        for number, text in enumerate(paragraphs)
    ]
    before, after = ("".join(f"<p>{text}</p>" for text in side) for side in (paragraphs, changed))
    spent = []
    for _round in range(3):
        began = time.process_time()
        blocks = diffing.compare_blocks(before, after)
        spent.append(time.process_time() - began)
    assert sum(block.op == "changed" for block in blocks) == 34
    assert min(spent) < 0.2
