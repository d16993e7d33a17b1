from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Agreement(models.Model):
    """One reader who agrees with a comment: a member, or the device of a guest."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="agreements", verbose_name=_("comment")
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    device = models.CharField(_("device"), max_length=64, blank=True, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "member"],
                condition=Q(member__isnull=False),
                name="agreement_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["comment", "device"],
                condition=Q(member__isnull=True),
                name="agreement_once_a_device",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(member__isnull=True), name="agreement_guest_age"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.member_id or self.device}"
