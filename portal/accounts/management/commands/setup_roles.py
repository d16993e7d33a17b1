"""The roles of the newsroom, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts.roles import set_up_roles


class Command(BaseCommand):
    help = "Make the roles of the newsroom as groups, or bring their permissions up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        groups = set_up_roles()
        if options["verbosity"]:
            for group in groups:
                self.stdout.write(f"{group.name}: {group.permissions.count()} permissions")
