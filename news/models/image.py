from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual


class ImageQuerySet(models.QuerySet):
    def newest_first(self) -> "ImageQuerySet":
        return self.order_by("-created_at", "-pk")

    def with_checksum(self, checksum: str) -> "ImageQuerySet":
        return self.filter(checksum=checksum)


class AILabel(models.TextChoices):
    """What the reader is told about machine-made content."""

    NONE = "", _("Made by people")
    ASSISTED = "assisted", _("Made with the help of AI")
    GENERATED = "generated", _("Made by AI")


class Image(models.Model):
    """A picture of the library. The original is staff's; readers get renditions."""

    file = models.FileField(_("file"), upload_to="images/originals/", max_length=255)
    checksum = models.CharField(_("checksum"), max_length=64, db_index=True, editable=False)
    original_name = models.CharField(_("file name"), max_length=255, blank=True)
    format = models.CharField(_("format"), max_length=8, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    alt_zh = models.CharField(_("alternative text (Chinese)"), max_length=300, blank=True)
    alt_en = models.CharField(_("alternative text (English)"), max_length=300, blank=True)
    caption_zh = models.TextField(_("caption (Chinese)"), blank=True)
    caption_en = models.TextField(_("caption (English)"), blank=True)
    credit = models.CharField(_("credit"), max_length=200)
    credit_en = models.CharField(
        _("credit (English)"),
        max_length=200,
        blank=True,
        help_text=_("For English pages, where the name is written otherwise there."),
    )
    rights_holder = models.CharField(_("rights holder"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    rights_end = models.DateField(_("rights end"), null=True, blank=True)
    ai_label = models.CharField(
        _("AI label"), max_length=12, choices=AILabel, default=AILabel.NONE, blank=True
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploaded_images",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_index=True)

    alt = Bilingual("alt")
    caption = Bilingual("caption")

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__lte=100, focal_y__lte=100), name="image_focal_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="image_has_area"
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:40] or self.alt[:40] or self.original_name or str(self.pk)

    @property
    def credit_line(self) -> str:
        """Who made the picture, as the reader's language writes the name."""
        return self.credit_en if get_language() == "en" and self.credit_en else self.credit

    @property
    def has_expired(self) -> bool:
        return self.rights_end is not None and self.rights_end < date.today()


class Rendition(models.Model):
    """One cut of an original: a box of it at a width in a format. Its name never changes."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions")
    checksum = models.CharField(_("checksum of the original"), max_length=64)
    box = models.CharField(
        _("crop box"), max_length=40, help_text=_("x,y,width,height in pixels of the original.")
    )
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    format = models.CharField(_("format"), max_length=8)
    file = models.FileField(_("file"), upload_to="images/renditions/", max_length=255)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["checksum", "box", "width", "format"], name="rendition_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.box} {self.width} {self.format}"


class ImageUse(models.Model):
    """Where a picture stands, kept by the deed that saves the story or topic."""

    class Place(models.TextChoices):
        COVER = "cover", _("Cover")
        BODY = "body", _("In the text")
        GALLERY = "gallery", _("Gallery")

    image = models.ForeignKey(Image, models.PROTECT, related_name="uses")
    article = models.ForeignKey(
        "news.Article", models.CASCADE, null=True, blank=True, related_name="image_uses"
    )
    topic = models.ForeignKey(
        "news.Topic", models.CASCADE, null=True, blank=True, related_name="image_uses"
    )
    place = models.CharField(_("place"), max_length=8, choices=Place)

    class Meta:
        verbose_name = _("use of an image")
        verbose_name_plural = _("uses of images")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "article", "place"],
                condition=models.Q(article__isnull=False),
                name="image_use_article_once",
            ),
            models.UniqueConstraint(
                fields=["image", "topic", "place"],
                condition=models.Q(topic__isnull=False),
                name="image_use_topic_once",
            ),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False, topic__isnull=True)
                | models.Q(article__isnull=True, topic__isnull=False),
                name="image_use_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} · {self.article or self.topic}"
