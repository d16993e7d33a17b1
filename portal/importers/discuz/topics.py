"""Topics as far as they carry text, a cover and stories; their lay-out cannot come."""

import re
from collections.abc import Iterator
from sqlite3 import Row

from news import body as grammar
from portal.importers.discuz.bodies import local_path
from portal.importers.discuz.site import Site, line, moment, text, whole
from portal.importers.discuz.stories import Reader
from portal.importers.markup import Picture
from portal.importers.records import Record, Topic

_BLOCK = re.compile(r"portal_block_(\d{1,9})")


def topics(site: Site) -> Iterator[Record]:
    """Each topic with what its blocks hold, in the order of the page, after its cover."""
    reader = Reader(site)
    for row in site.all("SELECT * FROM portal_topic ORDER BY topicid"):
        blocks = _blocks(site, row)
        cover = _cover(site, reader, row)
        if cover:
            yield from reader.picture(Picture(cover), "")
        yield Topic(
            foreign_id=str(row["topicid"]),
            title=line(row["title"]),
            slug=line(row["name"]),
            summary=text(row["summary"]),
            body=_words(site, blocks),
            published=moment(row["dateline"]),
            is_published=not whole(row["closed"]),
            cover_id=cover,
            article_ids=_stories(site, blocks),
        )


def _cover(site: Site, reader: Reader, row: Row) -> str:
    """The path of a cover that lies among the files, with the folder of the portal or without."""
    named = line(row["cover"])
    path = local_path(named) or named
    for place in (path, f"portal/{path}"):
        if path and "://" not in path and reader.shelves.has(place):
            return place
    if path:
        site.report.note("Covers missing", f"Topic {row['topicid']}: {path}")
    return ""


def _blocks(site: Site, topic: Row) -> list[int]:
    place = f"portal/portal_topic_content_{topic['topicid']}"
    rows = site.all("SELECT diycontent FROM common_diy_data WHERE targettplname = ?", place)
    found = (int(bid) for row in rows for bid in _BLOCK.findall(str(row["diycontent"])))
    return list(dict.fromkeys(found))


def _words(site: Site, blocks: list[int]) -> str:
    """The blocks that somebody wrote as HTML."""
    written = (
        str(row["summary"] or "")
        for bid in blocks
        for row in site.all(
            "SELECT summary FROM common_block WHERE bid = ? AND blockclass LIKE 'html%'", bid
        )
    )
    return grammar.clean("".join(written))


def _stories(site: Site, blocks: list[int]) -> tuple[str, ...]:
    query = (
        "SELECT i.id FROM common_block_item i JOIN portal_article_title a ON a.aid = i.id"
        " WHERE i.bid = ? AND i.idtype = 'aid' ORDER BY i.displayorder"
    )
    found = (str(row["id"]) for bid in blocks for row in site.all(query, bid))
    return tuple(dict.fromkeys(found))
