from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """What was wrong in a story, said where readers see it."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")
        APOLOGY = "apology", _("Apology")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
