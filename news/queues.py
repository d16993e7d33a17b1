"""The queues of the desk, for one person each: lists of stories, told apart in the database."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models import Article, Assignment, SignOff
from news.permissions import RIGHTS, ROLE_RIGHTS, granted_sections
from news.steps import ORDER, binds_sign_offs, right_of

QUEUES = {
    "awaiting": _("Awaiting me"),
    "mine": _("Mine"),
    "sent_back": _("Sent back"),
    "scheduled": _("Scheduled"),
    "overdue": _("Overdue"),
}


def queue(name: str, user: Any) -> QuerySet[Article]:
    """The stories of one of QUEUES that `user` may see, the most pressing first."""
    rows = Article.objects.all()
    now = timezone.now()
    if name == "awaiting":
        return awaiting(user)
    if name == "mine":
        return rows.mine(user).order_by("-updated_at")
    if name == "sent_back":
        return rows.sent_back_to(user).order_by("-assignment__sent_back_at")
    if name == "scheduled":
        return seen_by(user, rows.scheduled(now)).order_by("publish_at")
    return seen_by(user, rows.overdue(now)).order_by("assignment__due_at")


def awaiting(user: Any) -> QuerySet[Article]:
    """The stories that wait for what `user` may do: a stage, or their publication."""
    rows = Assignment.objects.waiting().filter(Q(assignee=None) | Q(assignee=user))
    rows = rows.filter(_within_rights(user))
    if binds_sign_offs():
        signed = SignOff.objects.filter(
            article=OuterRef("article"),
            by=user,
            at__gte=OuterRef("handed_at"),
            revision=OuterRef("article__working_number"),
        )
        to_sign = Q(stage__in=ORDER) & (Q(handed_by=user) | Exists(signed))
        rows = rows.exclude(to_sign)
    waiting = Article.objects.filter(pk__in=rows.values("article"))
    return waiting.order_by("assignment__due_at", "assignment__handed_at")


def seen_by(user: Any, rows: QuerySet[Article]) -> QuerySet[Article]:
    """Keep what `user` sees at the desk: all by role, or stories of granted sections."""
    if user.has_perm("news.view_article"):
        return rows
    return rows.filter(category__in=granted_sections(user, *RIGHTS))


def _within_rights(user: Any) -> Q:
    """The stages that are the user's to pass: everywhere by role, or in granted sections."""
    found = Q(pk__in=[])
    for stage in (*ORDER, Assignment.READY):
        right = right_of(stage)
        if user.has_perm(ROLE_RIGHTS[right]):
            found |= Q(stage=stage)
        elif sections := granted_sections(user, f"may_{right}"):
            found |= Q(stage=stage, article__category__in=sections)
    return found
