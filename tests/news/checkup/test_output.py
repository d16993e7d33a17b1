"""What goes out is held against what it must have."""

import copy

import pytest

from news import checkup, revisions, workflow
from news.checkup.gather import story_of
from news.checkup.markup import faults_of
from news.checkup.shapes import JSON_LD, NINJS, faults_in
from news.checkup.story import Story
from news.models import Article, CheckupSettings
from news.views import unseen
from tests import factories


def page_of(body):
    return f"<!DOCTYPE html><html lang=zh><title>文</title><body>{body}</body></html>"


def kinds(**told):
    return {finding.kind for finding in checkup.findings_in(Story(**told), {})}


def test_a_page_that_parses_has_no_fault():
    fine = '<main id="a"><p>文<br>字<p>段<svg><path d=""/></svg></main>'
    assert [*faults_of(page_of(fine))] == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<main><div>文</main>", "</main>"),
        ("<p>文</span></p>", "</span>"),
        ("<table><p>文</p></table>", "<table><p>"),
        ("<a href=x>一<a href=y>二</a>", "<a href=y>"),
        ('<p id="a"></p><p id="a"></p>', "id=a"),
        ('<p class="a" class="b">文</p>', "class="),
    ],
)
def test_what_is_open_crossed_misplaced_or_twice_is_named(body, told):
    assert any(told in fault for fault in faults_of(page_of(body)))


def test_what_is_still_open_where_the_page_ends_is_named_too():
    assert [*faults_of(page_of("文") + "\n<!-- \n")]


def test_a_fault_in_the_markup_is_an_error():
    found = checkup.findings_in(Story(page=page_of("</b>")), {})
    (finding,) = [each for each in found if each.kind == "markup"]
    assert finding.is_error


@pytest.mark.django_db
def test_publishing_looks_at_the_whole_page(editor, monkeypatch):
    draft = factories.make_article(state=Article.State.DRAFT)
    page = unseen.page(draft.pk, revisions.working_state(draft))
    monkeypatch.setattr(unseen, "page", lambda pk, state: page.replace("</main>", "", 1))
    with pytest.raises(checkup.ErrorsStand) as stands:
        workflow.publish(draft, by=editor)
    assert {found.kind for found in stands.value.findings if found.is_error} == {"markup"}
    monkeypatch.setattr(unseen, "page", lambda pk, state: page)
    assert workflow.publish(draft, by=editor).is_live()


@pytest.fixture
def told(db):
    """A story with much around it, as it is looked at."""
    source = factories.make_source(licence_note_zh="须注明站名。")
    section = factories.make_category("滨河", parent=factories.make_category("城建"))
    draft = factories.make_article(
        state=Article.State.DRAFT,
        category=section,
        source=source.pk,
        original_url="https://river.example/notice",
        ai_label="assisted",
        tags=["步道"],
        bylines=[{"byline": factories.make_byline("林知夏").pk, "name": "", "role": "author"}],
    )
    return story_of(draft, revisions.working_state(draft), CheckupSettings())


def test_a_story_has_all_that_machines_need(told):
    assert [*faults_in(told.ninjs, NINJS)] == []
    assert [thing["@type"] for thing in told.json_ld] == ["NewsArticle", "BreadcrumbList"]
    for thing in told.json_ld:
        assert [*faults_in(thing, JSON_LD[thing["@type"]])] == []
    assert not {"ninjs", "json_ld", "markup"} & kinds(
        page=told.page, ninjs=told.ninjs, json_ld=told.json_ld
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("uri", "article/1"),
        ("standard.name", "nitf"),
        ("pubStatus", "live"),
        ("versionCreated", "2026-07-08"),
        ("language", "zh_CN"),
        ("bodies", []),
        ("bodies[0].value", 3),
        ("people[0].name", ""),
        ("infoSources[0].uri", "//x"),
    ],
)
def test_what_partners_could_not_read_is_named(told, path, value):
    crooked = _changed(told.ninjs, path, value)
    assert [*faults_in(crooked, NINJS)] == [path]
    assert "ninjs" in kinds(ninjs=crooked)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("headline", ""),
        ("url", "/article/1/"),
        ("author[0].name", None),
        ("publisher.logo.url", "icon.svg"),
        ("image", []),
        ("image[0]", {"@type": "ImageObject"}),
        ("dateModified", "yesterday"),
    ],
)
def test_what_search_engines_could_not_read_is_named(told, path, value):
    crooked = _changed(told.json_ld[0], path, value)
    assert [*faults_in(crooked, JSON_LD["NewsArticle"])] == [path]
    assert "json_ld" in kinds(json_ld=(crooked,))


def _changed(data, path, value):
    """A copy with another value at a path such as `bodies[0].value`."""
    data = copy.deepcopy(data)
    *way, last = path.replace("[", ".[").split(".")
    place = data
    for step in way:
        place = place[_key(step)]
    place[_key(last)] = value
    return data


def _key(step):
    return int(step[1:-1]) if step.startswith("[") else step
