"""What the sitemaps have told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SitemapPart(models.Model):
    """When a part of the archive changed last, as search engines were told: it never goes back."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("part of the sitemap")
        verbose_name_plural = _("parts of the sitemap")

    def __str__(self) -> str:
        return f"{self.number} {self.changed_at:%Y-%m-%d %H:%M}"
