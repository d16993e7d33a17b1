"""Keeping a thread's count true; counted anew each time, so that it cannot drift."""

from comments.models import Thread
from comments.signals import thread_changed


def recount(thread: Thread) -> None:
    """Count the published comments and tell the shell; runs inside the deed's transaction."""
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    thread.comment_count = thread.comments.published().count()
    thread.save(update_fields=["comment_count"])
    thread_changed.send(Thread, thread=thread)
