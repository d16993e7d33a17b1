"""The scheduler: queues the periodic jobs when they are due."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from portal.lib.heartbeat import beating
from portal.lib.leash import mind_leash
from portal.lib.schedule import run_scheduler


class Command(BaseCommand):
    """Runs until told to stop; several may run at once."""

    help = "Queue the periodic jobs when they are due, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        """Schedule, and let others see that we do."""
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        mind_leash()
        with beating("scheduler"):
            run_scheduler(stopped)
