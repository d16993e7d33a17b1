from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual


class Page(models.Model):
    """A flat page: about, contact, standards ... Bodies are kept in the body grammar."""

    slug = models.SlugField(_("slug"), unique=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    body_zh = models.TextField(_("text (Chinese)"), blank=True)
    body_en = models.TextField(_("text (English)"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_published = models.BooleanField(_("published"), default=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    title = Bilingual("title")
    body = Bilingual("body")

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:page", args=[self.slug])
