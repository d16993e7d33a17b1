"""Reports are kept in English and read in the language of the desk."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from portal.importers import discuz, wording
from portal.importers.records import Record
from portal.importers.report import OF_SOME_RUNS, OUTCOMES
from portal.importers.wordpress.discussion import LEFT_OUT, PINGS
from portal.importers.writer.portraits import NOT_SIGNING

SOURCES = Path(wording.__file__).parent


def said(name: str) -> set[str]:
    """The fixed first or second words with which the importers call `name`."""
    calls = (
        node
        for file in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args
        if getattr(node.func, "attr", getattr(node.func, "id", "")) == name
    )
    place = {"skip": 1}.get(name, 0)
    args = (call.args[place] for call in calls if len(call.args) > place)
    return {str(arg.value) for arg in args if isinstance(arg, ast.Constant)}


def test_every_kind_and_outcome_has_words():
    assert {kind.kind for kind in Record.__subclasses__()} <= set(wording.KINDS)
    assert {*OUTCOMES, *OF_SOME_RUNS} <= set(wording.OUTCOMES)


def test_every_named_reason_has_words():
    reasons = {*LEFT_OUT.values(), *PINGS.values(), NOT_SIGNING}
    assert reasons <= set(wording.REASONS)
    assert set(discuz.DEFERRED) | said("defer") - {"body"} <= set(wording.DEFERRED)


def test_every_fixed_reason_and_heading_has_words():
    assert said("skip") | said("Skip") <= set(wording.REASONS)
    assert said("note") - {"Kept", "Skipped by the last run"} <= set(wording.HEADINGS)


@pytest.mark.parametrize(
    "line",
    [
        "Article 12: data/a.jpg",
        "article 101: here “甲”, there “乙”",
        "关于: about was taken, now about-2",
        "Topic 3, title: 300 characters, 200 fit",
        "click1 is 路过",
        "An earlier version said so",
    ],
)
def test_a_line_loses_no_fact(line, monkeypatch):
    monkeypatch.setitem(wording.KINDS, "article", lambda: "article")
    with translation.override("en"):
        assert wording.line(line) == line


def test_the_desk_reads_the_words_of_its_language(monkeypatch):
    known = {
        "%(name)s: %(slug)s was taken, now %(other)s": "%(name)s：%(slug)s 已占用，改为 %(other)s"
    }
    monkeypatch.setattr(wording, "gettext", lambda text: known.get(text, text))
    assert wording.line("关于: about was taken, now about-2") == "关于：about 已占用，改为 about-2"
