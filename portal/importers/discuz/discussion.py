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


def replies(site: Site) -> Iterator[Comment]:
    """What readers said under the thread or blog that a story was made of."""
    for row in site.all(
        "SELECT a.aid, 'post:' || p.pid AS key, p.authorid, p.author, p.dateline, p.message,"
        " p.useip AS ip FROM portal_article_title a JOIN forum_post p ON p.tid = a.id"
        " WHERE a.idtype = 'tid' AND NOT a.owncomment AND NOT p.first AND p.invisible = 0"
        " UNION ALL SELECT a.aid, 'blog:' || c.cid, c.authorid, c.author, c.dateline, c.message,"
        " c.ip FROM portal_article_title a JOIN home_comment c ON c.id = a.id"
        " WHERE a.idtype = 'blogid' AND NOT a.owncomment AND c.idtype = 'blogid'"
        " AND c.status = 0 ORDER BY 5, 2"
    ):
        is_post = str(row["key"]).startswith("post:")
        text = (plain_post if is_post else plain_message)(row["message"] or "")
        if not text:
            site.report.skip("comment", "without words")
            continue
        yield Comment(
            foreign_id=f"{row['aid']}:{row['key']}",
            article_id=str(row["aid"]),
            text=text,
            written=moment(row["dateline"]),
            member_id=id_of(row["authorid"]),
            guest_name=line(row["author"]),
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
