"""What the first page of the desk shows: what waits, the week, the numbers, and what to watch."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from news.permissions import granted_sections
from portal import health
from portal.dashboard import numbers, shelves, watching
from portal.dashboard.shelves import bounded
from portal.dashboard.week import week

__all__ = ["bounded", "overview", "visible_stories"]


def overview(user: Any) -> dict[str, Any]:
    """The dashboard of one user: only what this user may see."""
    now = timezone.now()
    stories = visible_stories(user)
    days = numbers.two_days(now)
    report = health.report()
    shown: dict[str, Any] = {
        "tiles": list(numbers.tiles(user, stories is not None, days)),
        "trouble": report.in_words(),
        "watch": watching.lines(user, now, report),
        "may_write": user.has_perm("news.add_article") or bool(_granted(user)),
        "may_arrange": user.has_perm("news.change_frontpage"),
        "today": timezone.localtime(now),
    }
    if stories is None:
        return shown
    among = None if user.has_perm("news.view_article") else stories
    return shown | {
        "awaiting": shelves.awaiting(user, now),
        "overdue": shelves.overdue(user, now),
        "sent_back": shelves.sent_back(user, now),
        "drafts": shelves.drafts(user, now),
        "week": week(now, among),
        "calendar_url": f"{reverse('admin:news_article_calendar')}?view=week",
        "hours": numbers.hours(days["reads"]),
        "read_now": numbers.read_now(now, among),
    }


def visible_stories(user: Any) -> QuerySet[Article] | None:
    """The stories this user sees at the desk: all by role, or those of granted sections."""
    if user.has_perm("news.view_article"):
        return Article.objects.all()
    granted = _granted(user)
    return Article.objects.filter(category__in=granted) if granted else None


def _granted(user: Any) -> set[int]:
    if isinstance(user, AnonymousUser):
        return set()
    return granted_sections(user, "may_publish", "may_manage")
