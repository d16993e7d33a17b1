"""Comments of readers."""

from collections.abc import Mapping
from typing import Any

from comments import counting, things
from comments.models import Comment, Thread
from news.models import Article
from portal.importers import records
from portal.importers.writer.desk import Desk, Scribe, Skip, content_of
from portal.lib.throttle import network

State = Comment.State
STATES = {"published": State.PUBLISHED, "pending": State.PENDING, "rejected": State.REJECTED}


class CommentScribe(Scribe):
    kind = records.Comment.kind
    model = Comment

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.changed: set[int] = set()
        """Threads to be counted anew."""

    def create(self, record: records.Comment) -> tuple[Comment, str]:
        article_id = self.id_of(records.Article.kind, record.article_id)
        if article_id is None:
            raise Skip("its story was not brought")
        thread = things.open_thread(Article.objects.only("pk").get(pk=article_id))
        return self._write(Comment(thread=thread), record), "created"

    def update(self, row: Comment, record: records.Comment) -> Comment:
        return self._write(row, record)

    def content(self, row: Comment) -> Mapping[str, Any]:
        return content_of(row, "body", "state", "author_id", "guest_name", "parent_id")

    def finish(self) -> None:
        for thread in Thread.objects.filter(pk__in=self.changed):
            counting.recount(thread)
        self.changed.clear()

    def _write(self, comment: Comment, record: records.Comment) -> Comment:
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
        comment.save()
        self.changed.add(comment.thread_id)
        return comment
