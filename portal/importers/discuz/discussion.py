"""Comments on articles, and the replies to threads and blogs that became articles."""

from collections.abc import Iterator
from dataclasses import replace
from sqlite3 import Row

from portal.importers.discuz.messages import plain_message, plain_post
from portal.importers.discuz.site import Site, id_of, line, moment, whole
from portal.importers.records import Comment


def comments(site: Site) -> Iterator[Comment]:
    """Every comment on an article that is not in the bin."""
    for row in site.all(
        "SELECT c.*, q.status AS queued, a.aid FROM portal_comment c"
        " LEFT JOIN portal_article_title a ON a.aid = c.id"
        " LEFT JOIN portal_comment_moderate q ON q.id = c.cid AND q.idtype = 'aid_cid'"
        " WHERE c.idtype = 'aid' ORDER BY c.cid"
    ):
        text = plain_message(row["message"] or "")
        if row["aid"] is None:
            site.report.skip("comment", _why_orphaned(site, row["id"]))
        elif not text:
            site.report.skip("comment", "without words")
        else:
            yield _comment(row, text)


def on_topics(site: Site) -> Iterator[Comment]:
    """Every comment on a topic."""
    for row in site.all(
        "SELECT c.*, q.status AS queued, t.topicid FROM portal_comment c"
        " LEFT JOIN portal_topic t ON t.topicid = c.id"
        " LEFT JOIN portal_comment_moderate q ON q.id = c.cid AND q.idtype = 'topicid_cid'"
        " WHERE c.idtype = 'topicid' ORDER BY c.cid"
    ):
        text = plain_message(row["message"] or "")
        if row["topicid"] is None:
            site.report.skip("comment", "of topics that do not exist")
        elif not text:
            site.report.skip("comment", "without words")
        else:
            yield replace(_comment(row, text), article_id="", topic_id=str(row["id"]))


REPLIES = """
SELECT a.aid, 'post:' || p.pid AS key, p.authorid, p.author, p.dateline, p.message, p.useip AS ip,
    p.anonymous AS hidden, CASE WHEN p.invisible <> 0 THEN p.invisible
    ELSE coalesce(p.status, 0) & 1 END AS state
FROM portal_article_title a JOIN forum_post p ON p.tid = a.id
WHERE a.idtype = 'tid' AND NOT coalesce(a.owncomment, 0) AND NOT p.first AND NOT EXISTS (
    SELECT 1 FROM portal_article_content c
    WHERE c.aid = a.aid AND c.idtype = 'pid' AND c.id = p.pid)
UNION ALL
SELECT a.aid, 'blog:' || c.cid, c.authorid, c.author, c.dateline, c.message, c.ip, 0,
    CASE WHEN c.status = 1 THEN -2 ELSE c.status END
FROM portal_article_title a JOIN home_comment c ON c.id = a.id
WHERE a.idtype = 'blogid' AND NOT coalesce(a.owncomment, 0) AND c.idtype = 'blogid'
ORDER BY 5, 2
"""
"""Posts that became further pages of the story (连载) are none: they stand in its text."""

REPLY_STATES = {0: "published", 1: "rejected", -2: "pending", -3: "rejected"}
"""1 is a post whose words a moderator hid, -3 one that was put aside; the rest was deleted."""


def replies(site: Site) -> Iterator[Comment]:
    """What readers said under the thread or blog that a story was made of."""
    for row in site.all(REPLIES):
        is_post = str(row["key"]).startswith("post:")
        text = (plain_post if is_post else plain_message)(row["message"] or "")
        state = REPLY_STATES.get(whole(row["state"]))
        if state is None:
            site.report.skip("comment", "deleted in the thread of their story")
        elif not text:
            site.report.skip("comment", "without words")
        else:
            yield _reply(row, text, state)


def _reply(row: Row, text: str, state: str) -> Comment:
    """Who wrote under no name there gets none here."""
    is_named = not whole(row["hidden"])
    return Comment(
        foreign_id=f"{row['aid']}:{row['key']}",
        article_id=str(row["aid"]),
        text=text,
        written=moment(row["dateline"]),
        member_id=id_of(row["authorid"]) if is_named else "",
        guest_name=line(row["author"]) if is_named else "",
        state=state,
        address=line(row["ip"]),
    )


def _comment(row: Row, text: str) -> Comment:
    return Comment(
        foreign_id=str(row["cid"]),
        article_id=str(row["id"]),
        text=text,
        written=moment(row["dateline"]),
        member_id=id_of(row["uid"]),
        guest_name=line(row["username"]),
        state=_state(row),
        address=line(row["postip"]),
    )


def _state(row: Row) -> str:
    """An ignored comment keeps the status of a pending one; only the queue tells."""
    if whole(row["status"]) == 0:
        return "published"
    is_ignored = whole(row["status"]) == 2 or whole(row["queued"]) == 1
    return "rejected" if is_ignored else "pending"


def _why_orphaned(site: Site, aid: int) -> str:
    is_binned = site.number("SELECT count(*) FROM portal_article_trash WHERE aid = ?", aid)
    return "of stories in the bin" if is_binned else "of stories that do not exist"
