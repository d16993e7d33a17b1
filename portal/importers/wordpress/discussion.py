"""What readers said of posts and pages."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from sqlite3 import Row

from portal.importers.markup import plain
from portal.importers.records import Comment
from portal.importers.wordpress import people
from portal.importers.wordpress.bodies import autop
from portal.importers.wordpress.export import Facts, whole
from portal.importers.wordpress.site import Site, line, moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a comment without a time was written."""

DISCUSSED = ("post", "page")

STATES = {"1": "published", "0": "pending"}
LEFT_OUT = {"spam": "spam", "trash": "in the bin", "post-trashed": "of stories in the bin"}
PINGS = {
    "pingback": "pingbacks, which no person wrote",
    "trackback": "trackbacks, which no person wrote",
}


def comments(site: Site) -> Iterator[Comment]:
    """Every comment on a post or a page, each after the one it answers."""
    query = (
        "SELECT c.id, c.post, c.data, i.type, i.status FROM comment c"
        " LEFT JOIN item i ON i.id = c.post ORDER BY c.id"
    )
    for row in site.rows.execute(query):
        facts = json.loads(row["data"])
        text = plain(autop(facts.get("comment_content", "")))
        why = _why_left_out(facts, row["type"], row["status"], text)
        if why:
            site.report.skip("comment", why)
        else:
            yield _comment(site, facts, row, text)


def _why_left_out(facts: Facts, kind: str, status: str, text: str) -> str:
    if facts.get("comment_type") in PINGS:
        return PINGS[facts["comment_type"]]
    state = facts.get("comment_approved", "")
    if state not in STATES:
        return LEFT_OUT.get(state, f"of the unknown state {state[:20]}")
    if kind not in DISCUSSED:
        return "of files and other things, which have no comments here"
    if status == "trash":
        return "of stories and pages in the bin"
    return "" if text else "without words"


def _comment(site: Site, facts: Facts, row: Row, text: str) -> Comment:
    written = moment(facts.get("comment_date_gmt"), facts.get("comment_date"))
    parent = whole(facts.get("comment_parent"))
    is_on_page = row["type"] == "page"
    return Comment(
        foreign_id=str(row["id"]),
        article_id="" if is_on_page else str(row["post"]),
        page_id=str(row["post"]) if is_on_page else "",
        text=text,
        written=written or EPOCH,
        member_id=people.member_id(site, whole(facts.get("comment_user_id"))),
        guest_name=line(facts.get("comment_author")),
        state=STATES[facts["comment_approved"]],
        address=facts.get("comment_author_IP", ""),
        parent_id=str(parent) if parent > 0 and parent != row["id"] else "",
    )
