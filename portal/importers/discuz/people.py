"""Members, and the reactions they left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from sqlite3 import Row

from portal.importers.discuz.site import SLOTS, Site, id_of, line, moment, whole
from portal.importers.records import Favourite, Giver, Member, ReactionKind, Reactions

MUTED_GROUP, BARRED_GROUP = 4, 5
"""Barred from writing, barred from the site. (Group 6 is addresses, not people.)"""

LOCKED = -1


def members(site: Site) -> Iterator[Member]:
    """Every member, archived ones too; their passwords stand in another table."""
    for row in site.all(
        "SELECT m.*, u.password, u.salt FROM (SELECT * FROM common_member UNION ALL"
        " SELECT * FROM common_member_archive WHERE uid NOT IN (SELECT uid FROM common_member)) m"
        " LEFT JOIN ucenter_members u ON u.uid = m.uid GROUP BY m.uid ORDER BY m.uid"
    ):
        yield Member(
            foreign_id=str(row["uid"]),
            username=line(row["username"]),
            email=line(row["email"]),
            is_email_verified=whole(row["emailstatus"]) == 1,
            joined=moment(row["regdate"]) if row["regdate"] else None,
            is_active=whole(row["status"]) != LOCKED and whole(row["groupid"]) != BARRED_GROUP,
            is_muted=whole(row["groupid"]) == MUTED_GROUP,
            muted_until=_end_of_ban(row),
            password=str(row["password"] or ""),
            password_salt=str(row["salt"] or ""),
        )


def _end_of_ban(row: Row) -> datetime | None:
    """When a ban that is not for good ends; the same field says when other groups do."""
    is_muted = whole(row["groupid"]) == MUTED_GROUP and whole(row["groupexpiry"])
    return moment(row["groupexpiry"]) if is_muted else None


def reaction_kinds(site: Site) -> Iterator[ReactionKind]:
    """The reactions behind the counters; the report prints the order for a look."""
    for slot, (clickid, name) in site.slots.items():
        site.report.note("Reactions", f"click{slot} is {name}")
        yield ReactionKind(foreign_id=clickid, name=name, position=slot)


def reactions(site: Site) -> Iterator[Reactions]:
    """Totals from the counters of each story, givers from the rows that the old site kept."""
    givers = _Givers(site)
    for row in site.all("SELECT * FROM portal_article_title ORDER BY aid"):
        totals: dict[str, int] = {}
        for slot in SLOTS:
            number = whole(row[f"click{slot}"])
            if number > 0 and slot in site.slots:
                kind = site.slots[slot][0]
                totals[kind] = totals.get(kind, 0) + number
            elif number > 0:
                site.report.note(
                    "Reactions", f"Article {row['aid']}: {number} of click{slot}, which has no name"
                )
        known = givers.of(row["aid"])
        if totals or known:
            yield Reactions(foreign_id=str(row["aid"]), totals=totals, givers=known)
    _count_orphans(site)


@dataclass
class _Givers:
    """Reads who reacted, and reports the rows that name nobody."""

    site: Site

    def of(self, aid: int) -> tuple[Giver, ...]:
        rows = self.site.all(
            "SELECT c.*, m.uid AS known FROM home_clickuser c"
            " LEFT JOIN (SELECT uid FROM common_member UNION SELECT uid FROM common_member_archive)"
            " m ON m.uid = c.uid WHERE c.idtype = 'aid' AND c.id = ? ORDER BY c.uid, c.dateline",
            aid,
        )
        by_member = [list(group) for _, group in groupby(rows, key=lambda row: row["uid"])]
        return tuple(giver for rows in by_member for giver in self._first(rows))

    def _first(self, rows: list) -> Iterator[Giver]:
        row, *again = rows
        skip = self.site.report.skip
        skip("reaction", "given twice by one member", len(again))
        slot = self.site.slots.get(whole(row["clickid"]))
        if row["known"] is None:
            skip("reaction", "counted without a name: its member is gone")
        elif not line(row["username"]):
            skip("reaction", "counted without a name: given under a hidden one")
        elif slot is None:
            skip("reaction", "of a kind that is not known")
        else:
            yield Giver(
                member_id=id_of(row["uid"]), reaction_id=slot[0], given=moment(row["dateline"])
            )


def favourites(site: Site) -> Iterator[Favourite]:
    """The stories that members saved, also as the thread or blog that a story was made of."""
    for row in site.all(
        "SELECT f.*, a.aid FROM home_favorite f LEFT JOIN portal_article_title a"
        " ON (f.idtype = 'aid' AND a.aid = f.id) OR (f.idtype <> 'aid' AND a.aid = ("
        " SELECT min(aid) FROM portal_article_title p WHERE p.idtype = f.idtype AND p.id = f.id))"
        " WHERE f.idtype IN ('aid', 'tid', 'blogid') ORDER BY f.favid"
    ):
        if row["aid"] is None and row["idtype"] == "aid":
            site.report.skip("favourite", "of stories that are not here")
        elif row["aid"] is not None:
            yield Favourite(
                foreign_id=str(row["favid"]),
                article_id=str(row["aid"]),
                member_id=id_of(row["uid"]),
                saved=moment(row["dateline"]),
            )


def _count_orphans(site: Site) -> None:
    binned = site.number(
        "SELECT count(*) FROM home_clickuser WHERE idtype = 'aid'"
        " AND id IN (SELECT aid FROM portal_article_trash)"
        " AND id NOT IN (SELECT aid FROM portal_article_title)"
    )
    site.report.skip("reaction", "of stories in the bin", binned)
    lost = site.number(
        "SELECT count(*) FROM home_clickuser WHERE idtype = 'aid'"
        " AND id NOT IN (SELECT aid FROM portal_article_trash)"
        " AND id NOT IN (SELECT aid FROM portal_article_title)"
    )
    site.report.skip("reaction", "of stories that do not exist", lost)
