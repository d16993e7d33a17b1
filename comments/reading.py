"""One page of a discussion, in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from comments.models import Comment, Thread
from comments.tree import Node, grow

PAGE_SIZE = 20
"""Roots a page; the design's "show 20 more"."""

OLDEST, NEWEST = "old", "new"
SORTS = (NEWEST, OLDEST)


@dataclass(frozen=True)
class ThreadPage:
    """Some of a thread's comments, and where one is in it."""

    nodes: list[Node]
    number: int
    page_count: int
    sort: str

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.page_count else None

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None


def read_page(thread: Thread | None, *, sort: str = NEWEST, number: int = 1) -> ThreadPage | None:
    """The page `number` of the thread, counted from 1; None where there is no such page."""
    if thread is None:
        return ThreadPage([], 1, 1, sort) if number == 1 else None
    roots = _standing(thread)
    page_count = max(1, -(-roots.count() // PAGE_SIZE))
    if number > page_count:
        return None
    shown = list(_ordered(roots, sort)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    branches = (
        Comment.objects.shown()
        .filter(root__in=[root.pk for root in shown])
        .select_related("author")
        .order_by("created_at", "pk")
    )
    return ThreadPage(grow(shown, branches if shown else []), number, page_count, sort)


def page_number_of(comment: Comment, *, sort: str = NEWEST) -> int:
    """On which page of its thread the comment stands."""
    root = comment.root or comment
    later = Q(created_at__gt=root.created_at) | Q(created_at=root.created_at, pk__gt=root.pk)
    earlier = Q(created_at__lt=root.created_at) | Q(created_at=root.created_at, pk__lt=root.pk)
    before = _standing(root.thread).filter(later if sort == NEWEST else earlier)
    return before.count() // PAGE_SIZE + 1


def _standing(thread: Thread) -> QuerySet[Comment]:
    """Roots on the page: published ones, and tombstones that still carry published replies."""
    answered = Comment.objects.published().filter(root=OuterRef("pk"))
    return thread.comments.roots().filter(
        Q(state=Comment.State.PUBLISHED) | Q(Exists(answered), state__in=Comment.TOMBSTONES)
    )


def _ordered(roots: QuerySet[Comment], sort: str) -> QuerySet[Comment]:
    order = ("created_at", "pk") if sort == OLDEST else ("-created_at", "-pk")
    return roots.select_related("author").order_by(*order)
