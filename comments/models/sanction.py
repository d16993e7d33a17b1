from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class Sanction(models.Model):
    """A step of the ladder against a member, an e-mail address, a domain or a network.

    Nobody is sanctioned in secret: whoever is told so at the next try, with the reason.
    """

    class Kind(models.TextChoices):
        WARN = "warn", _("Warned")
        PREMODERATE = "premod", _("Reviewed before publishing")
        MUTE = "mute", _("Muted")
        BAN = "ban", _("Banned")

    class Subject(models.TextChoices):
        MEMBER = "member", _("member")
        EMAIL = "email", _("e-mail address")
        DOMAIN = "domain", _("mail domain")
        NETWORK = "network", _("network")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    subject = models.CharField(_("against"), max_length=7, choices=Subject)
    key = models.CharField(
        _("whom"),
        max_length=80,
        help_text=_("The member's number, the hash of an address, a domain, or a network."),
    )
    member = user_or_nobody(_("member"), related_name="comment_sanctions")
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    acknowledged_at = models.DateTimeField(_("read"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = user_or_nobody(_("lifted by"))

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "key", "-at"], name="sanction_subject")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.member or self.key}"

    @property
    def refuses(self) -> bool:
        """Whether nothing is taken from whom it is against."""
        return self.kind in (self.Kind.MUTE, self.Kind.BAN)

    @property
    def waits_for_reading(self) -> bool:
        """Whether it is a warning that its member has not confirmed to have read."""
        return self.kind == self.Kind.WARN and self.acknowledged_at is None
