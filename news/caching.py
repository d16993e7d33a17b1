"""What of ours is cached, and what makes it stale."""

from portal.lib.caching import bump

STORIES = "stories"
"""Whatever a list, a front or a story's page shows of stories."""

SECTIONS = "sections"
"""The tree of sections."""

REACTIONS = "reactions"
"""The kinds of reaction readers may choose from."""


def stories_changed() -> None:
    """Make stale what shows stories, once the change at hand is committed."""
    bump(STORIES)


def sections_changed() -> None:
    """Make stale the tree and, since cards name their section, the stories too."""
    bump(SECTIONS)
    bump(STORIES)


def reactions_changed() -> None:
    """Make stale the kinds of reaction, and the stories that show them."""
    bump(REACTIONS)
    bump(STORIES)
