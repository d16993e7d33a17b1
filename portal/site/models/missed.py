from django.db import models
from django.utils.translation import gettext_lazy as _


class MissedPath(models.Model):
    """A path of ours that leads nowhere, and how often it was asked for: no word on by whom."""

    path = models.CharField(_("path"), max_length=300, unique=True)
    count = models.PositiveIntegerField(_("times"), default=0)
    is_probe = models.BooleanField(
        default=False, help_text=_("What programs that look for holes ask of every site.")
    )
    last_at = models.DateTimeField(_("last time"))

    class Meta:
        verbose_name = _("missed path")
        verbose_name_plural = _("missed paths")
        indexes = [
            models.Index(fields=["is_probe", "-count", "-last_at"], name="missed_path_often")
        ]

    def __str__(self) -> str:
        return self.path
