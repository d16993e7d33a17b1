"""Reads the portal of a Discuz! X site from its SQL dumps or its database, and attachments."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import chain
from pathlib import Path

from portal.importers.attachments import Attachments, open_attachments
from portal.importers.discuz import (
    aliases,
    avatars,
    discussion,
    people,
    sections,
    stories,
    topics,
    trash,
)
from portal.importers.discuz.addresses import ALIAS, parse
from portal.importers.discuz.live import open_database
from portal.importers.discuz.opening import open_volumes
from portal.importers.discuz.site import Site, line
from portal.importers.discuz.staging import Tables, staged
from portal.importers.records import Record
from portal.importers.report import Report

SYSTEM = "discuz"

__all__ = [
    "ALIAS",
    "SYSTEM",
    "Site",
    "count_deferred",
    "number_of",
    "open_site",
    "parse",
    "records",
]


@contextmanager
def open_site(
    dumps: Sequence[Path],
    attachments: Path | None,
    report: Report,
    *,
    dsn: str,
    charset: str,
    prefix: str,
    faces: Path | None = None,
) -> Iterator[Site]:
    """Give a site whose database was read to its end: its dumps, or live. Raises CannotImport."""
    with ExitStack() as stack:
        files: Attachments = stack.enter_context(open_attachments(attachments, report))
        if faces is not None:
            files = avatars.WithAvatars(files, faces)
        opened: AbstractContextManager[Tables] = (
            open_database(dsn, charset) if dsn else open_volumes(dumps, charset)
        )
        read = stack.enter_context(opened)
        rows = stack.enter_context(staged(read, prefix=prefix))
        site = Site(rows, read.encoding, files, report)
        trash.put_back(site)
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
        discussion.replies(site),
        people.reactions(site),
        people.favourites(site),
        sections.grants(site),
        topics.topics(site),
        discussion.on_topics(site),
        stories.reads(site),
        avatars.portraits(site),
        aliases.aliases(site),
    )


COUNTED = (
    "common_member",
    "common_member_archive",
    "portal_category",
    "portal_attachment",
    "portal_article_title",
    "portal_article_trash",
    "portal_comment",
    "home_favorite",
    "portal_topic",
    "portal_article_count",
    "(SELECT aid FROM portal_article_related UNION SELECT raid FROM portal_article_related)",
    "portal_article_title WHERE click1 + click2 + click3 + click4 + click5 + click6 + click7"
    " + click8 > 0",
    "portal_article_title a JOIN forum_post p ON p.tid = a.id WHERE a.idtype = 'tid'"
    " AND NOT a.owncomment AND NOT p.first",
)
"""What becomes records, one of each row; of pictures only those that stories show come."""


def number_of(site: Site) -> int:
    """About how many records there will be, counted without reading a text."""
    rows = (site.number(f"SELECT count(*) FROM {rows}") for rows in COUNTED)  # noqa: S608
    return sum(rows) + sum(1 for _alias in aliases.aliases(site))


DEFERRED = {
    "binned articles that cannot be read": "portal_article_trash"
    " WHERE aid NOT IN (SELECT aid FROM portal_article_title)",
    "shares: nobody shows friends here what they read": "home_share WHERE type = 'article'",
    "threads that are no stories: there is no forum here": "forum_thread"
    " WHERE tid NOT IN (SELECT id FROM portal_article_title WHERE idtype = 'tid')",
    "blogs that are no stories: there are no blogs here": "home_blog"
    " WHERE blogid NOT IN (SELECT id FROM portal_article_title WHERE idtype = 'blogid')",
    "replies to threads whose stories have comments of their own": "forum_post p"
    " JOIN portal_article_title a ON a.idtype = 'tid' AND a.id = p.tid"
    " WHERE a.owncomment AND NOT p.first AND p.invisible = 0 AND p.pid NOT IN"
    " (SELECT id FROM portal_article_content WHERE idtype = 'pid')",
    "comments on blogs whose stories have comments of their own": "home_comment c"
    " JOIN portal_article_title a ON a.idtype = 'blogid' AND a.id = c.id"
    " WHERE a.owncomment AND c.idtype = 'blogid' AND c.status = 0",
    "favourites of threads, blogs and boards that are no stories": "home_favorite f"
    " WHERE f.idtype <> 'aid' AND NOT EXISTS (SELECT 1 FROM portal_article_title a"
    " WHERE a.idtype = f.idtype AND a.id = f.id)",
    "reactions to blogs and pictures: only stories have them here": "home_clickuser"
    " WHERE idtype <> 'aid'",
}
"""What has no counterpart, and why."""

LISTED = {
    "Friendly links": ("common_friendlink", "name", "url"),
    "Navigation": ("common_nav", "name", "url"),
    "Words that became links by themselves": ("common_relatedlink", "name", "url"),
    "Words that were replaced, held or refused": ("common_word", "find", "replacement"),
}
"""Small lists that an operator sets up anew: tables and two columns."""


def count_deferred(site: Site) -> None:
    """Report what the source holds and has no counterpart here."""
    for kind, where in DEFERRED.items():
        site.report.defer(kind, site.number(f"SELECT count(*) FROM {where}"))  # noqa: S608
    if not isinstance(site.attachments, avatars.WithAvatars):
        faces = site.number("SELECT count(*) FROM common_member WHERE avatarstatus > 0")
        site.report.defer("avatars: name their folder with --avatars", faces)
    for subject, (table, name, value) in LISTED.items():
        for row in site.all(f"SELECT {name}, {value} FROM {table} ORDER BY rowid"):  # noqa: S608
            site.report.note(subject, f"{line(row[name])}: {line(row[value])}")
