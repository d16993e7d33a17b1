"""How stories stand with their readers: the state, told apart by the times."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models import LANGUAGES, Article, Placement

State = Article.State

STANDINGS = {
    "draft": State.DRAFT.label,
    "review": State.REVIEW.label,
    "scheduled": _("Scheduled"),
    "live": State.PUBLISHED.label,
    "ended": _("Ended"),
    "withdrawn": State.WITHDRAWN.label,
    "archived": State.ARCHIVED.label,
    "binned": State.BINNED.label,
}
"""How a story stands with its readers: its state, told apart by its times."""


def standing_of(article: Article) -> str:
    """The key of STANDINGS that holds now."""
    if article.state != State.PUBLISHED:
        return article.state
    if article.is_scheduled():
        return "scheduled"
    return "live" if article.is_live() else "ended"


def in_standing(rows: QuerySet[Article], standing: str) -> QuerySet[Article]:
    """Keep the stories that stand so now."""
    now = timezone.now()
    if standing == "scheduled":
        return rows.scheduled(now)  # type: ignore[attr-defined]
    published = Q(state=State.PUBLISHED)
    conditions = {
        "live": published
        & Q(publish_at__lte=now)
        & (Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now)),
        "ended": published & Q(pk__in=_gone(now)),
    }
    return rows.filter(conditions.get(standing, Q(state=standing)))


def _gone(now: datetime) -> QuerySet[Any, Any]:
    """Stories whose time is over: they are few, and have an index of their own."""
    placed = Placement.objects.filter(category=None, language__in=dict(LANGUAGES))
    return placed.filter(unpublish_at__isnull=False, unpublish_at__lte=now).values("article")
