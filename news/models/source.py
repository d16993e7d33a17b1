from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual


class Source(models.Model):
    """稿源: where a story comes from, with the note its licence asks for."""

    class Kind(models.TextChoices):
        OWN = "own", _("Our own")
        PARTNER = "partner", _("Partner")
        AGENCY = "agency", _("News agency")
        GOVERNMENT = "government", _("Government")
        READER = "reader", _("Reader")

    name_zh = models.CharField(_("name (Chinese)"), max_length=120, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PARTNER)
    url = models.URLField(_("address"), max_length=500, blank=True)
    logo = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="source_logos",
        verbose_name=_("logo"),
    )
    description_zh = models.TextField(_("description (Chinese)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    licence_note_zh = models.CharField(_("licence note (Chinese)"), max_length=300, blank=True)
    licence_note_en = models.CharField(_("licence note (English)"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    name = Bilingual("name")
    description = Bilingual("description")
    licence_note = Bilingual("licence_note")

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name_zh"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:source", args=[self.slug])
