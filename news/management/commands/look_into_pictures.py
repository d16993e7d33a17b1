"""Asks the files of older pictures for what newer ones were asked at their upload."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from news.models import Image
from news.uploads import look_into

BATCH = 100


class Command(BaseCommand):
    help = (
        "Read look, time, maker and keywords out of the files of pictures not asked yet. "
        "May be stopped at any time and goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=0, help="Stop after so many pictures.")

    def handle(self, *, limit: int, **options: Any) -> None:
        read = unreadable = 0
        for image in _waiting(limit):
            if look_into(image):
                read += 1
            else:
                unreadable += 1
                self.stderr.write(f"{image.pk}: {image.file.name} cannot be read.")
        left = Image.objects.not_looked_into().count()
        self.stdout.write(f"{read} read, {unreadable} unreadable, {left} left.")


def _waiting(limit: int) -> Iterator[Image]:
    """One picture after the other, a batch of rows in memory at once."""
    done, after = 0, 0
    while rows := list(Image.objects.not_looked_into().filter(pk__gt=after)[:BATCH]):
        for image in rows:
            if limit and done == limit:
                return
            yield image
            done, after = done + 1, image.pk
