"""What is known of a reader, for whoever decides on the next comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from comments import sanctions
from comments.models import Comment, ReaderNote, Sanction

State = Comment.State

LOOKED_BACK = 500
NEIGHBOURS_WITHIN = timedelta(hours=24)
NEIGHBOURS_SHOWN = 8


@dataclass(frozen=True)
class Neighbour:
    """Another name that wrote from the same network in the last day."""

    name: str
    approved: int
    refused: int


@dataclass(frozen=True)
class Record:
    """A reader's history: counts of the latest 500 comments, and what colleagues noted."""

    comment: Comment
    pending: int
    approved: int
    refused: int
    since: datetime | None
    picked: int
    neighbours: list[Neighbour]
    sanctions: list[Sanction]
    notes: list[ReaderNote]

    @property
    def refused_share(self) -> int | None:
        """How many of a hundred decided comments were refused."""
        decided = self.approved + self.refused
        return round(100 * self.refused / decided) if decided else None


def record_of(comment: Comment) -> Record:
    """The record of whoever wrote the comment: a member, or the device of a guest."""
    rows = list(
        written_by_writer_of(comment).values_list("state", "created_at", "is_picked")[:LOOKED_BACK]
    )
    states = [state for state, _at, _picked in rows]
    return Record(
        comment=comment,
        pending=states.count(State.PENDING),
        approved=states.count(State.PUBLISHED),
        refused=sum(states.count(state) for state in REFUSED),
        since=comment.author.date_joined if comment.author else (rows[-1][1] if rows else None),
        picked=sum(picked for _state, _at, picked in rows),
        neighbours=_neighbours(comment),
        sanctions=sanctions.standing_against(comment.author, comment.network, timezone.now()),
        notes=list(notes_on(comment)),
    )


REFUSED = (State.REJECTED, State.REMOVED, State.SPAM)


def notes_on(comment: Comment) -> QuerySet[ReaderNote]:
    """What colleagues noted of the writer, the newest first."""
    notes = ReaderNote.objects.select_related("by")
    if comment.author_id:
        return notes.filter(member=comment.author_id)[:LOOKED_BACK]
    return notes.filter(device=comment.device) if comment.device else notes.none()


def note(comment: Comment, text: str, *, by: Any) -> ReaderNote:
    """Keep a note on whoever wrote the comment."""
    return ReaderNote.objects.create(
        member=comment.author,
        device="" if comment.author_id else comment.device,
        text=text,
        by=by,
        at=timezone.now(),
    )


def written_by_writer_of(comment: Comment) -> QuerySet[Comment]:
    """All that the writer of a comment wrote: a member, or the device of a guest."""
    rows = Comment.objects.order_by("-created_at")
    if comment.author_id:
        return rows.filter(author=comment.author_id)
    if comment.device:
        return rows.filter(device=comment.device, author__isnull=True)
    return rows.filter(pk=comment.pk)


def _neighbours(comment: Comment) -> list[Neighbour]:
    """Who else wrote from the same network within a day of the comment, in one query."""
    if not comment.network:
        return []
    near = Comment.objects.filter(
        network=comment.network,
        created_at__gt=comment.created_at - NEIGHBOURS_WITHIN,
        created_at__lt=comment.created_at + NEIGHBOURS_WITHIN,
    )
    counted = (
        near.order_by()
        .values("author", "author__username", "author__shown_name", "guest_name", "state")
        .annotate(count=Count("pk"))[: 10 * NEIGHBOURS_SHOWN]
    )
    found: dict[str, list[int]] = {}
    for row in counted:
        name = row["author__shown_name"] or row["author__username"] or row["guest_name"]
        is_own = row["author"] == comment.author_id and name == comment.writer
        if not name or is_own:
            continue
        sums = found.setdefault(name, [0, 0])
        sums[0] += row["count"] if row["state"] == State.PUBLISHED else 0
        sums[1] += row["count"] if row["state"] in REFUSED else 0
    return [Neighbour(name, *sums) for name, sums in list(found.items())[:NEIGHBOURS_SHOWN]]
