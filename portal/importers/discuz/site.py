"""The portal of a Discuz! X site as records: its dump staged in a temporary SQLite file."""

import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from html import unescape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from portal.importers.discuz.dump import Dump, DumpError, open_dump
from portal.importers.discuz.serialised import unserialise
from portal.importers.records import (
    Article,
    Category,
    Comment,
    File,
    Member,
    Page,
    Reactions,
)

ATTACHMENTS = PurePosixPath("data/attachment/portal")
DEFAULT_SLOTS = {1: "鲜花", 2: "握手", 3: "雷人", 4: "路过", 5: "鸡蛋"}
SLOTS = range(1, 9)
_MEMBER = "uid username email regdate status"
WANTED = {
    "common_setting": "skey svalue",
    "common_syscache": "cname data",
    "common_member": _MEMBER,
    "common_member_archive": _MEMBER,
    "portal_category": "catid upid catname allowcomment displayorder url closed shownav "
    "description seotitle disallowpublish foldername notshowarticlesummay perpage",
    "portal_article_title": "aid catid uid username title highlight author from fromurl url "
    "summary pic idtype allowcomment dateline status click1 click2 click3 click4 click5 click6 "
    "click7 click8",
    "portal_article_content": "cid aid title content pageorder",
    "portal_article_count": "aid viewnum",
    "portal_article_related": "aid raid displayorder",
    "portal_article_trash": "aid",
    "portal_attachment": "attachid uid filename attachment isimage aid",
    "portal_comment": "cid uid username id idtype postip dateline status message",
    "portal_topic": "topicid",
    "home_clickuser": "uid id idtype clickid dateline",
    "home_favorite": "favid idtype",
}
"""The tables read, with the columns used of each."""
_TEXT_COLUMNS = re.compile(r"char|text|blob|binary|enum|set|json")
_NEXT_PAGE = re.compile(
    r"(?:<br\s*/?>\s*)*(?:<strong>)?#{10}NextPage(?:\[title=(.*?)\])?#{10}(?:</strong>)?", re.S
)


