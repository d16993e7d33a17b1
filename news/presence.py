"""Who has a story open at the desk, and who took it over from whom. Nothing is locked."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from news.models import Article, Presence

FRESH = timedelta(seconds=25)
"""Two heartbeats and a half: who was seen so lately is there."""

STALE = timedelta(days=1)


def look(article: Article, *, by: Any) -> Presence:
    """Note that `by` has the story open now."""
    now = timezone.now()
    mine, _is_new = Presence.objects.get_or_create(article=article, editor=by)
    if mine.taken_over_by_id and mine.seen_at < now - FRESH:
        mine.taken_over_by = None
    mine.seen_at = now
    mine.save(update_fields=["seen_at", "taken_over_by"])
    return mine


def others(article: Article, *, by: Any) -> list[Presence]:
    """Colleagues who have the story open now, and have not been taken over from."""
    rows = article.presences.filter(seen_at__gte=timezone.now() - FRESH, taken_over_by=None)
    return list(rows.exclude(editor=by).select_related("editor").order_by("pk"))


@transaction.atomic
def take_over(article: Article, *, by: Any) -> None:
    """Let the others know that `by` goes on alone; what they typed stays theirs."""
    article.presences.exclude(editor=by).update(taken_over_by=by)
    Presence.objects.update_or_create(
        article=article, editor=by, defaults={"seen_at": timezone.now(), "taken_over_by": None}
    )
    Presence.objects.filter(seen_at__lt=timezone.now() - STALE).delete()


def taken_over_by(article: Article, *, by: Any) -> Any | None:
    """The colleague who took the story over from `by` while `by` had it open."""
    row = article.presences.filter(editor=by).select_related("taken_over_by").first()
    return row.taken_over_by if row else None
