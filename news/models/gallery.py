from django.db import models
from django.utils.translation import gettext_lazy as _


class GalleryItem(models.Model):
    """One picture of a story's gallery; an empty caption means the picture's own."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="gallery")
    image = models.ForeignKey(
        "news.Image", models.PROTECT, related_name="gallery_items", verbose_name=_("image")
    )
    caption = models.TextField(_("caption"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("gallery picture")
        verbose_name_plural = _("gallery")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.image_id}"
