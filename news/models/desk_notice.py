from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class DeskNotice(models.Model):
    """Something a member of the newsroom is told about a story: at the desk, and by mail."""

    class What(models.TextChoices):
        ASSIGNED = "assigned", _("It was assigned to you.")
        SENT_BACK = "sent_back", _("It was sent back to you.")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="desk_notices",
        verbose_name=_("told to"),
    )
    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="desk_notices", verbose_name=_("story")
    )
    what = models.CharField(_("what"), max_length=12, choices=What)
    by = user_or_nobody(_("by"))
    text = models.CharField(_("reason"), max_length=500, blank=True)
    at = models.DateTimeField(_("time"))
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice to a colleague")
        verbose_name_plural = _("notices to colleagues")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["to", "-at"], name="desk_notice_to"),
            models.Index(fields=["to", "mailed_at"], name="desk_notice_mailed"),
            models.Index(
                fields=["at"], condition=Q(mailed_at__isnull=True), name="desk_notice_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_id}: {self.article_id} {self.what}"
