"""Put a backup in the place of what is here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.backup import CannotRestore, restore
from portal.lib.database import count_missing_migrations


class Command(BaseCommand):
    help = (
        "Check an archive of `backup` to its end, then put it in the place of what is here. "
        "Stop the site first. What was here is kept beside it, except a PostgreSQL database."
    )
    # The database may have no tables yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="also where there is content or a member"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        say = self.stdout.write if options["verbosity"] else lambda line: None
        try:
            kept = restore(file, replace=replace, say=say)
        except CannotRestore as refusal:
            raise CommandError(str(refusal)) from refusal
        for place in kept:
            say(f"What was here before: {place}")
        if missing := count_missing_migrations():
            say(f"{missing} migrations are newer than the backup; `manage.py serve` applies them.")
        say("The portal is as it was.")
