from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class PreviewLink(models.Model):
    """A way for somebody outside to see a story before it is published; only a hash is kept."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="preview_links", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(
        _("version"), null=True, blank=True, help_text=_("Always the newest one where empty.")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    by = user_or_nobody(_("by"), related_name="preview_links")
    created_at = models.DateTimeField(_("created"), editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["expires_at"], name="preview_link_expiry")]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.note or self.pk}"

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether it still leads to the story."""
        return self.revoked_at is None and self.expires_at > (now or timezone.now())


class PreviewUse(models.Model):
    """Somebody followed a preview link, and from which network."""

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="uses")
    at = models.DateTimeField(_("time"), default=timezone.now)
    network = models.CharField(_("network"), max_length=50)

    class Meta:
        verbose_name = _("use of a preview link")
        verbose_name_plural = _("uses of preview links")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["link", "-at"], name="preview_use_newest")]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.network}"
