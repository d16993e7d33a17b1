"""The worker: does the tasks that wait in the database."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from portal.lib.heartbeat import beating
from portal.lib.leash import mind_leash
from portal.lib.schedule import jobs
from portal.lib.tasks import worker_part


class Command(db_worker.Command):
    """django-tasks-db's worker, with a heartbeat."""

    help = "Do the work that waits in the database, until told to stop."

    def handle(self, *args: Any, worker_id: str, **options: Any) -> None:
        """Work, and let others see that we do."""
        mind_leash()
        jobs()
        with beating(worker_part(worker_id)):
            super().handle(worker_id=worker_id, **options)

    def configure_logging(self, verbosity: int) -> None:
        """Leave the log to the settings: a line for each task done tells nobody anything."""
