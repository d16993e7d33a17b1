from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


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
    amended_at = models.DateTimeField(_("amended"), null=True, blank=True, editable=False)
    by = user_or_nobody(_("by"), related_name="corrections")

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="correction_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_grave(self) -> bool:
        """Whether it was more than a wrong detail."""
        return self.kind in (self.Kind.APOLOGY, self.Kind.RETRACTION)

    @property
    def is_light(self) -> bool:
        """Whether nothing was wrong: something was unclear, or went on."""
        return self.kind in (self.Kind.CLARIFICATION, self.Kind.UPDATE)

    @property
    def gravity(self) -> int:
        """Its place among the kinds, 0 for the gravest."""
        return GRAVEST_FIRST.index(self.Kind(self.kind))

    @property
    def changed_at(self) -> datetime:
        """When its words last changed."""
        return self.amended_at or self.at


GRAVEST_FIRST = (
    Correction.Kind.RETRACTION,
    Correction.Kind.APOLOGY,
    Correction.Kind.CORRECTION,
    Correction.Kind.CLARIFICATION,
    Correction.Kind.UPDATE,
)
