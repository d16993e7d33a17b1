"""A long table is taken in by the worker: once, whoever dies over it, and the page says how far."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry

from news import intake, taking_in
from news.models import Article, Intake
from tests import factories
from tests.news.admin.tables import csv_of, send

pytestmark = pytest.mark.django_db

TITLES = ["一", "二", "三", "四", "五"]


@pytest.fixture
def desk(editor, client_of):
    return client_of(editor)


@pytest.fixture
def address(desk, monkeypatch):
    """The page of a table too long for one request, looked at and not yet ordered."""
    monkeypatch.setattr(taking_in, "AT_ONCE", 1)
    monkeypatch.setattr(taking_in, "PORTION", 2)
    section = factories.make_category("城建")
    shown = send(desk, csv_of("title", *TITLES), category=section.pk)
    return shown.redirect_chain[-1][0]


def titles() -> list[str]:
    return sorted(Article.objects.values_list("title", flat=True))


def outcomes() -> list[str]:
    return list(Intake.objects.get().rows.order_by("line").values_list("outcome", flat=True))


def test_the_worker_takes_a_long_table_in_once_and_logs_each_story(desk, address, run_tasks):
    page = desk.post(address, follow=True)
    assert (page.context["is_at_work"], page.context["is_silent"]) == (True, False)
    assert (page.context["done"], page.context["total"]) == (0, 5)
    assert "lines" not in page.context
    desk.post(address)
    assert titles() == []
    run_tasks()
    assert titles() == sorted(TITLES)
    assert LogEntry.objects.count() == 5
    report = desk.get(address)
    assert not report.context["is_at_work"]
    assert [line.row.outcome for line in report.context["lines"]] == ["made"] * 5
    desk.post(address)
    run_tasks()
    assert titles() == sorted(TITLES)


def test_a_made_draft_has_one_version_of_who_handed_it_in(desk, address, editor, run_tasks):
    desk.post(address)
    run_tasks()
    story = Article.objects.get(title="一")
    (version,) = story.revisions.all()
    assert (version.by, version.state["title"]) == (editor, "一")
    assert (story.working_number, story.shown_number) == (1, 1)
    assert story.workflow_entries.count() == 1


def test_a_worker_killed_over_a_row_leaves_it_whole_or_waiting(
    desk, address, clock, monkeypatch, run_tasks
):
    class Killed(BaseException):
        pass

    log = intake._log

    def die_over_the_third(row, *, by):
        log(row, by=by)
        if row.line == 4:
            raise Killed

    desk.post(address)
    table = Intake.objects.get()
    monkeypatch.setattr(intake, "_log", die_over_the_third)
    with pytest.raises(Killed):
        taking_in.take_in(table, seconds=60)
    assert outcomes() == ["made", "made", "waiting", "waiting", "waiting"]
    assert (Article.objects.count(), LogEntry.objects.count()) == (2, 2)

    monkeypatch.setattr(intake, "_log", log)
    assert not desk.get(address).context["is_silent"]
    clock.advance(minutes=6)
    page = desk.get(address)
    assert page.context["is_silent"]
    assert (page.context["done"], page.context["total"]) == (2, 5)
    desk.post(address)
    run_tasks()
    assert titles() == sorted(TITLES)
    assert LogEntry.objects.count() == 5


def test_a_table_is_stopped_and_gone_on_with(desk, address, run_tasks):
    desk.post(address)
    page = desk.post(address, {"stop": "1"}, follow=True)
    run_tasks()
    assert titles() == []
    assert not page.context["is_at_work"]
    assert page.context["waiting"] == 5
    desk.post(address)
    run_tasks()
    assert titles() == sorted(TITLES)


def test_what_a_request_has_no_time_for_the_worker_goes_on_with(
    desk, address, monkeypatch, run_tasks
):
    monkeypatch.setattr(taking_in, "AT_ONCE", 100)
    monkeypatch.setattr(taking_in, "REQUEST_SECONDS", -1.0)
    page = desk.post(address, follow=True)
    assert page.context["is_at_work"]
    run_tasks()
    assert titles() == sorted(TITLES)


def test_the_worker_tells_refusals_in_the_language_of_who_asked(desk, address, editor, run_tasks):
    editor.language = "en"
    editor.save()
    desk.post(address)
    Intake.objects.get().rows.filter(line=3).update(cells={"title": "", "section": "没有"})
    run_tasks()
    assert outcomes()[1] == "refused"
    assert "section" in Intake.objects.get().rows.get(line=3).refusal


def test_old_work_is_free_again_and_new_work_is_not(desk, address, clock):
    desk.post(address)
    began = Intake.objects.get().ordered_at
    clock.advance(minutes=4)
    desk.post(address)
    assert Intake.objects.get().ordered_at == began
    clock.advance(minutes=2)
    desk.post(address)
    assert Intake.objects.get().ordered_at - began == timedelta(minutes=6)
