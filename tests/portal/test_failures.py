"""What the worker gave up: an alarm until somebody has it tried again, or sets it aside."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django_tasks_db.models import DBTaskResult

from portal import health
from portal.lib import schedule
from portal.lib.housekeeping import prune_finished_tasks
from portal.lib.mail import deliver
from tests.portal.lib.test_tasks import sweep

pytestmark = pytest.mark.django_db

PAGE = "/admin/failed-tasks/"


def given_up(task, *args, said="OSError: nobody there"):
    row = DBTaskResult.objects.get(pk=task.enqueue(*args).id)
    row.status, row.worker_ids, row.finished_at = "FAILED", ["a", "b"], row.enqueued_at
    row.exception_class_path, row.traceback = "builtins.OSError", f"Traceback\n  ...\n{said}\n"
    row.save()
    return row


@pytest.fixture
def desk(make_user, client_of):
    """Of somebody with the role of an administrator, and no more rights."""
    return client_of(make_user("值机", role="administrator"))


def watched(client):
    lines = client.get("/admin/").context["watch"]
    return [line for line in lines if line.url == PAGE]


def test_what_was_given_up_is_told_to_monitor_and_desk(client, desk, chief, client_of):
    assert client.get("/healthz").json()["failed_tasks"] == 0
    assert watched(desk) == []
    given_up(sweep)
    given_up(deliver, "x", "y", "z")
    given_up(deliver, "x", "y", "z")
    found = client.get("/healthz").json()
    assert found["failed_tasks"] == 3
    assert "letters (2)" in found["trouble"]["failed_tasks"]
    assert sorted(line.text.count("2") for line in watched(desk)) == [0, 1]
    # Who cannot do anything about it sees it all the same, and who to call.
    others = client_of(chief).get("/admin/")
    assert not [line for line in others.context["watch"] if line.url == PAGE]
    assert client_of(chief).get(PAGE).status_code == 403


def test_jobs_of_the_clock_are_not_told_twice(client):
    given_up(prune_finished_tasks)
    assert client.get("/healthz").json()["failed_tasks"] == 0


def test_the_button_has_them_tried_again_with_all_their_tries(desk, run_tasks, clock):
    row = given_up(sweep)
    page = desk.get(PAGE).content.decode()
    assert "OSError: nobody there" in page
    assert str(health.OTHER) in page
    desk.post(PAGE, {"again": row.task_path})
    row.refresh_from_db()
    assert (row.status, row.worker_ids, row.traceback) == ("READY", [], "")
    run_tasks()
    row.refresh_from_db()
    assert row.status == "SUCCESSFUL"
    assert watched(desk) == []


def test_a_letter_that_was_given_up_is_sent_after_all(desk, run_tasks, settings):
    settings.EMAIL_BACKEND = "portal.lib.mail.QueuedBackend"
    mail.send_mail("稿子", "在吗", "desk@news.cn", ["reader@mail.cn"])
    DBTaskResult.objects.update(status="FAILED", worker_ids=["a"] * 9)
    desk.post(PAGE, {"again": deliver.module_path})
    assert DBTaskResult.objects.get().status == "READY"


def test_what_nobody_needs_any_more_is_set_aside(desk):
    kept, gone = given_up(sweep), given_up(deliver, "x", "y", "z")
    desk.post(PAGE, {"aside": gone.task_path})
    assert [*DBTaskResult.objects.all()] == [kept]
    desk.post(PAGE, {"aside": "no.such.task"})
    assert DBTaskResult.objects.count() == 1


def test_who_may_only_look_decides_nothing(make_user, client_of):
    looker = make_user("旁观", role="reporter")
    looker.user_permissions.add(Permission.objects.get(codename="view_dbtaskresult"))
    row = given_up(sweep)
    assert 'name="aside"' not in client_of(looker).get(PAGE).content.decode()
    assert client_of(looker).post(PAGE, {"aside": row.task_path}).status_code == 403
    assert DBTaskResult.objects.count() == 1


def test_looking_changes_nothing(desk):
    row = given_up(sweep)
    desk.get(PAGE, {"again": row.task_path})
    row.refresh_from_db()
    assert row.status == "FAILED"


def test_every_job_of_the_clock_is_known_by_its_path():
    assert {job.task.module_path for job in schedule.jobs().values()} == health.clockwork()
    assert timedelta(0) < min(job.every for job in schedule.jobs().values())
