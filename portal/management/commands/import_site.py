"""Bring another system's site in, as often as wanted."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.importers.discuz.opening import ENCODINGS
from portal.importers.moving import move_in
from portal.importers.report import CannotImport


class Command(BaseCommand):
    help = (
        "Import a Discuz! X portal from a mysqldump (plain or .gz) and its attachments. "
        "Run again, it brings only what changed; what was edited here is never overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", choices=["discuz"])
        parser.add_argument("dump", type=Path)
        parser.add_argument(
            "--attachments",
            type=Path,
            help="the site's folder, its data/attachment, or a tar archive of it "
            "(unpacked into the temporary folder)",
        )
        parser.add_argument("--prefix", default="pre_", help="of the tables")
        parser.add_argument("--charset", default="auto", choices=["auto", *ENCODINGS])
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        parser.add_argument("--report", type=Path, help="write the report as JSON here too")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("dump", "attachments"):
            if options[name] is not None and not options[name].exists():
                raise CommandError(f"There is no file {options[name]}.")
        say = self.stdout.write if options["verbosity"] else lambda line: None
        try:
            report = move_in(
                options["dump"],
                attachments=options["attachments"],
                prefix=options["prefix"],
                charset=options["charset"],
                dry_run=options["dry_run"],
                say=say,
            )
        except CannotImport as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in report.lines():
            say(line)
        if options["report"]:
            text = json.dumps(report.as_data(), ensure_ascii=False, indent=1)
            options["report"].write_text(text, encoding="utf-8")
