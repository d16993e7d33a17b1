"""Where in the queue somebody is, and who may be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comments import queue
from comments.screening.labels import LABELS
from portal.lib.text import clean_line


@dataclass(frozen=True)
class Place:
    """Where in the queue somebody is; carried from page to page in the address."""

    tab: queue.Tab
    filters: queue.Filters

    @classmethod
    def read(cls, data: Any) -> Place:
        thread = data.get("thread", "")
        signal = data.get("signal", "")
        return cls(
            queue.tab_called(data.get("tab", "")),
            queue.Filters(
                signal=signal if signal in LABELS else "",
                words=clean_line(data.get("q", ""))[:100],
                thread=natural(thread),
            ),
        )

    @staticmethod
    def root() -> str:
        """The address of the queue itself."""
        return reverse("admin:comments_queue")

    def address(self, at: int | None = None, **changed: Any) -> str:
        said = {
            "tab": self.tab.key,
            "signal": self.filters.signal,
            "q": self.filters.words,
            "thread": self.filters.thread,
            "at": at,
        } | changed
        kept = {name: value for name, value in said.items() if value}
        return f"{self.root()}?{urlencode(kept)}"


def natural(text: str) -> int | None:
    """The number that a text is, where it may be one of a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def require_moderator(user: Any) -> None:
    if not user.has_perm("comments.moderate_comment"):
        raise PermissionDenied
