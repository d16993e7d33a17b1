from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from news import revisions
from news.models import Revision


class Command(BaseCommand):
    """Read every version of the stories and prove that none was changed after the fact."""

    help = "Check the chain of versions; names every fault and ends with 1 where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("story", nargs="*", type=int, help="numbers of stories; all if none")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = options["story"]
        count = 0
        for fault in revisions.faults(iter(ids) if ids else None):
            count += 1
            self.stdout.write(f"story {fault.article_id}, version {fault.number}: {fault.what}")
        if count:
            raise CommandError(f"{count} faults.")
        rows = Revision.objects.filter(article__in=ids) if ids else Revision.objects.all()
        self.stdout.write(f"{rows.count()} versions, no fault.")
