"""Take a backup of everything, while the site runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.backup import CannotBackUp, back_up


class Command(BaseCommand):
    help = (
        "Write database, secret key and media into one archive (.tar.gz) and read it back. "
        "The site may run meanwhile. The archive holds secrets."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive; it must not exist yet")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        say = self.stdout.write if options["verbosity"] else lambda line: None
        try:
            back_up(file, say=say)
        except CannotBackUp as refusal:
            raise CommandError(str(refusal)) from refusal
        say(f"{file} is whole: {file.stat().st_size:,} bytes.")