class Site:
    """The records of one portal; made by `open_site`."""

    def __init__(self, rows: sqlite3.Connection, attachments: "Attachments") -> None:
        """Read from staged rows and from the attachments."""
        self._rows = rows
        self._attachments = attachments

    @cached_property
    def name(self) -> str:
        """The name of the site."""
        row = self._one("SELECT svalue FROM common_setting WHERE skey = 'bbname'")
        return _plain(row["svalue"]) if row else ""

    @cached_property
    def slots(self) -> dict[int, str]:
        """The reaction each counter slot stands for."""
        row = self._one("SELECT data FROM common_syscache WHERE cname = 'click'")
        try:
            cache = unserialise(str(row["data"])) if row else None
        except (ValueError, IndexError):
            cache = None
        kinds = cache.get("aid") if isinstance(cache, dict) else None
        found = {
            int(slot): _plain(kind["name"])
            for slot, kind in (kinds.items() if isinstance(kinds, dict) else ())
            if isinstance(kind, dict) and str(slot).isdigit() and kind.get("name")
        }
        return found or dict(DEFAULT_SLOTS)

    def members(self) -> Iterator[Member]:
        """Yield the members, archived ones too."""
        for row in self._all(
            "SELECT * FROM (SELECT * FROM common_member UNION ALL SELECT * FROM"
            " common_member_archive WHERE uid NOT IN (SELECT uid FROM common_member))"
            " ORDER BY uid"
        ):
            yield Member(
                foreign_id=str(row["uid"]),
                username=_plain(row["username"]),
                email=_plain(row["email"]),
                joined=_time(row["regdate"]) if row["regdate"] else None,
                is_locked=_int(row["status"]) < 0,
            )

    def categories(self) -> Iterator[Category]:
        """Yield the categories, each after its parent."""
        rows = list(self._all("SELECT * FROM portal_category ORDER BY upid, displayorder, catid"))
        known = {_int(row["catid"]) for row in rows}
        done = {0}
        while rows:
            ready = [r for r in rows if _int(r["upid"]) in done or _int(r["upid"]) not in known]
            for row in ready or rows:
                done.add(_int(row["catid"]))
                parent = _int(row["upid"])
                is_child = bool(ready) and parent in known
                yield Category(
                    foreign_id=str(row["catid"]),
                    name=_plain(row["catname"]),
                    parent_id=str(parent) if is_child else "",
                    slug=row["foldername"] or "",
                    position=_int(row["displayorder"]),
                    description=_plain(row["description"]),
                    seo_title=_plain(row["seotitle"]),
                    jump_url=_plain(row["url"]),
                    is_open=not _int(row["closed"]),
                    in_navigation=bool(_int(row["shownav"])),
                    allows_publishing=not _int(row["disallowpublish"]),
                    allows_comments=bool(_int(row["allowcomment"])),
                    shows_summary=not _int(row["notshowarticlesummay"]),
                    page_size=_int(row["perpage"]) or 15,
                )
            rows = [row for row in rows if _int(row["catid"]) not in done]

    def files(self) -> Iterator[File]:
        """Yield the pictures and documents."""
        for row in self._all("SELECT * FROM portal_attachment ORDER BY attachid"):
            yield File(
                foreign_id=str(row["attachid"]),
                path=row["attachment"] or "",
                name=_plain(row["filename"]),
                is_image=bool(_int(row["isimage"])),
                article_id=_id(row["aid"]),
                uploader_id=_id(row["uid"]),
            )

    def articles(self) -> Iterator[Article]:
        """Yield the articles that are not in the bin."""
        for row in self._all(
            "SELECT a.*, (SELECT max(viewnum) FROM portal_article_count c WHERE c.aid = a.aid)"
            " AS viewnum FROM portal_article_title a ORDER BY a.aid"
        ):
            states = {0: "published", 1: "review"}
            yield Article(
                foreign_id=str(row["aid"]),
                title=_plain(row["title"]),
                category_id=_id(row["catid"]),
                pages=tuple(self._pages(row["aid"])),
                summary=_plain(row["summary"]).strip(),
                author=_plain(row["author"]),
                source_name=_plain(row["from"]),
                source_url=_plain(row["fromurl"]),
                publisher_id=_id(row["uid"]),
                publisher_name=_plain(row["username"]),
                published=_time(row["dateline"]),
                state=states.get(_int(row["status"]), "withdrawn"),
                cover_path=(row["pic"] or "").removeprefix("portal/"),
                jump_url=_plain(row["url"]),
                is_highlighted=any(
                    part.strip() not in ("", "0") for part in (row["highlight"] or "").split("|")
                ),
                allows_comments=bool(_int(row["allowcomment"])),
                view_count=_int(row["viewnum"]),
                related_ids=tuple(
                    str(related["raid"])
                    for related in self._all(
                        "SELECT raid FROM portal_article_related WHERE aid = ?"
                        " ORDER BY displayorder, raid",
                        row["aid"],
                    )
                ),
            )

    def comments(self) -> Iterator[Comment]:
        """Yield what readers said of the articles that are not in the bin."""
        for row in self._all(
            "SELECT * FROM portal_comment WHERE idtype = 'aid'"
            " AND id IN (SELECT aid FROM portal_article_title) ORDER BY cid"
        ):
            member = _id(row["uid"])
            yield Comment(
                foreign_id=str(row["cid"]),
                article_id=str(row["id"]),
                text=comment_text(row["message"] or ""),
                written=_time(row["dateline"]),
                member_id=member,
                guest_name="" if member else _plain(row["username"]) or "游客",
                state="pending" if _int(row["status"]) else "published",
                address=row["postip"] or "",
            )

    def reactions(self) -> Iterator[Reactions]:
        """Yield the reactions to each article that has any."""
        for row in self._all("SELECT * FROM portal_article_title ORDER BY aid"):
            totals: dict[str, int] = {}
            for slot in SLOTS:
                if (count := _int(row[f"click{slot}"])) > 0:
                    totals[self._kind(slot)] = totals.get(self._kind(slot), 0) + count
            givers = tuple(
                (str(giver["uid"]), self._kind(_int(giver["clickid"])), _time(giver["dateline"]))
                for giver in self._all(
                    "SELECT uid, clickid, min(dateline) AS dateline FROM home_clickuser"
                    " WHERE idtype = 'aid' AND id = ? AND uid > 0 GROUP BY uid ORDER BY 3, uid",
                    row["aid"],
                )
            )
            if totals:
                aid = str(row["aid"])
                yield Reactions(foreign_id=aid, article_id=aid, totals=totals, givers=givers)

    def deferred(self) -> dict[str, int]:
        """Count what the dump holds and no record brings."""
        from_where = {
            "favourites": "home_favorite WHERE idtype = 'aid'",
            "topics": "portal_topic",
            "threads": "portal_article_title WHERE idtype = 'tid'",
            "blogs": "portal_article_title WHERE idtype = 'blogid'",
            "trash": "portal_article_trash",
            "topic comments": "portal_comment WHERE idtype = 'topicid'",
        }
        return {
            kind: next(self._all(f"SELECT count(*) AS n FROM {source}"))["n"]  # noqa: S608
            for kind, source in from_where.items()
        }

    def read_file(self, path: str) -> bytes | None:
        """Answer the bytes of an attachment, None where it is missing or its path unsafe."""
        return self._attachments.read(path)

    def _pages(self, aid: int) -> Iterator[Page]:
        """Yield the pages of an article, split where a mark of a page was left."""
        for row in self._all(
            "SELECT title, content FROM portal_article_content WHERE aid = ?"
            " ORDER BY pageorder, cid",
            aid,
        ):
            first, *rest = _NEXT_PAGE.split(row["content"] or "")
            yield Page(title=_plain(row["title"]), html=first)
            for title, html in zip(rest[::2], rest[1::2], strict=True):
                yield Page(title=_plain(title), html=html)

    def _kind(self, slot: int) -> str:
        """Name the reaction of a slot."""
        return self.slots.get(slot) or DEFAULT_SLOTS.get(slot) or f"表态{slot}"

    def _all(self, query: str, *values: object) -> Iterator[sqlite3.Row]:
        """Run a query."""
        return iter(self._rows.execute(query, values))

    def _one(self, query: str) -> sqlite3.Row | None:
        """Answer the first row of a query."""
        return next(self._all(query), None)


