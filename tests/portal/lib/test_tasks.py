"""Retries, orphans and what is kept of finished tasks. The tasks of these tests stand here."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from portal.lib import heartbeat
from portal.lib.tasks import (
    backlogs,
    prune,
    reap_orphans,
    retry,
    task,
    worker_part,
)

pytestmark = pytest.mark.django_db

done: list[str] = []


@task
@retry(times=3, first_wait=timedelta(minutes=1))
def send(where: str) -> None:
    """Fail for one address, work for others."""
    if where == "nowhere":
        raise OSError("nobody there")
    done.append(where)


@task
def sweep() -> None:
    """Do something once."""
    done.append("swept")


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


def test_worker_does_what_was_queued(run_tasks: Callable[[], None]) -> None:
    send.enqueue("here")
    assert done == []
    run_tasks()
    assert done == ["here"]


def test_failing_task_is_tried_again_after_waits_that_double(clock, run_tasks) -> None:
    send.enqueue("nowhere")
    waits = []
    for _ in range(2):
        run_tasks()
        row = DBTaskResult.objects.get()
        assert row.status == "READY"
        waits.append(row.run_after - clock.now)
        clock.now = row.run_after
    assert waits == [timedelta(minutes=1), timedelta(minutes=2)]
    run_tasks()
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert "nobody there" in row.traceback


def test_task_is_not_tried_before_its_time(clock, run_tasks) -> None:
    send.enqueue("nowhere")
    run_tasks()
    clock.advance(seconds=59)
    run_tasks()
    assert len(DBTaskResult.objects.get().worker_ids) == 1


def claimed_by_dead_worker(clock, *, lives: int = 1) -> DBTaskResult:
    sweep.enqueue()
    row = DBTaskResult.objects.get()
    for life in range(lives):
        row.claim(f"worker-{life}")
    clock.advance(minutes=5)
    return row


def test_task_of_dead_worker_goes_back_to_the_queue(clock, run_tasks) -> None:
    claimed_by_dead_worker(clock)
    assert reap_orphans(clock.now) == 1
    run_tasks()
    assert done == ["swept"]


def test_task_of_living_worker_is_left_alone(clock) -> None:
    row = claimed_by_dead_worker(clock)
    heartbeat.beat(worker_part("worker-0"))
    assert reap_orphans(clock.now) == 0
    row.refresh_from_db()
    assert row.status == "RUNNING"


def test_task_that_kills_every_worker_is_given_up(clock) -> None:
    row = claimed_by_dead_worker(clock, lives=3)
    reap_orphans(clock.now)
    row.refresh_from_db()
    assert row.status == "FAILED"
    assert "The worker died" in row.traceback


def test_orphan_whose_code_is_gone_is_given_up(clock) -> None:
    row = claimed_by_dead_worker(clock)
    DBTaskResult.objects.update(task_path="news.nothing.there")
    reap_orphans(clock.now)
    row.refresh_from_db()
    assert row.status == "FAILED"


def test_overdue_tasks_are_those_nobody_began(clock) -> None:
    send.enqueue("here")
    sweep.using(run_after=clock.now + timedelta(hours=1)).enqueue()
    clock.advance(minutes=6)
    found = backlogs(clock.now, timedelta(minutes=5), old=timedelta(minutes=5))
    assert sum(backlog.overdue for backlog in found.values()) == 1
    assert found[send.module_path].unfinished == 1


def test_notes_on_finished_tasks_are_kept_for_a_while(clock, run_tasks) -> None:
    send.enqueue("here")
    run_tasks()
    ages = {"succeeded": timedelta(hours=1), "failed": timedelta(days=1)}
    assert prune(clock.now, **ages) == 0
    clock.advance(hours=2)
    assert prune(clock.now, **ages) == 1
