from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReaderNote(models.Model):
    """What moderators tell each other of a member, or of the device of a guest."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="moderators_notes",
        verbose_name=_("member"),
    )
    device = models.CharField(_("device"), max_length=64, blank=True)
    text = models.CharField(_("note"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("note on a reader")
        verbose_name_plural = _("notes on readers")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["member", "-at"], name="note_member"),
            models.Index(fields=["device", "-at"], name="note_device"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
