"""Periodic jobs: which there are, when each is due, and the loop that queues them.

A job is a task with a period, declared where its deed stands::

    @periodic(every=timedelta(hours=1))
    @task
    def purge_buckets() -> None: ...

Its module is listed in `settings.PERIODIC_MODULES`. Any number of schedulers may run: a job is
claimed by an update that only one of them can win.
"""

import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import BooleanField, Case, Q, When
from django.dispatch import receiver
from django.utils import timezone

from portal.lib.models import ScheduledJob
from portal.lib.tasks import Task, TaskResult, task_finished

TICK_SECONDS = 1.0

# A job that is due is queued within a second; after so long nobody queues any more.
LATE_AFTER = timedelta(minutes=10)

# A run that has not finished after so long no longer holds back the next one.
CLAIM_FOR = timedelta(hours=1)

AnyTask = TypeVar("AnyTask", bound=Task)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A task that is queued once in every period."""

    name: str
    every: timedelta
    task: Task


_jobs: dict[str, Job] = {}


def periodic(*, every: timedelta, name: str = "") -> Callable[[AnyTask], AnyTask]:
    """Declare a task as a job; it stands above `@task`."""

    def register(queued: AnyTask) -> AnyTask:
        job = Job(name or queued.module_path, every, queued)
        _jobs[job.name] = job
        return queued

    return register


def jobs() -> dict[str, Job]:
    """Return all jobs by name."""
    for module in settings.PERIODIC_MODULES:
        import_module(module)
    return _jobs


def run_scheduler(stopped: threading.Event) -> None:
    """Queue what is due until `stopped` is set; a database that is away is waited for."""
    enrol(timezone.now())
    while not stopped.wait(TICK_SECONDS):
        try:
            queue_due(timezone.now())
        except DatabaseError as error:
            logger.warning("Nothing was scheduled: %s", error)
        close_old_connections()


def enrol(now: datetime) -> None:
    """Give every job its row, due at once, and drop the rows of jobs that are no more."""
    ScheduledJob.objects.exclude(name__in=jobs()).delete()
    ScheduledJob.objects.bulk_create(
        [ScheduledJob(name=name, next_run_at=now) for name in jobs()], ignore_conflicts=True
    )


def queue_due(now: datetime) -> list[str]:
    """Queue the jobs that are due and not still running; return their names."""
    names = ScheduledJob.objects.filter(is_due(now)).values_list("name", flat=True)
    return [name for name in names if name in _jobs and claim(_jobs[name], now)]


def is_due(now: datetime) -> Q:
    """A job is due when its time has come and no run of it is under way."""
    return Q(next_run_at__lte=now) & (Q(claimed_until=None) | Q(claimed_until__lte=now))


def troubled(now: datetime) -> tuple[list[str], list[str]]:
    """Names of jobs that nobody queues, or whose run does not end; and of those that failed."""
    is_late = is_due(now - LATE_AFTER)
    rows = ScheduledJob.objects.filter(is_late | ~Q(last_error="")).annotate(
        is_late=Case(When(is_late, then=True), default=False, output_field=BooleanField())
    )
    found = list(rows.order_by("name").values_list("name", "is_late"))
    return [name for name, late in found if late], [name for name, late in found if not late]


def claim(job: Job, now: datetime) -> bool:
    """Queue the job unless another scheduler was faster; claim and task are kept together."""
    with transaction.atomic():
        is_ours = (
            ScheduledJob.objects.filter(is_due(now), name=job.name).update(
                next_run_at=now + job.every,
                claimed_until=now + max(job.every, CLAIM_FOR),
                claimed_by=socket.gethostname()[:64],
                last_started_at=now,
            )
            == 1
        )
        if is_ours:
            job.task.enqueue()
    return is_ours


@receiver(task_finished)
def release(sender: Any, task_result: TaskResult, **kwargs: Any) -> None:
    """Note how a run of a job ended, and let the next one come."""
    path = task_result.task.module_path
    names = [job.name for job in _jobs.values() if job.task.module_path == path]
    if names:
        errors = task_result.errors
        ScheduledJob.objects.filter(name__in=names).update(
            claimed_until=None,
            last_finished_at=timezone.now(),
            last_error=errors[-1].traceback if errors else "",
        )
