"""Saving stories for later."""

from typing import Any

from django.db import transaction
from django.db.models import F

from news.models import Article, ArticleStats, Bookmark


@transaction.atomic
def set_bookmark(user: Any, article: Article, *, saved: bool) -> bool:
    """Save the story for `user`, or forget it; twice is the same as once. Returns `saved`."""
    if saved:
        _, is_new = Bookmark.objects.get_or_create(user=user, article=article)
        step = 1 if is_new else 0
    else:
        deleted, _ = Bookmark.objects.filter(user=user, article=article).delete()
        step = -1 if deleted else 0
    if step:
        ArticleStats.objects.filter(article=article).update(
            bookmark_count=F("bookmark_count") + step
        )
    return saved
