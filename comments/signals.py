"""What comments tell the shell; sent inside the transaction of the deed."""

from django.dispatch import Signal

thread_changed = Signal()
"""What a thread shows has changed. Sends `thread` with its new `comment_count`."""
