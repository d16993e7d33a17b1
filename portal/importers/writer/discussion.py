"""Comments of readers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType

from comments import counting, things
from comments.models import Comment, Thread
from comments.models.comment import MAX_DEPTH
from news.models import Article, Topic
from portal.importers import records
from portal.importers.writer.desk import Desk, Many, Scribe, Skip, content_of, fingerprint, put
from portal.lib.throttle import network
from portal.site.models import Page

State = Comment.State
STATES = {"published": State.PUBLISHED, "pending": State.PENDING, "rejected": State.REJECTED}

CONTENT = ("body", "state", "author_id", "guest_name", "parent_id")


class CommentScribe(Scribe):
    kind = records.Comment.kind
    model = Comment

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.changed: set[int] = set()
        """Threads to be counted anew."""

    def create(self, record: records.Comment) -> tuple[Comment, str]:
        thread = things.open_thread(self._thing(record))
        return self._write(self._below(Comment(thread=thread), record), record), "created"

    def _thing(self, record: records.Comment) -> Article | Topic | Page:
        if record.page_id:
            page_id = self.id_of(records.Page.kind, record.page_id)
            if page_id is None:
                raise Skip("its page was not brought")
            return Page.objects.only("pk").get(pk=page_id)
        if record.topic_id:
            topic_id = self.id_of(records.Topic.kind, record.topic_id)
            if topic_id is None:
                raise Skip("its topic was not brought")
            return Topic.objects.only("pk").get(pk=topic_id)
        article_id = self.id_of(records.Article.kind, record.article_id) or self.id_of(
            records.Thread.kind, record.article_id
        )
        if article_id is None:
            raise Skip("its story was not brought")
        return Article.objects.only("pk").get(pk=article_id)

    def create_many(self, records_: Sequence[records.Comment]) -> Many:
        """Only those of stories that answer nobody; answers come after them, one by one."""
        records_ = [one for one in records_ if not (one.parent_id or one.topic_id or one.page_id)]
        named = {
            record.foreign_id: self.id_of(records.Article.kind, record.article_id)
            for record in records_
        }
        kind = ContentType.objects.get_for_model(Article)
        known = Thread.objects.filter(content_type=kind, object_id__in=set(named.values()) - {None})
        threads = {thread.object_id: thread for thread in known}
        for pk in named.values():
            if pk and pk not in threads:
                threads[pk] = things.open_thread(Article(pk=pk))
        rows = {
            record.foreign_id: self._fill(Comment(thread=thread), record)
            for record in records_
            if (thread := threads.get(named[record.foreign_id] or 0))
        }
        Comment.objects.bulk_create(rows.values())
        self.changed |= {row.thread_id for row in rows.values()}
        return {
            foreign_id: (row, fingerprint({name: getattr(row, name) for name in CONTENT}))
            for foreign_id, row in rows.items()
        }

    def update(self, row: Comment, record: records.Comment) -> Comment:
        return self._write(row, record)

    def content(self, row: Comment) -> Mapping[str, Any]:
        return content_of(row, *CONTENT)

    def restore(self, row: Comment, form: Mapping[str, Any]) -> Comment:
        put(row, form)
        row.published_at = row.created_at if row.is_published else None
        row.save()
        self.changed.add(row.thread_id)
        return row

    def finish(self) -> None:
        for thread in Thread.objects.filter(pk__in=self.changed):
            counting.recount(thread)
        self.changed.clear()

    def _below(self, comment: Comment, record: records.Comment) -> Comment:
        """Let it answer another of its thread; deeper answers keep whom they answer."""
        pk = self.id_of(self.kind, record.parent_id)
        parent = Comment.objects.filter(pk=pk, thread=comment.thread).first() if pk else None
        if parent is not None:
            comment.parent, comment.root = parent, parent.root or parent
            comment.depth = MAX_DEPTH
        elif record.parent_id:
            self.desk.report.note(
                "Comments whose parent is not here, standing alone", f"Comment {record.foreign_id}"
            )
        return comment

    def _write(self, comment: Comment, record: records.Comment) -> Comment:
        self._fill(comment, record).save()
        self.changed.add(comment.thread_id)
        return comment

    def _fill(self, comment: Comment, record: records.Comment) -> Comment:
        """A member who is gone keeps the name; a guest without one is called a guest."""
        comment.author_id = self.id_of(records.Member.kind, record.member_id)
        name = "" if comment.author_id else record.guest_name
        comment.guest_name = self.desk.fitting(
            Comment, "guest_name", name, f"Comment {record.foreign_id}"
        )
        comment.body = record.text
        comment.created_at = record.written
        comment.state = STATES[record.state]
        comment.published_at = record.written if comment.is_published else None
        comment.network = network(record.address) if record.address else ""
        return comment
