import copy
import functools
import operator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from news.imaging import CropsError, merged_crops, parse_crops
from portal.lib.bilingual import Bilingual
from portal.lib.fields import user_or_nobody

LONGEST_CROPS = 120
LONGEST_KEYWORDS = 500


def validate_crops(text: str) -> None:
    """Refuse what is no list of crops by hand."""
    try:
        parse_crops(text)
    except CropsError as error:
        raise ValidationError(_("This is no crop of a picture: %s.") % error) from error


BAND = 0xFFFF
NEAR_BITS = 6
"""Of 64: so many differ at most between two sizes or savings of one picture, not two subjects."""


def bands_of(look: int) -> tuple[int, int, int, int]:
    """The four 16-bit parts of a look, each with an index of its own."""
    return look & BAND, look >> 16 & BAND, look >> 32 & BAND, look >> 48 & BAND


class ImageQuerySet(models.QuerySet):
    def newest_first(self) -> "ImageQuerySet":
        return self.order_by("-created_at", "-pk")

    def looking_like(self, look: int) -> "ImageQuerySet":
        """Candidates for `is_near`: who differs in few bits has one of four bands in common.

        A band all dark or all bright says nothing, half the flat pictures have it.
        """
        bands = enumerate(bands_of(look), 1)
        same = [models.Q(**{f"look_{number}": band}) for number, band in bands if 0 < band < BAND]
        return self.filter(functools.reduce(operator.or_, same)) if same else self.none()

    def with_checksum(self, checksum: str) -> "ImageQuerySet":
        return self.filter(checksum=checksum)

    def not_looked_into(self) -> "ImageQuerySet":
        """Those whose files nobody asked yet for their look, their time and their makers."""
        return self.filter(looked_into_at__isnull=True).order_by("pk")

    def rights_ending(self, today: date, within: timedelta) -> "ImageQuerySet":
        """Those whose rights have not ended yet, but will before long."""
        return self.filter(rights_end__gte=today, rights_end__lte=today + within)


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
    crops = models.CharField(
        _("crops by hand"),
        max_length=LONGEST_CROPS,
        blank=True,
        validators=[validate_crops],
        help_text=_("Left, top and width in percent. Empty: cut around the focal point."),
    )
    look_1 = models.IntegerField(null=True, editable=False, db_index=True)
    look_2 = models.IntegerField(null=True, editable=False, db_index=True)
    look_3 = models.IntegerField(null=True, editable=False, db_index=True)
    look_4 = models.IntegerField(null=True, editable=False, db_index=True)
    creator = models.CharField(_("made by"), max_length=200, blank=True)
    keywords = models.CharField(
        _("keywords"),
        max_length=LONGEST_KEYWORDS,
        blank=True,
        help_text=_("Separated by commas. The desk finds the picture by them."),
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True, db_index=True)
    looked_into_at = models.DateTimeField(null=True, editable=False)
    uploader = user_or_nobody(_("uploaded by"), related_name="uploaded_images")
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
        indexes = [
            models.Index(
                fields=["rights_end"],
                condition=models.Q(rights_end__isnull=False),
                name="image_rights_end",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(looked_into_at__isnull=True),
                name="image_not_looked_into",
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:40] or self.alt[:40] or self.original_name or str(self.pk)

    @property
    def credit_line(self) -> str:
        """Who made the picture, as the reader's language writes the name."""
        return self.credit_en if get_language() == "en" and self.credit_en else self.credit

    @property
    def look(self) -> int | None:
        """What the picture looks like in 64 bits, see `news.imaging`; None while nobody looked."""
        bands = (self.look_1, self.look_2, self.look_3, self.look_4)
        if self.look_1 is None:
            return None
        return sum((band or 0) << 16 * place for place, band in enumerate(bands))

    @look.setter
    def look(self, look: int) -> None:
        self.look_1, self.look_2, self.look_3, self.look_4 = bands_of(look)

    def is_near(self, look: int) -> bool:
        return self.look is not None and (self.look ^ look).bit_count() <= NEAR_BITS

    @property
    def has_expired(self) -> bool:
        """Whether the rights have ended where the site is, wherever the editor is."""
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        return self.rights_end is not None and self.rights_end < today


def cropped(image: Image, crops: str) -> Image:
    """The same picture, cut otherwise in one of its uses; never to be saved."""
    other = copy.copy(image)
    other.crops = merged_crops(image.crops, crops)
    return other


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


class MissingPicture(models.Model):
    """A picture whose file was asked for and is gone, until it is back."""

    image = models.OneToOneField(
        Image, models.CASCADE, primary_key=True, related_name="missing", verbose_name=_("image")
    )
    noticed_at = models.DateTimeField(_("noticed"))
    looked_at = models.DateTimeField(_("last looked for"), null=True, blank=True)
    is_hidden = models.BooleanField(
        _("hidden from readers"),
        default=False,
        help_text=_("A file that pages point to is gone, not only the original."),
    )

    class Meta:
        verbose_name = _("missing picture")
        verbose_name_plural = _("missing pictures")

    def __str__(self) -> str:
        return str(self.image_id)

    def put_off(self) -> None:
        """Look at the others first next time."""
        self.looked_at = timezone.now()
        self.save(update_fields=["looked_at"])


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
