"""Comments as readers see them: roots, each with its replies; rows in, nodes out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comments.models import Comment


@dataclass
class Node:
    """A comment in its place; `answers` names whom a reply to a reply speaks to."""

    comment: "Comment"
    replies: list["Node"] = field(default_factory=list)
    answers: str = ""

    @property
    def comments(self) -> list["Comment"]:
        """The comment itself, and those below it."""
        return [self.comment, *(reply.comment for reply in self.replies)]


def grow(roots: Iterable["Comment"], branches: Iterable["Comment"]) -> list[Node]:
    """Hang the replies, oldest first, below their roots, which keep their order."""
    by_root: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in branches:
        by_root[reply.root_id].append(reply)
    return [Node(root, _replies(root, by_root[root.pk])) for root in roots]


def _replies(root: "Comment", branch: list["Comment"]) -> list[Node]:
    writers: dict[int | None, str] = {reply.pk: reply.writer for reply in branch}
    return [
        Node(reply, answers="" if reply.parent_id == root.pk else writers.get(reply.parent_id, ""))
        for reply in branch
    ]
