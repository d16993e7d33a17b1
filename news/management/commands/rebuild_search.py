"""Builds the search index; begun again, it goes on where it stopped."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from news.search import rebuilding, state
from portal.lib.database import without_time_limit

BATCH = 1_000
"""Stories of a transaction: more are faster, fewer let others write in between."""


class Command(BaseCommand):
    help = "Build the index of the search. An interrupted run is gone on with."

    def add_arguments(self, parser: CommandParser) -> None:
        """What one may ask for."""
        parser.add_argument("--batch", type=int, default=BATCH, help="stories a transaction")
        parser.add_argument(
            "--from-scratch", action="store_true", help="also throw away what is there already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build batch by batch, and tell the pace."""
        without_time_limit()
        self._begin(from_scratch=options["from_scratch"])
        missing = rebuilding.remaining()
        began, done = time.monotonic(), 0
        while count := rebuilding.step(options["batch"]):
            done += count
            pace = done / (time.monotonic() - began)
            self.stdout.write(f"{done:,} of {missing:,} stories, {pace:,.0f} a second")
        self.stdout.write("The index is complete.")

    def _begin(self, *, from_scratch: bool) -> None:
        after = state.read()
        if after is None or from_scratch:
            rebuilding.start_over()
        elif after:
            self.stdout.write(f"Going on after story {after}.")
