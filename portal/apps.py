"""The shell as a Django app: it has commands, templates' tags and static files, but no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The shell knows every other app, so its start wires them together."""

    name = "portal"

    def ready(self) -> None:
        """Connect the signals between news and comments."""
