from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from news.models.error_report import ErrorReport


class ErrorLetter(models.Model):
    """The one letter a reader wants about a reported error; the row goes as it is written.

    A member is written to at the address of the account, a guest at `email`, and there only after
    its owner has confirmed it; it is shown to nobody.
    """

    report = models.OneToOneField(
        ErrorReport, models.CASCADE, related_name="letter", verbose_name=_("reported error")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Of a guest."))
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("created"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter about a reported error")
        verbose_name_plural = _("letters about reported errors")
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(confirmed_at__isnull=True),
                name="error_letter_unconfirmed",
            ),
            models.Index(fields=["created_at"], name="error_letter_age"),
            models.Index(Lower("email"), name="error_letter_lower_email"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.created_at:%Y-%m-%d %H:%M}"
