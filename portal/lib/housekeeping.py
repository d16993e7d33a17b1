"""The jobs that keep the foundation's own tables small and its queue moving."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from portal.lib import database, heartbeat, tasks
from portal.lib.schedule import periodic
from portal.lib.tasks import task

# A letter waits in its task and may hold a link that resets a password: it goes soon after.
KEEP_SUCCEEDED = timedelta(hours=1)
# Long enough to be found by the person who comes back from a fortnight's leave.
KEEP_FAILED = timedelta(days=21)
KEEP_HEARTS = timedelta(days=1)


@periodic(every=timedelta(minutes=1))
@task
def revive_orphaned_tasks() -> int:
    """Give tasks whose worker died back to the queue."""
    return tasks.reap_orphans(timezone.now())


@periodic(every=timedelta(hours=1))
@task
def prune_finished_tasks() -> int:
    """Delete the notes on finished tasks, and the hearts of workers long gone."""
    now = timezone.now()
    heartbeat.forget(now - KEEP_HEARTS)
    return tasks.prune(now, succeeded=KEEP_SUCCEEDED, failed=KEEP_FAILED)


@periodic(every=timedelta(hours=1))
@task
def refresh_statistics() -> None:
    """Keep the plans of queries good while the site grows."""
    database.refresh_statistics()


@periodic(every=timedelta(days=1))
@task
def clear_expired_sessions() -> None:
    """Delete the sessions nobody will come back to."""
    call_command("clearsessions")
