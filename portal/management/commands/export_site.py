"""Write the whole portal into a folder, for another system or another Masthead."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.exporting import CannotWrite, write_site


class Command(BaseCommand):
    help = (
        "Write everything but secrets into FOLDER, as JSON lines and files with checksums. "
        "The site may run meanwhile. The format is documented in portal/exporting/__init__.py; "
        "`import_site masthead FOLDER` builds the same portal from it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument("--no-ninjs", action="store_true", help="only our own format")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        say = self.stdout.write if options["verbosity"] else lambda line: None
        try:
            write_site(folder, with_ninjs=not options["no_ninjs"], say=say)
        except CannotWrite as refusal:
            raise CommandError(str(refusal)) from refusal
        say(f"{folder} is complete.")
