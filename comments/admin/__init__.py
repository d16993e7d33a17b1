"""The moderators' desk: the queue, and the lists behind it."""

from comments.admin import alerts, lists, notices, records, words

__all__ = ["alerts", "lists", "notices", "records", "words"]
