from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    """What the worker found at an address that a story links to, and when."""

    url = models.CharField(_("address"), max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    failures = models.PositiveSmallIntegerField(
        default=0, help_text=_("Times in a row that nobody answered.")
    )
    is_dead = models.BooleanField(default=False)
    checked_at = models.DateTimeField(_("checked"), db_index=True)

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url
