"""The first flat pages, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.first_pages import set_up_pages


class Command(BaseCommand):
    help = "Make the pages every site needs (about, contact, privacy ...) where there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        pages = set_up_pages()
        if options["verbosity"]:
            self.stdout.write(f"{len(pages)} pages made.")
