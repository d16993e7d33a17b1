from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mute(models.Model):
    """A reader whom a member does not want to read: another member, or the device of a guest.

    It is the member's own matter: nobody else sees it, and the muted reader is not told.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="muted_readers",
        verbose_name=_("member"),
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("muted member"),
    )
    device = models.CharField(_("device"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=60)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("muted reader")
        verbose_name_plural = _("muted readers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "member"],
                condition=Q(member__isnull=False),
                name="mute_member_once",
            ),
            models.UniqueConstraint(
                fields=["by", "device"],
                condition=Q(member__isnull=True),
                name="mute_device_once",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | ~Q(device=""), name="mute_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_id}: {self.name}"
