from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Wording(models.Model):
    """What a comment said before its writer changed it; for moderators alone."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="wordings", verbose_name=_("comment")
    )
    body = models.TextField(_("text"))
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.body[:40]}"