class Attachments:
    """The files of the portal: a folder, a tar archive, or nothing."""

    def __init__(self, place: Path | None, stack: ExitStack) -> None:
        """Open the place; the archive closes with `stack`."""
        self._folder = place.resolve() if place and place.is_dir() else None
        self._archive: tarfile.TarFile | None = None
        self._names: dict[str, tarfile.TarInfo] = {}
        if place and not self._folder:
            try:
                self._archive = stack.enter_context(tarfile.open(place))  # noqa: SIM115
                members = self._archive.getmembers()
            except (tarfile.TarError, OSError, EOFError) as error:
                raise DumpError(f"The attachments cannot be opened: {error}.") from None
            self._names = {_below(item.name): item for item in members if item.isreg()}

    def read(self, path: str) -> bytes | None:
        """Answer the bytes of a file by its path below the portal's attachments."""
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or path.startswith("/") or "\\" in path or "\0" in path:
            return None
        if self._archive:
            item = self._names.get(str(PurePosixPath(path)))
            file = self._archive.extractfile(item) if item else None
            return file.read() if file else None
        if not self._folder:
            return None
        for root in (self._folder / ATTACHMENTS, self._folder / "portal", self._folder):
            place = root.joinpath(*parts)
            if place.is_file() and place.resolve() == place:
                return place.read_bytes()
        return None


