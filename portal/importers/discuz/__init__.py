"""Reads the portal of a Discuz! X site from its SQL dump and attachments."""

from portal.importers.discuz.dump import DumpError
from portal.importers.discuz.site import Site, open_site

__all__ = ["DumpError", "Site", "open_site"]
