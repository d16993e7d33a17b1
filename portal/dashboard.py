"""What the first page of the desk shows: counts with the way to their lists, and short lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment
from news.models import Article
from news.permissions import granted_sections
from news.standing import in_standing
from portal import health

SHOWN = 6
MOST_COUNTED = 1_000
"""Nobody reads a larger number of things waiting; counting all of them costs."""


@dataclass(frozen=True)
class Tile:
    """A number, and the list it counts."""

    label: str
    count: str
    url: str
    look: str = "az"


@dataclass(frozen=True)
class Shelf:
    """A few stories of a kind, with the way to all of them."""

    title: str
    url: str
    stories: list[Article]
    empty: str


def overview(user: Any) -> dict[str, Any]:
    """The dashboard of one user: only what this user may see."""
    stories = visible_stories(user)
    sees_stories = stories is not None
    return {
        "tiles": list(_tiles(user, stories)),
        "shelves": list(_shelves(user, stories)) if sees_stories else [],
        "trouble": health.report().trouble,
        "may_write": user.has_perm("news.add_article") or bool(_granted(user)),
        "today": timezone.localtime(),
    }


def visible_stories(user: Any) -> QuerySet[Article] | None:
    """The stories this user sees at the desk: all by role, or those of granted sections."""
    if user.has_perm("news.view_article"):
        return Article.objects.all()
    granted = _granted(user)
    return Article.objects.filter(category__in=granted) if granted else None


def pending_comments(user: Any) -> int:
    """How many comments wait for this user to decide, at most MOST_COUNTED."""
    if not user.has_perm("comments.moderate_comment"):
        return 0
    return Comment.objects.pending().order_by()[:MOST_COUNTED].count()


def bounded(count: int) -> str:
    """A count as text, saying so where there may be more."""
    return f"{count:,}+" if count == MOST_COUNTED else f"{count:,}"


def _tiles(user: Any, stories: QuerySet[Article] | None) -> Iterator[Tile]:
    if stories is not None:
        mine = _drafts(stories, user)
        yield Tile(_("My drafts"), _count(mine), _list("state=draft&mine=1"))
        yield Tile(
            _("Waiting for review"), _count(_in_review(stories)), _list("state=review"), "oc"
        )
        yield Tile(_("Scheduled"), _count(_scheduled(stories)), _list("state=scheduled"), "ok")
    if user.has_perm("comments.moderate_comment"):
        queue = reverse("admin:comments_comment_changelist") + "?state__exact=pending"
        yield Tile(_("Comments waiting"), bounded(pending_comments(user)), queue, "ro")


def _shelves(user: Any, stories: QuerySet[Article] | None) -> Iterator[Shelf]:
    if stories is None:
        return
    yield Shelf(
        _("Waiting for review"),
        _list("state=review"),
        _first(_in_review(stories).order_by("updated_at")),
        _("Nothing waits for review."),
    )
    yield Shelf(
        _("Scheduled"),
        _list("state=scheduled"),
        _first(_scheduled(stories).order_by("publish_at")),
        _("Nothing is scheduled."),
    )
    yield Shelf(
        _("My drafts"),
        _list("state=draft&mine=1"),
        _first(_drafts(stories, user).order_by("-updated_at")),
        _("You have no drafts."),
    )


def _drafts(stories: QuerySet[Article], user: Any) -> QuerySet[Article]:
    return in_standing(stories, "draft").filter(publisher=user.pk)


def _in_review(stories: QuerySet[Article]) -> QuerySet[Article]:
    return in_standing(stories, "review")


def _scheduled(stories: QuerySet[Article]) -> QuerySet[Article]:
    return in_standing(stories, "scheduled")


def _first(rows: QuerySet[Article]) -> list[Article]:
    return list(rows.select_related("category", "publisher").defer("body")[:SHOWN])


def _count(rows: QuerySet[Article]) -> str:
    return bounded(rows.order_by()[:MOST_COUNTED].count())


def _list(query: str) -> str:
    return f"{reverse('admin:news_article_changelist')}?{query}"


def _granted(user: Any) -> set[int]:
    if isinstance(user, AnonymousUser):
        return set()
    return granted_sections(user, "may_publish", "may_manage")
