from django.db import models
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An address of ours that moved; without a new path it is gone and answers 410."""

    class Kind(models.TextChoices):
        SLUG = "slug", _("Slug changed")
        SECTION = "section", _("Section moved")
        MERGED = "merged", _("Merged")
        MANUAL = "manual", _("Made by hand")

    old_path = models.CharField(
        _("old path"),
        max_length=500,
        unique=True,
        help_text=_("Without host and language prefix, beginning with a slash."),
    )
    new_path = models.CharField(
        _("new path"),
        max_length=500,
        blank=True,
        help_text=_("On this site, beginning with a slash. Empty: the page is gone for good."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MANUAL)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(old_path__startswith="/"), name="redirect_old_path_absolute"
            ),
            models.CheckConstraint(
                condition=~models.Q(old_path=models.F("new_path")), name="redirect_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path or 410}"
