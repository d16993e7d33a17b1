"""Stories of feeds, tables, ninjs and Markdown: whatever the form, one plain item each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

from portal.importers import paths, records
from portal.importers.attachments import Attachments
from portal.importers.markup import Shelves, read_body
from portal.importers.records import Record, alias
from portal.importers.report import Report
from portal.lib.text import clean_line

LONGEST_ID = 100

STATES = frozenset({"published", "review", "withdrawn", "draft", "binned"})


@dataclass(frozen=True, kw_only=True)
class Item:
    """A story as its source tells it; `html` may be anything, the rest is plain."""

    key: str
    title: str
    published: datetime
    html: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    picture: str = ""
    """A file among those that were given."""
    source: str = ""
    language: str = "zh-hans"
    state: str = "published"
    more_sections: tuple[str, ...] = ()
    slug: str = ""
    addresses: tuple[str, ...] = ()
    """Old ones beside the link."""
    folder: str = ""
    """Where its own files lie, below those that were given."""
    pictures: tuple[tuple[str, str], ...] = ()
    """Path and caption of files that belong to it, shown or not."""


ROOTS = ("static", "assets")
"""Folders whose files the pages of Hugo name as if they lay at the root."""


@dataclass
class Shelf:
    """Where items come from, and what is told of them."""

    name: str
    key: str
    attachments: Attachments
    report: Report

    def old_addresses(self) -> dict[str, Any]:
        """Each item says its own."""
        return {}

    def path_of(self, address: str, folder: str = "") -> str:
        """The path of a file below the folder that was given, by the end of its address.

        One beside the item comes first, then one in the folders that pages have as their root.
        """
        try:
            path = unquote(urlsplit(address.strip()).path).lstrip("/")
        except ValueError:
            return ""
        if not path or "\0" in path:
            return ""
        near = [normpath(f"{place}/{path}") for place in (folder, *ROOTS) if folder]
        parts = PurePosixPath(path).parts
        ends = ["/".join(parts[at:]) for at in range(min(len(parts), 8))]
        return next((end for end in (*near, *ends) if self.attachments.find(end)), "")


def records_of(items: Iterable[Item], shelf: Shelf) -> Iterator[Record]:
    """All records of the items, each after those it points at; of one key the first has it."""
    reader = _Reader(shelf)
    for item in items:
        yield from reader.item(item)


class _Reader:
    """Reads items one by one and remembers what came along."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.met: set[tuple[str, str]] = set()
        self.folder = ""
        self.shelves = Shelves(
            path_of=lambda address: shelf.path_of(address, self.folder),
            has=lambda path: shelf.attachments.find(path) is not None,
        )

    def item(self, item: Item) -> Iterator[Record]:
        key = key_of(item.key)
        if not self._is_first("article", key):
            self.shelf.report.skip("article", "with a name that was met before")
            return
        self.folder = item.folder
        body = read_body([("", item.html)], self.shelves)
        body.tell(self.shelf.report, item.title[:80])
        section = item.section or self.shelf.name
        named: list[Record] = [
            records.Category(foreign_id=key_of(name), name=name)
            for name in (section, *item.more_sections)
        ]
        named += [records.Byline(foreign_id=key_of(name), name=name) for name in item.authors]
        named += [records.Tag(foreign_id=key_of(name), name=name[:100]) for name in item.tags]
        if item.source:
            named.append(records.Source(foreign_id=key_of(item.source), name=item.source))
        pictures = [(each.path, each.alt, each.caption) for each in body.pictures]
        cover = self.shelves.path_of(item.picture) if item.picture else ""
        if item.picture and not cover:
            self.shelf.report.note("Covers missing", f"{item.title[:80]}: {item.picture[:200]}")
        named += [
            records.Picture(
                foreign_id=path,
                name=path.rpartition("/")[2],
                alt=alt or caption,
                caption=caption,
                credit_otherwise=self.shelf.name,
            )
            for path, alt, caption in self._told(item, pictures, cover)
        ]
        named += [
            records.Document(foreign_id=path, path=path, name=path.rpartition("/")[2])
            for path in body.documents
        ]
        yield from (each for each in named if self._is_first(each.kind, each.foreign_id))
        yield records.Article(
            foreign_id=key,
            title=clean_line(item.title).replace("|", "｜"),
            category_id=key_of(section),
            published=item.published,
            state=item.state,
            body=body.html,
            summary=clean_line(item.summary),
            source_id=key_of(item.source),
            source_url=item.link if item.source else "",
            cover_id=cover,
            slug=item.slug,
            more_category_ids=tuple(key_of(name) for name in item.more_sections),
            tags=tuple(name[:100] for name in item.tags),
            language=item.language,
            byline_ids=tuple(key_of(name) for name in item.authors),
        )
        for link in filter(None, (item.link, *item.addresses)):
            address = paths.address_of(link, records.Article.kind, key)
            if address and self._is_first(address.kind, address.foreign_id):
                yield address

    def _told(
        self, item: Item, shown: list[tuple[str, str, str]], cover: str
    ) -> list[tuple[str, str, str]]:
        """Path, alternative text and caption of its pictures; what the item says fills gaps."""
        said = dict(item.pictures)
        every = [(path, alt, caption or said.get(path, "")) for path, alt, caption in shown]
        return [
            *every,
            *([(cover, "", said.get(cover, ""))] if cover else []),
            *((path, "", caption) for path, caption in item.pictures),
        ]

    def _is_first(self, kind: str, key: str) -> bool:
        is_first = (kind, key) not in self.met
        self.met.add((kind, key))
        return is_first


def key_of(name: str) -> str:
    """The id of what has a name, which may be longer than an id and no database keeps NUL."""
    name = name.replace("\0", "")
    return name if len(name) <= LONGEST_ID else alias("long", name)
