"""Periodic jobs: due once in every period, whoever runs schedulers."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult

from portal.lib import schedule
from portal.lib.models import ScheduledJob
from portal.lib.schedule import enrol, periodic, queue_due
from portal.lib.tasks import task

pytestmark = pytest.mark.django_db


@task
def tidy() -> None:
    """Tidy up."""


@task
def stumble() -> None:
    """Fail."""
    raise RuntimeError("a stone in the way")


@pytest.fixture(autouse=True)
def two_jobs(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    settings.PERIODIC_MODULES = []
    monkeypatch.setattr(schedule, "_jobs", {})
    periodic(every=timedelta(hours=1), name="tidy")(tidy)
    periodic(every=timedelta(days=1), name="stumble")(stumble)


def test_new_job_is_due_at_once_and_then_once_a_period(clock, run_tasks) -> None:
    enrol(clock.now)
    assert queue_due(clock.now) == ["stumble", "tidy"]
    assert queue_due(clock.now) == []
    run_tasks()
    clock.advance(minutes=59)
    assert queue_due(clock.now) == []
    clock.advance(minutes=1)
    assert queue_due(clock.now) == ["tidy"]


def test_job_that_still_runs_is_not_queued_again(clock, run_tasks) -> None:
    enrol(clock.now)
    queue_due(clock.now)
    clock.advance(minutes=50)
    ScheduledJob.objects.update(next_run_at=clock.now)
    assert queue_due(clock.now) == []
    clock.advance(minutes=10)
    assert queue_due(clock.now) == ["tidy"]


def test_how_a_run_ended_is_noted(clock, run_tasks) -> None:
    enrol(clock.now)
    queue_due(clock.now)
    run_tasks()
    fallen = ScheduledJob.objects.get(name="stumble")
    assert "a stone in the way" in fallen.last_error
    assert (fallen.last_finished_at, fallen.claimed_until) == (clock.now, None)
    assert ScheduledJob.objects.get(name="tidy").last_error == ""


def test_job_that_is_no_more_loses_its_row(clock) -> None:
    ScheduledJob.objects.create(name="long gone", next_run_at=clock.now)
    enrol(clock.now)
    enrol(clock.now)
    assert list(ScheduledJob.objects.values_list("name", flat=True)) == ["stumble", "tidy"]


@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_one_wins(clock) -> None:
    enrol(clock.now)
    won: list[str] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        won.extend(queue_due(clock.now))
        connections.close_all()

    schedulers = [threading.Thread(target=run) for _ in range(4)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join()
    assert sorted(won) == ["stumble", "tidy"]
    assert DBTaskResult.objects.count() == 2


def test_scheduler_queues_and_stops_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "TICK_SECONDS", 0.0)
    stopped = threading.Event()
    rounds = []

    def one_round(now) -> list[str]:
        rounds.append(now)
        stopped.set()
        return []

    monkeypatch.setattr(schedule, "queue_due", one_round)
    schedule.run_scheduler(stopped)
    assert len(rounds) == 1
