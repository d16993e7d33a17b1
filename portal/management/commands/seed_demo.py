"""Fill the portal with the demo city, or with as many made-up stories as a test of speed wants."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo import filling, seeding


class Command(BaseCommand):
    help = "Publish the demo city; with --articles N, fill up to N stories by bulk insert."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=int, default=0, metavar="N", help="stories in all")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same city")

    def handle(self, *args: Any, **options: Any) -> None:
        if seeding.is_empty():
            seeding.seed(seed_number=options["seed"], say=self.stdout.write)
        elif not options["articles"]:
            raise CommandError("The portal has content already; the demo is for an empty one.")
        if options["articles"]:
            filling.fill(options["articles"], seed_number=options["seed"], say=self.stdout.write)
