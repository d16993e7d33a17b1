from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual, is_chinese


class NoticeQuerySet(models.QuerySet):
    def current(self) -> "NoticeQuerySet":
        """Notices whose time it is, newest first."""
        return self.unfinished().filter(starts_at__lte=timezone.now())

    def unfinished(self) -> "NoticeQuerySet":
        """Notices that run or are still to come, urgent ones first."""
        now = timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).order_by(
            "-is_urgent", "-starts_at"
        )


class Notice(models.Model):
    """A line of the breaking strip, which ends by itself."""

    text_zh = models.CharField(_("text (Chinese)"), max_length=120)
    text_en = models.CharField(_("text (English)"), max_length=120, blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    is_urgent = models.BooleanField(
        _("urgent"), default=False, help_text=_("Danger to life: the strip is filled red.")
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    text = Bilingual("text")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("breaking notice")
        verbose_name_plural = _("breaking notices")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="notice_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_in(self, language: str | None) -> bool:
        """Whether the notice is written in a language; pages never mix languages."""
        return bool(self.text_zh if language is None or is_chinese(language) else self.text_en)

    def is_current(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)
