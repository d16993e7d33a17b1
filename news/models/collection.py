from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models.image import Image


class Collection(models.Model):
    """Pictures that the desk keeps together under a name; a picture may be in several."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    images = models.ManyToManyField(
        Image, related_name="collections", blank=True, verbose_name=_("images")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("collection of pictures")
        verbose_name_plural = _("collections of pictures")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
