import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """A key nobody guesses, as text."""
    return secrets.token_urlsafe(32)


class Alert(models.Model):
    """Where moderators are told that something waits: a mailbox, or the address of a program."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("e-mail")
        WEBHOOK = "webhook", _("webhook")

    class Every(models.IntegerChoices):
        QUARTER = 15, _("15 minutes")
        HOUR = 60, _("an hour")
        FOUR = 240, _("four hours")
        DAY = 1440, _("a day")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    address = models.CharField(
        _("address"),
        max_length=500,
        help_text=_("An e-mail address, or an address with https:// outside of private networks."),
    )
    every = models.PositiveSmallIntegerField(
        _("at most once in"), choices=Every, default=Every.HOUR
    )
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=10, blank=True, editable=False)
    secret = models.CharField(_("secret"), max_length=64, default=new_secret, editable=False)
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True, editable=False)
    trouble = models.CharField(_("last failure"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("notice to moderators")
        verbose_name_plural = _("notices to moderators")
        ordering = ["kind", "address"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"

    @property
    def masked_secret(self) -> str:
        """Enough of the secret to tell two of them apart."""
        return f"…{self.secret[-4:]}" if self.kind == self.Kind.WEBHOOK else "–"
