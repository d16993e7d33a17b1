from django.db import models
from django.utils.translation import gettext_lazy as _


class StorySignature(models.Model):
    """What a story's text looks like to who seeks stories that say the same."""

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="signature"
    )
    checksum = models.CharField(_("checksum"), max_length=16)
    values = models.JSONField(_("values"))

    class Meta:
        verbose_name = _("signature of a story")
        verbose_name_plural = _("signatures of stories")

    def __str__(self) -> str:
        return f"{self.article_id} {self.checksum}"


class SignatureBand(models.Model):
    """A piece of a signature; stories that share one are compared."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="signature_bands")
    value = models.BigIntegerField(_("value"))

    class Meta:
        verbose_name = _("band of a signature")
        verbose_name_plural = _("bands of signatures")
        indexes = [models.Index(fields=["value", "-article"], name="signature_band_value")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.value}"
