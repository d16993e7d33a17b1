"""发稿体检: what somebody should look at before a story is published.

Engines take a `Story`, which is plain data, and yield findings; `look_at` gathers it, and `ask`
stands before `workflow.publish`.
"""

from news.checkup import agreement, heads, likeness, links, origin, output, pictures, writing
from news.checkup.deed import ErrorsStand, ask, look_at, overriding, rules
from news.checkup.finding import Finding, Place
from news.checkup.gather import draw_pages_with
from news.checkup.mending import mended
from news.checkup.registry import KINDS, Kind, findings_in
from news.checkup.story import Story, Word
from news.models.checkup import Severity

LOOKS = (origin, heads, pictures, writing, agreement, likeness, links, output)
"""Where the kinds are declared."""

__all__ = [
    "KINDS",
    "ErrorsStand",
    "Finding",
    "Kind",
    "Place",
    "Severity",
    "Story",
    "Word",
    "ask",
    "draw_pages_with",
    "findings_in",
    "look_at",
    "mended",
    "overriding",
    "rules",
]
