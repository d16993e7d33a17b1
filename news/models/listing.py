from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ListingQuerySet(models.QuerySet):
    """Rows that a reader's list walks along an index, without a join to the stories."""

    def live(self, now: datetime | None = None) -> Self:
        now = now or timezone.now()
        return self.not_ended(now).filter(publish_at__lte=now)

    def not_ended(self, now: datetime | None = None) -> Self:
        """Live ones and those still to come."""
        now = now or timezone.now()
        return self.filter(Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now))

    def in_language(self, language: str) -> Self:
        return self.filter(language=language)

    def newest_first(self) -> Self:
        # By the column: by the relation it would be the order that stories have themselves.
        return self.order_by("-publish_at", f"-{self.model.article_field}_id")

    def article_ids(self) -> "models.QuerySet":
        """Only the stories' ids, each once, which the list's index alone can answer."""
        ids = self.values_list(self.model.article_field, flat=True)
        return ids.distinct() if self.model.may_repeat else ids


class Listing(models.Model):
    """When a story shows in one list; kept by `placements.place`, `publish_at` empty = never."""

    article_field = "article"
    may_repeat = False

    language = models.CharField(_("language"), max_length=10, editable=False, default="")
    publish_at = models.DateTimeField(_("publish at"), null=True, editable=False)
    unpublish_at = models.DateTimeField(_("unpublish at"), null=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        abstract = True
