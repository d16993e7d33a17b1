"""Who reads and writes: a member, or the device of a guest."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from comments.models import Comment
from comments.models.comment import CommentQuerySet


@dataclass(frozen=True)
class Reader:
    """One reader. A device that carries no cookie of ours yet has a number made for it."""

    member: Any | None = None
    device: str = ""

    def __post_init__(self) -> None:
        if (self.member is None) == (not self.device):
            raise ValueError("A reader is either a member or a device.")

    @property
    def key(self) -> str:
        """How limits name the reader."""
        return f"member:{self.member.pk}" if self.member else f"device:{self.device}"

    def own(self) -> CommentQuerySet:
        """What the reader wrote; a guest's on this device alone."""
        return Comment.objects.filter(self.writing())

    def writing(self) -> Q:
        """Comments the reader wrote."""
        if self.member is not None:
            return Q(author=self.member)
        return Q(author__isnull=True, device=self.device)

    def wrote(self, comment: Comment) -> bool:
        if self.member is not None:
            return comment.author_id == self.member.pk
        return comment.author_id is None and comment.device == self.device

    def voice(self) -> Q:
        """Rows of what only a member or a device can do once."""
        if self.member is not None:
            return Q(member=self.member)
        return Q(member__isnull=True, device=self.device)
