"""What readers say, a file per noun."""

from comments.models.comment import Comment
from comments.models.thread import Thread

__all__ = ["Comment", "Thread"]
