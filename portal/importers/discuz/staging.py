"""Puts what is wanted of a database into a temporary SQLite file.

A dump orders its tables by name, so that comments may come before their articles; staged, they can
be asked for in any order while memory stays small.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from portal.importers.discuz.dump import Cell, Rows, Wanted
from portal.importers.report import CannotImport

ROWS_AT_ONCE = 1000

_MEMBER = "uid username email emailstatus avatarstatus status groupid groupexpiry regdate"
_CLICKS = " ".join(f"click{slot}" for slot in range(1, 9))

WANTED = {
    "common_member": _MEMBER,
    "common_member_archive": _MEMBER,
    "common_block": "bid blockclass summary",
    "common_block_item": "bid id idtype displayorder",
    "common_diy_data": "targettplname diycontent",
    "common_friendlink": "name url",
    "common_nav": "name url",
    "common_setting": "skey svalue",
    "common_relatedlink": "name url",
    "common_syscache": "cname data",
    "common_word": "find replacement",
    "forum_attachment": "aid filename attachment isimage",
    "forum_post": "pid tid first author authorid dateline message useip invisible anonymous status",
    "forum_thread": "tid",
    "home_blog": "blogid",
    "home_clickuser": "uid username id idtype clickid dateline",
    "home_comment": "cid id idtype authorid author ip dateline message status",
    "home_favorite": "favid uid id idtype dateline",
    "home_share": "type",
    "portal_article_content": "cid aid id idtype title content pageorder",
    "portal_article_count": "aid viewnum",
    "portal_article_related": "aid raid displayorder",
    "portal_article_title": "aid catid uid username title highlight author from fromurl url "
    "summary pic remote id idtype allowcomment owncomment tag dateline status htmlname htmldir "
    + _CLICKS,
    "portal_article_trash": "aid content",
    "portal_attachment": "attachid uid filename attachment isimage aid",
    "portal_category": "catid upid catname allowcomment displayorder url closed shownav "
    "description seotitle disallowpublish foldername domain notshowarticlesummay perpage",
    "portal_category_permission": "catid uid allowpublish allowmanage inheritedcatid",
    "portal_comment": "cid uid username id idtype postip dateline status message",
    "portal_comment_moderate": "id idtype status",
    "portal_topic": "topicid title name domain summary cover picflag uid dateline closed",
    "ucenter_members": "uid password salt",
}
"""The columns used of each table; one that a dump lacks reads as NULL."""

TEXTS = frozenset(
    """attachment author blockclass catname cname content cover data description diycontent domain
    email filename find foldername from fromurl highlight htmldir htmlname idtype ip message name
    password pic postip replacement salt seotitle skey summary svalue targettplname title type url
    useip username""".split()  # noqa: SIM905
)
"""All others are numbers, also where a dump puts them in quotes."""

NEEDED = ("portal_article_title", "portal_article_content", "portal_category")
"""Without these there is no portal to move."""

INDEXES = {
    "forum_attachment": "aid",
    "forum_post": "tid",
    "home_clickuser": "id",
    "home_comment": "id",
    "common_block_item": "bid",
    "portal_article_content": "aid",
    "portal_article_count": "aid",
    "portal_article_related": "aid",
    "portal_article_title": "aid id",
    "portal_attachment": "aid",
    "portal_comment": "id",
    "portal_comment_moderate": "id",
    "common_member": "uid",
    "ucenter_members": "uid",
}


STAGED_ONLY = frozenset({"forum_attachment"})
"""The table of that name only counts; its rows are in the split ones."""

SPLIT = {"forum_post": range(1, 100), "forum_attachment": range(10)}
"""Tables that go on in others with a number behind their names."""


class Tables(Protocol):
    """A database to read, a dump of it or itself."""

    @property
    def tables(self) -> dict[str, list[str]]:
        """The columns of each table met so far."""

    @property
    def charset(self) -> str:
        """MySQL's name of its character set."""

    @property
    def encoding(self) -> str:
        """Python's name of it."""

    @property
    def unreadable(self) -> int:
        """How many texts hold bytes that are no characters."""

    @property
    def extent(self) -> str:
        """How much was read, in words."""

    def rows(self, wanted: Wanted) -> Rows:
        """All rows of the wanted tables. Raises CannotImport."""


@contextmanager
def staged(source: Tables, *, prefix: str) -> Iterator[sqlite3.Connection]:
    """Give the staged tables of a database, gone again afterwards. Raises CannotImport."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="masthead-import-"))
        rows = sqlite3.connect(Path(folder) / "rows.sqlite3")
        stack.callback(rows.close)
        rows.row_factory = sqlite3.Row
        rows.execute("PRAGMA journal_mode = OFF")
        rows.execute("PRAGMA synchronous = OFF")
        _stage(source, rows, prefix)
        yield rows


def _stage(source: Tables, rows: sqlite3.Connection, prefix: str) -> None:
    for table, columns in WANTED.items():
        typed = ", ".join(
            f'"{column}" {"TEXT" if column in TEXTS else "NUMERIC"}' for column in columns.split()
        )
        rows.execute(f'CREATE TABLE "{table}" ({typed})')
    found = _wanted_rows(source, prefix)
    while portion := list(islice(found, ROWS_AT_ONCE)):
        for table, cells in portion:
            marks = ", ".join("?" * len(cells))
            rows.execute(f'INSERT INTO "{table}" VALUES ({marks})', cells)  # noqa: S608
    _refuse_foreign(source, prefix)
    for table, columns in INDEXES.items():
        for column in columns.split():
            rows.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
    rows.commit()


def _wanted_rows(source: Tables, prefix: str) -> Iterator[tuple[str, list[Cell]]]:
    names = {f"{prefix}{table}": table for table in WANTED if table not in STAGED_ONLY}
    names |= {f"{prefix}{table}_{n}": table for table, numbers in SPLIT.items() for n in numbers}
    wanted = {name: WANTED[table].split() for name, table in names.items()}
    places: dict[tuple[str, ...], list[int | None]] = {}
    for full_name, columns, cells in source.rows(wanted):
        table = names[full_name]
        key = (table, *columns)
        if key not in places:
            order = {column: place for place, column in enumerate(columns)}
            places[key] = [order.get(column) for column in wanted[full_name]]
        yield table, [None if place is None else cells[place] for place in places[key]]


def _refuse_foreign(source: Tables, prefix: str) -> None:
    missing = [f"{prefix}{table}" for table in NEEDED if f"{prefix}{table}" not in source.tables]
    if not missing:
        return
    ending = NEEDED[0]
    others = [name.removesuffix(ending) for name in source.tables if name.endswith(ending)]
    advice = (
        f"Its tables begin with “{others[0]}”: use --prefix {others[0]}"
        if others
        else "It is not that of a Discuz! X portal."
    )
    raise CannotImport(f"{source.extent} and among them no {', '.join(missing)}. {advice}")
