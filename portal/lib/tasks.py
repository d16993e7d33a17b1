"""Work that waits in the database for the worker: `task`, its retries, and what became of it.

This is the only module that imports django_tasks; on Django 6 its imports change to
`django.tasks`. A task stands beside the deed it does, and must bear being done twice, since a
worker may die between the deed and the note that it is done::

    @task
    @retry(times=5, first_wait=timedelta(minutes=1))
    def warm_later(image_pk: int) -> None: ...

    warm_later.enqueue(image.pk)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Case, Count, Min, Q, When
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResult, TaskResultStatus, task
from django_tasks.base import Task
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult, get_date_max

from portal.lib.heartbeat import is_alive

__all__ = ["Task", "TaskResult", "retry", "task", "task_finished"]

F = TypeVar("F", bound=Callable[..., Any])

# A worker beats every few seconds; a row it claimed this long ago, without a beat, is an orphan.
ORPHANED_AFTER = timedelta(minutes=2)

# How often a task without a policy of its own is begun again after a worker died with it.
LIVES = 3

# More notes than these tell nobody anything new.
MOST_GIVEN_UP = 500

UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True)
class RetryPolicy:
    """How often a failing task is tried in all, and how long it waits; each wait doubles."""

    times: int
    first_wait: timedelta

    def wait_after(self, attempt: int) -> timedelta:
        """Return the pause after the given attempt, which counts from 1."""
        return self.first_wait * 2 ** (attempt - 1)


def retry(*, times: int = 5, first_wait: timedelta = timedelta(minutes=1)) -> Callable[[F], F]:
    """Have a task tried again when it raises; it stands below `@task`."""

    def mark(func: F) -> F:
        func.retry_policy = RetryPolicy(times, first_wait)  # type: ignore[attr-defined]
        return func

    return mark


@receiver(task_finished)
def try_again(sender: Any, task_result: TaskResult, **kwargs: Any) -> None:
    """Put a failed task back into the queue while its policy has tries left."""
    policy = policy_of(task_result.task)
    if (
        policy
        and task_result.status == TaskResultStatus.FAILED
        and task_result.attempts < policy.times
    ):
        DBTaskResult.objects.filter(pk=task_result.id, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY,
            run_after=timezone.now() + policy.wait_after(task_result.attempts),
        )


def policy_of(queued: Task) -> RetryPolicy | None:
    """Return the retry policy of a task, if it has one."""
    return getattr(queued.func, "retry_policy", None)


def reap_orphans(now: datetime) -> int:
    """Give tasks whose worker died back to the queue; return how many there were.

    One that has outlived all its tries is marked as failed.
    """
    claimed = DBTaskResult.objects.running().filter(started_at__lt=now - ORPHANED_AFTER)
    orphans = [row for row in claimed if not has_worker(row, now)]
    for row in orphans:
        bury_or_revive(row)
    return len(orphans)


def has_worker(row: DBTaskResult, now: datetime) -> bool:
    """Tell whether the worker that claimed this row still gives signs of life."""
    return bool(row.worker_ids) and is_alive(worker_part(row.worker_ids[-1]), now, ORPHANED_AFTER)


def worker_part(worker_id: str) -> str:
    """Return the name under which a worker's heart beats."""
    return f"worker:{worker_id}"


def bury_or_revive(row: DBTaskResult) -> None:
    """Queue the row again, or fail it for good."""
    try:
        policy = policy_of(row.task)
    except ImportError as error:
        # The code of the task is gone; nobody can do it any more.
        row.set_failed(error)
        return
    if len(row.worker_ids) < (policy.times if policy else LIVES):
        row.status = TaskResultStatus.READY
        row.save(update_fields=["status"])
    else:
        row.set_failed(RuntimeError("The worker died with this task, again."))


@dataclass(frozen=True)
class Backlog:
    """Of one task: how many are unfinished, were queued long ago, are overdue, and since when.

    `failed` is how many were given up: what has tries left is back in the queue.
    """

    unfinished: int = 0
    old: int = 0
    overdue: int = 0
    since: datetime | None = None
    failed: int = 0


def backlogs(now: datetime, patience: timedelta, *, old: timedelta) -> dict[str, Backlog]:
    """Return what waits, runs or was given up, by the path of its task; one query.

    Overdue is what should have been begun longer ago than `patience`; what has no date of its own
    counts from when it was queued. Old is what was queued longer ago than `old`.
    """
    due = Case(When(run_after=get_date_max(), then="enqueued_at"), default="run_after")
    is_overdue = Q(due__lt=now - patience, status=TaskResultStatus.READY)
    is_unfinished, is_failed = Q(status__in=UNFINISHED), Q(status=TaskResultStatus.FAILED)
    rows = DBTaskResult.objects.filter(is_unfinished | is_failed).annotate(due=due).order_by()
    counted = rows.values("task_path").annotate(
        unfinished=Count("pk", filter=is_unfinished),
        old=Count("pk", filter=is_unfinished & Q(enqueued_at__lt=now - old)),
        overdue=Count("pk", filter=is_overdue),
        since=Min("due", filter=is_overdue),
        failed=Count("pk", filter=is_failed),
    )
    return {row.pop("task_path"): Backlog(**row) for row in counted}


@dataclass(frozen=True)
class GivenUp:
    """Of one task: how often it was given up, when last, and what its error said then."""

    path: str
    count: int
    last: datetime | None
    error: str


def given_up() -> list[GivenUp]:
    """Return what failed and is not tried again by itself, the latest first."""
    rows = DBTaskResult.objects.failed().order_by("-finished_at")
    told = rows.values_list("task_path", "finished_at", "exception_class_path", "traceback")
    found: dict[str, GivenUp] = {}
    for path, at, error, trace in told[:MOST_GIVEN_UP]:
        said = trace.strip().rpartition("\n")[2] or error
        before = found.get(path) or GivenUp(path, 0, at, said)
        found[path] = replace(before, count=before.count + 1)
    return list(found.values())


def begin_again(path: str) -> int:
    """Queue all that was given up of a task, with all its tries; return how many there were."""
    return (
        DBTaskResult.objects.failed()
        .filter(task_path=path)
        .update(
            status=TaskResultStatus.READY,
            run_after=timezone.now(),
            worker_ids=[],
            finished_at=None,
            exception_class_path="",
            traceback="",
        )
    )


def set_aside(path: str) -> int:
    """Forget what was given up of a task; return how many there were."""
    return DBTaskResult.objects.failed().filter(task_path=path).delete()[0]


def prune(now: datetime, *, succeeded: timedelta, failed: timedelta) -> int:
    """Delete the notes on finished tasks that are older than the given ages."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - succeeded)
    given_up = DBTaskResult.objects.failed().filter(finished_at__lt=now - failed)
    return done.delete()[0] + given_up.delete()[0]
