"""Reads a WordPress site from its export files (WXR) and its uploads."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

from portal.importers.attachments import open_attachments
from portal.importers.records import Address, Record
from portal.importers.report import Report
from portal.importers.wordpress import discussion, people, terms
from portal.importers.wordpress.addresses import parse
from portal.importers.wordpress.export import staged
from portal.importers.wordpress.permalinks import USUAL, Permalinks
from portal.importers.wordpress.site import Site, line
from portal.importers.wordpress.stories import Reader
from portal.importers.wordpress.uploads import Uploads, index_uploads

SYSTEM = "wordpress"

__all__ = ["SYSTEM", "USUAL", "Permalinks", "Site", "open_site", "parse", "records", "tell_left"]


@contextmanager
def open_site(
    files: Iterable[Path],
    uploads: Path | None,
    report: Report,
    *,
    fetches: bool = False,
    permalinks: Permalinks = USUAL,
) -> Iterator[Site]:
    """Give a site whose exports were read to their end. Raises CannotImport."""
    permalinks.check()
    with ExitStack() as stack:
        local = stack.enter_context(open_attachments(uploads, report))
        rows, channel = stack.enter_context(staged(files, report))
        site = Site(rows, channel, local, report, permalinks)
        index_uploads(site)
        site.attachments = stack.enter_context(Uploads.opened(site, local, fetches=fetches))
        report.facts |= {"system": SYSTEM, "site": site.name}
        yield site


def records(site: Site) -> Iterator[Record]:
    """All that is brought, each record after those it points at."""
    reader = Reader(site)
    every = chain(
        people.members(site),
        people.bylines(site),
        terms.categories(site),
        terms.tags(site),
        reader.stories(),
        reader.pictures_left(),
        discussion.comments(site),
        terms.names(site),
        people.names(site),
        reader.attachment_pages(),
    )
    met: set[str] = set()
    for record in every:
        if isinstance(record, Address):
            if record.foreign_id in met:
                continue  # Of two things with one name the first has it.
            met.add(record.foreign_id)
        yield record


def tell_left(site: Site) -> None:
    """Report what the export holds and has no counterpart here."""
    known = ("post", "page", "attachment", people.GUEST)
    for row in site.rows.execute("SELECT type, count(*) AS number FROM item GROUP BY type"):
        if row["type"] not in known:
            site.report.defer(f"posts of the type {row['type']}", row["number"])
    for row in site.rows.execute("SELECT kind, count(*) AS number FROM term GROUP BY kind"):
        if row["kind"] not in ("category", "post_tag", "author"):
            site.report.defer(f"terms of {row['kind']}", row["number"])
    for item in site.items("nav_menu_item"):
        site.report.note("Navigation", f"{line(item['title']) or '(a page or section)'}")
