"""Shows the knobs of the environment as they were read."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints name, value and origin of each knob; secrets are masked."""

    help = "Show the settings that come from the environment, secrets masked."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each knob."""
        for knob in sorted(settings.KNOBS, key=lambda knob: knob.name):
            self.stdout.write(f"{knob.name}={knob.masked()}  # {knob.origin}")
