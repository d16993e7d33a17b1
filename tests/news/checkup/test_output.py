"""What goes out is held against what it must have."""

from news import checkup
from news.checkup.output import NINJS, faults_of
from news.checkup.story import Story


def kinds(**told):
    return {finding.kind for finding in checkup.findings_in(Story(**told), {})}


def test_a_page_that_parses_has_no_fault():
    assert faults_of('<main id="a"><p>文<br>字</p><svg><path d=""/></svg></main>') == []


def test_what_is_open_crossed_or_twice_is_named():
    assert faults_of("<main><p>文</main>") == ["</main>"]
    assert faults_of("<p>文") == ["<p>"]
    assert faults_of('<p id="a"></p><p id="a"></p>') == ["id=a"]


def test_a_fault_in_the_markup_is_an_error():
    (finding,) = [
        found for found in checkup.findings_in(Story(page="<p>"), {}) if found.kind == "markup"
    ]
    assert finding.is_error


def test_data_for_machines_lacks_nothing_required():
    samples: dict = {str: "x", dict: {"name": "ninjs"}, list: [{}]}
    full = {name: samples[kind] for name, kind in NINJS.items()}
    assert "ninjs" not in kinds(ninjs=full)
    assert "ninjs" in kinds(ninjs=full | {"bodies": []})
    assert "json_ld" in kinds(json_ld=({"@type": "NewsArticle", "headline": "标题"},))
