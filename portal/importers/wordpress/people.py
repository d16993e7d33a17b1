"""Accounts of those who write, the names that stories carry, and guests of Co-Authors Plus."""

from collections.abc import Iterator
from sqlite3 import Row

from portal.importers.markup import plain
from portal.importers.records import Address, Byline, Member
from portal.importers.wordpress.export import Facts
from portal.importers.wordpress.site import Site, key_of, line, named

CO_AUTHOR = "cap-"
"""What the plugin Co-Authors Plus puts before names of guests."""

GUEST = "guest-author"
"""Its posts, each a guest; the fields are post meta with the same mark before their names."""


def members(site: Site) -> Iterator[Member]:
    """All whom the export names: those who wrote. It tells neither passwords nor roles."""
    for row in site.rows.execute("SELECT * FROM author ORDER BY CAST(number AS INTEGER), login"):
        name = line(row["name"])
        yield Member(
            foreign_id=_id_of(row),
            username=line(row["login"]),
            shown_name=name if name != line(row["login"]) else "",
            email=line(row["email"]),
        )


def bylines(site: Site) -> Iterator[Byline]:
    """Those who signed posts, guests among them, with the accounts that are theirs."""
    guests = {item["post_name"].removeprefix(CO_AUTHOR): item for item in site.items(GUEST)}
    met: dict[str, str] = {}
    for item in site.items("post"):
        for login, name in _signed(item):
            met.setdefault(login, name)
    for login, name in met.items():
        facts = guests[login]["meta"] if login in guests else {}
        row = _account(site, facts.get("cap-linked_account") or login)
        called = facts.get("cap-display_name") or (row["name"] if row else name)
        yield Byline(
            foreign_id=key_of(login),
            name=line(called) or login,
            biography=plain(facts.get("cap-description", "")),
            member_id=_id_of(row) if row else "",
        )


def person_ids(site: Site, item: Facts) -> list[str]:
    return [key_of(login) for login, _ in _signed(item)]


def member_id(site: Site, number: int) -> str:
    """The account of a number, if the export has it."""
    row = site.rows.execute("SELECT * FROM author WHERE number = ?", (str(number),)).fetchone()
    return _id_of(row) if number and row else ""


def names(site: Site) -> Iterator[Address]:
    """The names and numbers that old addresses knew people by."""
    for login in sorted({login for item in site.items("post") for login, _ in _signed(item)}):
        yield named("author_name", login, Byline.kind, key_of(login))
        row = _account(site, login)
        if row and row["number"]:
            yield named("author", row["number"], Byline.kind, key_of(login))


def _signed(item: Facts) -> list[tuple[str, str]]:
    """Co-authors, where the plugin names any, stand for the one who owns the post."""
    co_authors = [
        (slug.removeprefix(CO_AUTHOR), name)
        for slug, kind, name in item["terms"]
        if kind == "author"
    ]
    creator = item["creator"]
    return list(dict(co_authors or ([(creator, creator)] if creator else [])).items())


def _account(site: Site, login: str) -> Row | None:
    found = site.rows.execute("SELECT * FROM author WHERE login = ?", (login,))
    row: Row | None = found.fetchone()
    return row


def _id_of(row: Row) -> str:
    return str(row["number"]) or key_of(f"login:{row['login']}")
