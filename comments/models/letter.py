from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.appeal import Appeal
from comments.models.decision import Decision
from comments.models.sanction import Sanction


class ReaderLetter(models.Model):
    """Something a member is to be written: a decision, a sanction, or what became of an appeal."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="moderators_letters",
        verbose_name=_("member"),
    )
    decision = models.ForeignKey(
        Decision, models.CASCADE, null=True, blank=True, related_name="letters"
    )
    sanction = models.ForeignKey(
        Sanction, models.CASCADE, null=True, blank=True, related_name="letters"
    )
    appeal = models.ForeignKey(
        Appeal, models.CASCADE, null=True, blank=True, related_name="letters"
    )
    at = models.DateTimeField(_("time"))
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter to a reader")
        verbose_name_plural = _("letters to readers")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["to", "mailed_at"], name="reader_letter_mailed"),
            models.Index(
                fields=["at"], condition=Q(mailed_at__isnull=True), name="reader_letter_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_id} {self.at:%Y-%m-%d %H:%M}"
