from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from portal.lib.fields import user_or_nobody


class LegalNotice(models.Model):
    """Somebody's notice that something here is unlawful: DSA (EU 2022/2065) article 16.

    Anybody may give one; name and address may be left out.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    receipt = models.CharField(_("receipt number"), max_length=16, unique=True, editable=False)
    url = models.CharField(_("address"), max_length=500, editable=False)
    comment = models.ForeignKey(
        Comment,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="legal_notices",
        verbose_name=_("comment"),
    )
    law = models.CharField(_("law"), max_length=200, editable=False)
    explanation = models.TextField(_("explanation"), max_length=4_000, editable=False)
    name = models.CharField(_("name"), max_length=100, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, editable=False)
    at = models.DateTimeField(_("time"), editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN, editable=False
    )
    decided_by = user_or_nobody(_("decided by"), editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    note = models.CharField(
        _("note"), max_length=500, blank=True, help_text=_("Who gave the notice reads it.")
    )

    class Meta:
        verbose_name = _("notice of unlawful content")
        verbose_name_plural = _("notices of unlawful content")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["outcome", "at"], name="legal_notice_queue"),
            models.Index(Lower("email"), name="legal_notice_email"),
        ]

    def __str__(self) -> str:
        return self.receipt

    def get_absolute_url(self) -> str:
        return reverse("comments:notice_status", args=[self.receipt])

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
