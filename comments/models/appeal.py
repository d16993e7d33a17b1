from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.decision import Decision
from comments.models.sanction import Sanction
from portal.lib.fields import user_or_nobody


class Appeal(models.Model):
    """A reader's appeal against a decision or a sanction, decided by another moderator."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    decision = models.OneToOneField(
        Decision, models.CASCADE, null=True, blank=True, related_name="appeal"
    )
    sanction = models.OneToOneField(
        Sanction, models.CASCADE, null=True, blank=True, related_name="appeal"
    )
    text = models.TextField(_("what the reader says"), max_length=2_000)
    at = models.DateTimeField(_("time"))
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome, default=Outcome.OPEN, editable=False
    )
    decided_by = user_or_nobody(_("decided by"), related_name="decided_appeals", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    note = models.CharField(_("note to the reader"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, sanction__isnull=True)
                | models.Q(decision__isnull=True, sanction__isnull=False),
                name="appeal_against_one",
            ),
        ]
        indexes = [
            models.Index(fields=["outcome", "-at"], name="appeal_queue"),
            models.Index(fields=["decided_at"], name="appeal_decided"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
