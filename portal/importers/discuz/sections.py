"""Categories, and the sources that stories name."""

import hashlib
import unicodedata
from collections.abc import Iterator
from sqlite3 import Row
from urllib.parse import urlsplit

from portal.importers.discuz.site import Site, id_of, line, text, whole
from portal.importers.records import Category, Grant, Source

USUAL_PAGE_SIZE = 15
"""What 0 means there."""

OWN_NAMES = ("本站", "本站原创", "本站讯", "本报", "本网", "原创")
"""How editors write that a story is their own; the site's own name means the same."""


def categories(site: Site) -> Iterator[Category]:
    """The sections, each after its parent; a circle of parents is cut."""
    rows = list(site.all("SELECT * FROM portal_category ORDER BY displayorder, catid"))
    known = {whole(row["catid"]) for row in rows}
    brought: set[int] = set()
    while waiting := [row for row in rows if whole(row["catid"]) not in brought]:
        ready = [row for row in waiting if _parent(row, known) in {0, *brought}]
        for row in ready or waiting[:1]:
            if not ready:
                site.report.note(
                    "Sections", f"{row['catid']} stood below itself and is now on top."
                )
            elif whole(row["upid"]) not in {0, *known}:
                site.report.note("Sections", f"{row['catid']} had no parent and is now on top.")
            brought.add(whole(row["catid"]))
            yield _category(
                row, position=rows.index(row), parent=_parent(row, known) if ready else 0
            )


def _parent(row: Row, known: set[int]) -> int:
    return whole(row["upid"]) if whole(row["upid"]) in known else 0


def _category(row: Row, *, position: int, parent: int) -> Category:
    return Category(
        foreign_id=str(row["catid"]),
        name=line(row["catname"]),
        parent_id=id_of(parent),
        slug=line(row["foldername"]),
        position=position,
        description=text(row["description"]),
        seo_title=line(row["seotitle"]),
        jump_url=line(row["url"]),
        is_open=not whole(row["closed"]),
        in_navigation=bool(whole(row["shownav"])),
        allows_publishing=not whole(row["disallowpublish"]),
        allows_comments=row["allowcomment"] is None or bool(whole(row["allowcomment"])),
        shows_summary=not whole(row["notshowarticlesummay"]),
        page_size=whole(row["perpage"]) or USUAL_PAGE_SIZE,
    )


def grants(site: Site) -> Iterator[Grant]:
    """Who may do what where; those that a section has from above hold here by themselves."""
    for row in site.all(
        "SELECT * FROM portal_category_permission WHERE NOT inheritedcatid"
        " AND (allowpublish OR allowmanage) GROUP BY catid, uid ORDER BY catid, uid"
    ):
        yield Grant(
            foreign_id=f"{row['catid']}:{row['uid']}",
            category_id=id_of(row["catid"]),
            member_id=id_of(row["uid"]),
            may_publish=bool(whole(row["allowpublish"])),
            may_manage=bool(whole(row["allowmanage"])),
        )


def sources(site: Site) -> Iterator[Source]:
    """One source for each name that stories give, however they space or capitalise it."""
    own = {source_key(name) for name in (*OWN_NAMES, site.name)}
    brought = set()
    for row in site.all(
        'SELECT "from", max(fromurl) AS url FROM portal_article_title'
        ' WHERE "from" <> \'\' GROUP BY "from" ORDER BY count(*) DESC, "from"'
    ):
        name, key = line(row["from"]), source_key(row["from"])
        if name and key not in brought:
            brought.add(key)
            url = home_page(line(row["url"]))
            yield Source(foreign_id=key, name=name, url=url, is_own=key in own)


def source_key(name: object) -> str:
    """The id of a source: its name folded, as two spellings of one name agree."""
    folded = "".join(unicodedata.normalize("NFKC", line(name)).casefold().split())
    return folded if len(folded) <= 90 else hashlib.sha256(folded.encode()).hexdigest()


def home_page(address: str) -> str:
    """The address of a source's home page; that of a single story says nothing of the source."""
    parts = urlsplit(address)
    is_home = parts.scheme in ("http", "https") and parts.path in ("", "/") and not parts.query
    return address if is_home else ""
