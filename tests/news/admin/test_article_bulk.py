"""Many stories by one order: shown first, then done to each or refused, and told."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.timezone import localtime

from news import bulk, drafts, editing
from news.admin import article_bulk
from news.cells import label_of
from news.models import Article, CategoryEditor, Draft, Revision
from tests import factories
from tests.conftest import give_second_factor
from tests.desk_forms import told

pytestmark = pytest.mark.django_db

LIST, BULK = "/admin/news/article/", "/admin/news/article/bulk/"
State = Article.State


def preview(client, stories, **order):
    ids = ",".join(str(story.pk) for story in stories)
    response = client.post(BULK, {"ids": ids} | order)
    assert response.status_code == 200
    return response


def confirm(client, shown, stories, **order):
    stamps = {f"stamp-{line.article.pk}": line.stamp for line in lines_in(shown)}
    ids = ",".join(str(story.pk) for story in stories)
    return client.post(BULK, {"ids": ids, "confirmed": "1"} | order | stamps)


def lines_in(response):
    """The lines of the page: it comes last, after those the check-up draws to look at them."""
    return response.context[-1]["lines"]


def tags_of(story) -> list[str]:
    return sorted(story.tags.values_list("name", flat=True))


def test_chosen_stories_go_to_the_form(desk):
    stories = [factories.make_article(), factories.make_article()]
    chosen = {"action": "change_chosen", "_selected_action": [row.pk for row in stories]}
    response = desk.post(LIST, chosen, follow=True)
    assert {*response.context["stories"]} == {*stories}


def test_the_preview_says_what_would_change_and_changes_nothing(desk):
    section = factories.make_category("文化")
    story = factories.make_article(tags=["渡口"], state="draft")
    same = factories.make_article(category=section, tags=["城建"], state="draft")
    before = Article.objects.values().get(pk=story.pk)
    order = {"category": section.pk, "add_tags": "城建"}
    lines = lines_in(preview(desk, [story, same], **order))
    assert [change[1:] for change in lines[0].changes] == [
        (story.category.name, "文化"),
        ("渡口", "城建、渡口"),
    ]
    assert lines[1].changes == []
    assert Article.objects.values().get(pk=story.pk) == before
    assert tags_of(story) == ["渡口"]
    assert not Revision.objects.exists()
    assert not LogEntry.objects.exists()


def test_what_was_shown_is_done_logged_and_kept_as_a_version(desk):
    person = factories.make_byline("林知夏")
    source = factories.make_source("日报")
    stories = [factories.make_article(tags=["渡口", "旧"], state="draft") for _number in range(2)]
    order = {
        "source": source.pk,
        "add_tags": "城建",
        "remove_tags": "旧",
        "credit": "林知夏",
        "role": "photographer",
        "allows_comments": "no",
    }
    shown = preview(desk, stories, **order)
    done = confirm(desk, shown, stories, **order)
    assert [line.changes for line in lines_in(done)] == [line.changes for line in lines_in(shown)]
    for story in stories:
        story.refresh_from_db()
        assert tags_of(story) == ["城建", "渡口"]
        assert (story.source, story.allows_comments) == (source, False)
        assert [(row.byline, row.role) for row in story.article_bylines.all()] == [
            (person, "photographer")
        ]
        assert story.revisions.count() == 2
    assert LogEntry.objects.count() == 2
    again = preview(desk, stories, **order)
    assert [line.changes for line in lines_in(again)] == [[], []]


def test_name_cover_and_times_are_set_and_the_end_taken_away(desk, chief, clock):
    begin, end = clock.now + timedelta(days=1), clock.now + timedelta(days=2)
    cover = factories.make_image()
    story = factories.make_article(state="draft", unpublish_at=end.isoformat())
    typed = localtime(begin).replace(second=0, microsecond=0)
    order = {
        "publisher": chief.pk,
        "cover": cover.pk,
        "publish_at": f"{typed:%Y-%m-%dT%H:%M}",
        "stays": "on",
        "step": "publish",
    }
    shown = preview(desk, [story], **order)
    told = {name: (old, new) for name, old, new in lines_in(shown)[0].changes}
    assert told[label_of("publisher")] == ("–", str(chief))
    assert told[label_of("cover")] == ("–", str(cover))
    assert told[label_of("publish_at")] == ("–", f"{typed:%Y-%m-%d %H:%M}")
    assert told[label_of("unpublish_at")] == (f"{localtime(end):%Y-%m-%d %H:%M}", "–")
    story.refresh_from_db()
    assert (story.publish_at, story.cover, story.state) == (None, None, "draft")
    stamps = {f"stamp-{story.pk}": bulk.stamp_of(story)}
    desk.post(BULK, {"ids": story.pk, "confirmed": "1"} | order | stamps)
    story.refresh_from_db()
    assert story.is_scheduled()
    assert (story.publish_at, story.unpublish_at) == (typed, None)
    assert (story.publisher, story.cover) == (chief, cover)


def test_a_cover_is_taken_away_with_the_crops_that_were_its_own(desk):
    cover = factories.make_image()
    covered = factories.make_article(state="draft", cover=cover.pk, cover_crops="1:1 0 0 50")
    bare = factories.make_article(state="draft")
    order = {"uncover": "on"}
    shown = preview(desk, [covered, bare], **order)
    assert [line.changes for line in lines_in(shown)] == [
        [(label_of("cover"), str(cover), "–")],
        [],
    ]
    confirm(desk, shown, [covered, bare], **order)
    covered.refresh_from_db()
    assert (covered.cover, covered.cover_crops) == (None, "")
    assert covered.revisions.count() == 2
    assert bare.revisions.count() == 0
    assert not covered.image_uses.exists()


@pytest.mark.parametrize("times", [{"unpublish_at": -1}, {"embargo_until": 1}])
def test_times_that_contradict_those_of_a_story_are_refused_there(desk, clock, times):
    begin = localtime(clock.now + timedelta(days=5))
    kept = {name: (begin + timedelta(days=days)).isoformat() for name, days in times.items()}
    bad = factories.make_article(state="draft", **kept)
    good = factories.make_article(state="draft")
    order = {"publish_at": f"{begin:%Y-%m-%dT%H:%M}"}
    lines = lines_in(preview(desk, [bad, good], **order))
    assert [bool(line.refusal) for line in lines] == [True, False]
    assert not lines[0].changes


def test_readers_of_a_live_story_see_it_after_publishing(desk):
    story = factories.make_article(tags=["渡口"])
    order = {"add_tags": "城建"}
    shown = preview(desk, [story], **order)
    assert lines_in(shown)[0].is_pending
    confirm(desk, shown, [story], **order)
    story.refresh_from_db()
    assert story.has_pending()
    assert tags_of(story) == ["渡口"]


def test_each_story_is_asked_for_itself(make_user, client_of):
    client = client_of(make_user("记者", role="reporter"))
    draft, live = factories.make_article(state="draft"), factories.make_article()
    shown = preview(client, [draft, live], step="bin")
    assert [bool(line.refusal) for line in lines_in(shown)] == [False, True]
    done = confirm(client, shown, [draft, live], step="bin")
    assert [bool(line.refusal) for line in lines_in(done)] == [False, True]
    states = [Article.objects.get(pk=row.pk).state for row in (draft, live)]
    assert states == [State.BINNED, State.PUBLISHED]


def test_a_change_is_not_kept_where_the_step_is_refused(desk):
    story = factories.make_article(state="draft", body="", jump_url="https://example.org/")
    Article.objects.filter(pk=story.pk).update(jump_url="")
    order = {"add_tags": "城建", "step": "publish"}
    shown = preview(desk, [story], **order)
    assert lines_in(shown)[0].refusal
    confirm(desk, shown, [story], **order)
    assert tags_of(story) == []
    assert not Revision.objects.exists()


def test_nobody_moves_stories_into_sections_of_others(make_user, client_of):
    mine, other = factories.make_category("城建"), factories.make_category("文化")
    user = make_user("分区编辑", is_staff=True)
    give_second_factor(user)
    CategoryEditor.objects.create(user=user, category=mine, may_publish=True)
    story = factories.make_article(category=mine, state="draft")
    hidden = factories.make_article(category=other, state="draft")
    shown = preview(client_of(user), [story, hidden], category=other.pk)
    (line,) = lines_in(shown)
    assert line.refusal
    assert not line.changes


def test_a_story_changed_meanwhile_is_left_alone(desk, editor):
    story = factories.make_article(state="draft")
    order = {"add_tags": "城建"}
    shown = preview(desk, [story], **order)
    editing.apply(story, {"title": "另一个标题"}, by=editor)
    done = confirm(desk, shown, [story], **order)
    assert lines_in(done)[0].refusal
    assert tags_of(story) == []
    twice = confirm(desk, preview(desk, [story], **order), [story], **order)
    assert lines_in(twice)[0].changes
    assert tags_of(story) == ["城建"]


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"credit": "没有这个人"},
        {"category": "99999"},
        {"source": "x"},
        {"step": "erase"},
        {"publisher": "99999"},
        {"cover": "99999"},
        {"publish_at": "tomorrow"},
        {"unpublish_at": "2030-01-01T08:00", "stays": "on"},
        {"cover": "1", "uncover": "on"},
        {"ids": "x"},
        {"ids": ""},
        {"add_tags": "长" * 101},
    ],
)
def test_a_wrong_order_comes_back_with_what_was_typed(desk, order):
    story = factories.make_article()
    response = desk.post(BULK, {"ids": story.pk, "remove_tags": ""} | order)
    assert response.context["form"].errors
    if "credit" in order:
        assert "没有这个人" in response.content.decode()


def test_an_order_has_a_bound(desk, monkeypatch):
    monkeypatch.setattr(article_bulk, "MOST", 1)
    stories = [factories.make_article(), factories.make_article()]
    chosen = {"action": "change_chosen", "_selected_action": [row.pk for row in stories]}
    assert len(told(desk.post(LIST, chosen, follow=True))) == 1
    ids = ",".join(str(row.pk) for row in stories)
    assert desk.post(BULK, {"ids": ids, "add_tags": "x"}).context["form"].errors


def test_who_may_change_nothing_is_turned_away(moderator, client_of):
    assert client_of(moderator).get(BULK).status_code == 403


def test_an_empty_order_is_none():
    assert not bulk.Order()
    assert bulk.Order(step="bin")


def test_what_the_editor_typed_into_a_story_is_not_ended_by_an_order(desk, editor):
    story = factories.make_article(state="draft")
    drafts.keep(story, {"title": "打了一半"}, by=editor, base=0, version=0)
    order = {"add_tags": "城建"}
    confirm(desk, preview(desk, [story], **order), [story], **order)
    assert Draft.objects.get().state["title"] == "打了一半"
    assert tags_of(story) == []
