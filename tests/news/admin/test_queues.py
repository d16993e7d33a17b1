"""Queues, emergencies and review sheets; what the panel beside a story's form does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import assignments, workflow
from news.models import Article, Assignment
from portal.site.current import site_changed
from portal.site.models import SiteSettings
from tests import factories
from tests.conftest import give_second_factor
from tests.desk_forms import errors_of, save

pytestmark = pytest.mark.django_db

QUEUES = "/admin/news/article/queues/"


@pytest.fixture
def reporter(make_user):
    return make_user("记者", role="reporter")


@pytest.fixture
def three_stages(db):
    ask_for_three_stages()


def ask_for_three_stages():
    SiteSettings.objects.update_or_create(pk=1, defaults={"review_stages": 3})
    site_changed()


def change(article):
    return f"/admin/news/article/{article.pk}/change/"


def titles(response):
    return [story.title for story, *_rest in response.context["rows"]]


def test_each_queue_shows_its_stories(client_of, editor, reporter):
    waiting = factories.make_article(state="review", title="等审的")
    given = factories.make_article(state="draft", title="交给我的")
    factories.make_article(publish_at=timezone.now() + timedelta(hours=1), title="明早的")
    late = timezone.now() - timedelta(hours=1)
    assignments.assign(given, to=editor, due_at=late, by=editor)
    desk = client_of(editor)
    assert titles(desk.get(QUEUES)) == [waiting.title]
    assert titles(desk.get(f"{QUEUES}mine/")) == [given.title]
    assert titles(desk.get(f"{QUEUES}scheduled/")) == ["明早的"]
    overdue = desk.get(f"{QUEUES}overdue/")
    assert titles(overdue) == [given.title]
    assert "超时" in overdue.content.decode() or "Overdue" in overdue.content.decode()
    assert [count for _key, _label, count in overdue.context["queues"]] == [1, 1, 0, 1, 1]
    assert desk.get(f"{QUEUES}nonsense/").status_code == 404


def test_queues_are_for_the_newsroom(client_of, moderator, reader):
    assert client_of(reader).get(QUEUES).status_code == 403
    assert client_of(moderator).get(QUEUES).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_a_queue_costs_the_same_for_one_and_five(
    client_of, editor, count, committed, django_assert_max_num_queries
):
    with committed():
        for _number in range(count):
            factories.make_article(state="review")
    desk = client_of(editor)
    desk.get(QUEUES)
    with django_assert_max_num_queries(14):
        assert len(titles(desk.get(QUEUES))) == count


def test_the_form_sends_back_with_the_reason_typed(client_of, editor, reporter, three_stages):
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=reporter)
    desk = client_of(editor)
    refused = save(desk, change(article), title="改过", _send_back="1", **{"desk-due_at": ""})
    assert errors_of(refused)
    assert refused.context["adminform"].form["title"].value() == "改过"
    typed = {"desk-due_at": "", "desk-reason": "导语请重写。"}
    assert save(desk, change(article), _send_back="1", **typed).status_code == 302
    row = Assignment.objects.get(article=article)
    assert (row.assignee, row.reason) == (reporter, "导语请重写。")
    page = client_of(reporter).get(change(article)).content.decode()
    assert "导语请重写。" in page


def test_the_form_offers_the_stage_and_not_yet_publication(
    client_of, chief, editor, reporter, three_stages
):
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=reporter)
    page = client_of(editor).get(change(article))
    names = [move.name for move in page.context["moves"]]
    assert "_edit" in names
    assert not {"_publish", "_approve", "_override"} & set(names)
    save(client_of(editor), change(article), _edit="1")
    assert Assignment.objects.get(article=article).stage == "approve"
    names = [move.name for move in client_of(chief).get(change(article)).context["moves"]]
    assert {"_approve", "_override", "_send_back"} <= set(names)


def test_an_assignee_and_a_due_time_are_saved_with_the_form(client_of, editor, reporter):
    article = factories.make_article(state="draft")
    typed = {"desk-assignee": str(reporter.pk), "desk-due_at": "2026-12-01T18:00"}
    save(client_of(editor), change(article), _continue="1", **typed)
    row = Assignment.objects.get(article=article)
    assert row.assignee == reporter
    assert timezone.localtime(row.due_at).strftime("%Y-%m-%d %H:%M") == "2026-12-01 18:00"
    bad = save(client_of(editor), change(article), _continue="1", **{"desk-due_at": "morgen"})
    assert errors_of(bad)


def test_the_form_of_a_story_in_review_takes_few_queries(
    client_of, editor, reporter, committed, django_assert_max_num_queries
):
    with committed():
        ask_for_three_stages()
        article = factories.make_article(state="draft")
        workflow.send_for_review(article, by=reporter)
        workflow.sign(article, "edit", by=editor)
    desk = client_of(editor)
    desk.get(change(article))
    with django_assert_max_num_queries(20):
        assert desk.get(change(article)).status_code == 200


def test_emergencies_are_listed(client_of, chief, three_stages):
    article = factories.make_article(state="draft", title="地震速报")
    workflow.override(article, by=chief, reason="地震，等不及。")
    page = client_of(chief).get("/admin/news/article/emergencies/").content.decode()
    assert "地震速报" in page
    assert "地震，等不及。" in page


def test_the_review_sheet_names_who_signed_what(client_of, chief, editor, reporter, three_stages):
    article = factories.make_article(state="draft", title="=1+1")
    workflow.send_for_review(article, by=reporter)
    workflow.sign(article, "edit", by=editor)
    desk = client_of(chief)
    page = desk.get(f"/admin/news/article/{article.pk}/sheet/")
    assert [row.signer for row in page.context["rows"]] == [editor.display_name]
    assert len(page.context["held"]) == 1
    table = desk.get(f"/admin/news/article/{article.pk}/sheet.csv").content.decode("utf-8-sig")
    assert "'=1+1" in table
    assert page.context["text"].hash in table
    month = f"{timezone.localdate():%Y-%m}"
    assert table == desk.get(f"/admin/news/article/sheets.csv?month={month}").content.decode(
        "utf-8-sig"
    )
    assert desk.get("/admin/news/article/sheets.csv?month=2026-13").status_code == 404


def test_the_sheet_of_a_story_to_come_calls_it_scheduled(client_of, chief):
    article = factories.make_article(publish_at=timezone.now() + timedelta(days=1))
    page = client_of(chief).get(f"/admin/news/article/{article.pk}/sheet/")
    assert "<dd>已排期</dd>" in page.text


def test_a_sheet_is_shown_only_to_who_sees_the_story(client_of, make_user):
    article = factories.make_article()
    outsider = make_user("外人", is_staff=True)
    give_second_factor(outsider)
    assert client_of(outsider).get(f"/admin/news/article/{article.pk}/sheet/").status_code == 403
    assert Article.objects.count() == 1
