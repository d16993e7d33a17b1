"""The shell as a Django app: it has commands, templates' tags and static files, but no tables."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    """The shell knows every other app, so its start wires them together."""

    name = "portal"

    def ready(self) -> None:
        """Connect the signals between news and comments."""
        from portal import wiring

        wiring.connect()


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with our site in the place of its own."""

    # There are two configurations in this module: "portal" in INSTALLED_APPS means the other.
    default = False
    default_site = "portal.admin.DeskSite"

    def ready(self) -> None:
        """Gather what the apps register, then take off what nobody should see or touch there."""
        super().ready()
        from allauth.mfa.models import Authenticator
        from django.contrib import admin
        from taggit.models import Tag

        # The site's own tables lie on the ground floor; their pages are the shell's.
        from portal import borrowed, operating, site_admin  # noqa: F401

        borrowed.give_names()

        # Its page shows the secrets of other people's authenticators.
        admin.site.unregister(Authenticator)
        # Stories have tags of our own; these stay empty.
        admin.site.unregister(Tag)
