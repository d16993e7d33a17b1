"""Keeping a thread's count true: one more for one more, counted anew by every other deed."""

from django.db.models import F

from comments.models import EVERYBODY, Thread
from comments.signals import thread_changed


def count_one_more(thread: Thread) -> None:
    """A comment was published as it came in; runs inside its transaction.

    The commonest deed of all does not read the whole discussion for it.
    """
    thread.comment_count = F("comment_count") + 1
    thread.save(update_fields=["comment_count"])
    thread.refresh_from_db(fields=["comment_count"])
    thread_changed.send(Thread, thread=thread)


QUEUE = "comment_queue"
"""The generation of the numbers above the queue."""


def recount(thread: Thread) -> None:
    """Count the published comments and tell the shell; runs inside the deed's transaction."""
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    thread.comment_count = thread.comments.visible_to(EVERYBODY).count()
    thread.save(update_fields=["comment_count"])
    thread_changed.send(Thread, thread=thread)
