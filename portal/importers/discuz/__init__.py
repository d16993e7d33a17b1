"""Reads the portal of a Discuz! X site from its SQL dump and attachments."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

from portal.importers.attachments import Attachments, open_attachments
from portal.importers.discuz import discussion, people, sections, stories
from portal.importers.discuz.site import Site
from portal.importers.discuz.staging import staged
from portal.importers.records import Record
from portal.importers.report import Report

SYSTEM = "discuz"

__all__ = ["SYSTEM", "Site", "count_deferred", "open_site", "records"]


@contextmanager
def open_site(
    dump: Path, attachments: Path | None, report: Report, *, charset: str, prefix: str
) -> Iterator[Site]:
    """Give a site whose dump was read to its end. Raises CannotImport."""
    with ExitStack() as stack:
        files: Attachments = stack.enter_context(open_attachments(attachments, report))
        rows, read = stack.enter_context(staged(dump, charset=charset, prefix=prefix))
        site = Site(rows, read.encoding, files, report)
        report.facts |= {"system": SYSTEM, "site": site.name, "charset": read.charset}
        if read.unreadable:
            report.note(
                "Broken data", f"{read.unreadable:,} texts hold bytes that are no characters."
            )
        yield site


def records(site: Site) -> Iterator[Record]:
    """All that is brought, each record after those it points at."""
    return chain(
        people.members(site),
        people.reaction_kinds(site),
        sections.categories(site),
        sections.sources(site),
        stories.documents(site),
        stories.articles(site),
        stories.relations(site),
        discussion.comments(site),
        people.reactions(site),
        stories.reads(site),
    )


DEFERRED = {
    "binned articles": "portal_article_trash",
    "favourites": "home_favorite WHERE idtype = 'aid'",
    "shares": "home_share WHERE type = 'article'",
    "topics": "portal_topic",
    "comments on topics": "portal_comment WHERE idtype = 'topicid'",
    "threads": "forum_thread",
    "thread posts": "forum_post",
    "replies to threads made stories": "forum_post WHERE NOT first AND invisible = 0 AND tid IN"
    " (SELECT id FROM portal_article_title WHERE idtype = 'tid' AND NOT owncomment)",
    "blogs": "home_blog",
    "comments on blogs made stories": "home_comment WHERE idtype = 'blogid' AND id IN"
    " (SELECT id FROM portal_article_title WHERE idtype = 'blogid' AND NOT owncomment)",
    "aggregation tags on stories": "portal_article_title WHERE tag > 0",
    "rights in sections": "portal_category_permission",
    "passwords and avatars": "common_member",
}


def count_deferred(site: Site) -> None:
    """Report what the dump holds and this importer does not bring yet."""
    for kind, where in DEFERRED.items():
        site.report.defer(kind, site.number(f"SELECT count(*) FROM {where}"))  # noqa: S608