@contextmanager
def open_site(
    dump: Path, attachments: Path | None, prefix: str = "pre_", charset: str = "auto"
) -> Iterator[Site]:
    """Stage a dump and answer its site; raise DumpError where it cannot be read."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="discuz-"))
        rows = sqlite3.connect(Path(folder) / "rows.sqlite3")
        stack.callback(rows.close)
        rows.row_factory = sqlite3.Row
        rows.execute("PRAGMA journal_mode = OFF")
        rows.execute("PRAGMA synchronous = OFF")
        _stage(open_dump(dump, charset), rows, prefix)
        yield Site(rows, Attachments(attachments, stack))


def _stage(dump: Dump, rows: sqlite3.Connection, prefix: str) -> None:
    """Copy the columns wanted of the tables wanted."""
    wanted = {table: columns.split() for table, columns in WANTED.items()}
    made: set[str] = set()
    for row in dump.rows():
        table = row.table.removeprefix(prefix)
        if not row.table.startswith(prefix) or table not in wanted:
            continue
        if table not in made:
            _make(rows, table, wanted[table], dump.tables.get(row.table, {}))
            made.add(table)
        cells = dict(zip(row.columns, row.cells, strict=True))
        marks = ", ".join("?" * len(wanted[table]))
        rows.execute(
            f'INSERT INTO "{table}" VALUES ({marks})',  # noqa: S608
            [cells.get(column) for column in wanted[table]],
        )
    if "portal_article_title" not in made and f"{prefix}portal_article_title" not in dump.tables:
        raise DumpError(
            f"The dump of {dump.number} lines has no table {prefix}portal_article_title: "
            "it is not of a Discuz! X portal, or its tables have another prefix."
        )
    for table in wanted.keys() - made:
        _make(rows, table, wanted[table], dump.tables.get(prefix + table, {}))
    for table, column in (
        ("portal_article_content", "aid"),
        ("portal_article_count", "aid"),
        ("portal_article_related", "aid"),
        ("portal_article_title", "aid"),
        ("portal_comment", "id"),
        ("home_clickuser", "id"),
    ):
        rows.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
    rows.commit()


def _make(rows: sqlite3.Connection, table: str, columns: list[str], types: dict[str, str]) -> None:
    """Make the table that stages one of the dump's."""
    kinds = (
        f'"{name}" {"TEXT" if _TEXT_COLUMNS.search(types.get(name, "")) else "NUMERIC"}'
        for name in columns
    )
    rows.execute(f'CREATE TABLE "{table}" ({", ".join(kinds)})')


def comment_text(html: str) -> str:
    """Answer a comment as plain text, quotes as lines that begin with "> "."""

    def quote(found: re.Match[str]) -> str:
        lines = _lines_of(found[1]).strip().split("\n")
        return "\n" + "\n".join(f"&gt; {line}" for line in lines) + "\n"

    text = re.sub(r"<blockquote[^>]*>(.*?)</blockquote>", quote, html, flags=re.S | re.I)
    return unescape(_lines_of(text)).replace("\xa0", " ").strip()


def _lines_of(html: str) -> str:
    """Strip the tags, breaks as newlines, text still escaped."""
    return re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>\r?\n?", "\n", html, flags=re.I))


def _below(name: str) -> str:
    """Answer the path of an archived file below the portal's attachments."""
    return name.rpartition(f"{ATTACHMENTS}/")[2].removeprefix("./").removeprefix("portal/")


def _plain(value: object) -> str:
    """Unescape a text once."""
    return unescape(str(value)) if value is not None else ""


def _int(value: object) -> int:
    """Read a number, 0 where there is none."""
    try:
        return int(str(value))
    except ValueError:
        return 0


def _id(value: object) -> str:
    """Read an id, empty where it is 0."""
    return str(_int(value) or "")


def _time(value: object) -> datetime:
    """Read a time in seconds."""
    return datetime.fromtimestamp(max(_int(value), 0), UTC)
