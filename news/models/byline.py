from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.models.listing import Listing
from portal.lib.bilingual import Bilingual


class Byline(models.Model):
    """A person who signs stories; not a user, though one may belong to them."""

    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    title_zh = models.CharField(_("job (Chinese)"), max_length=60, blank=True)
    title_en = models.CharField(_("job (English)"), max_length=60, blank=True)
    bio_zh = models.TextField(_("biography (Chinese)"), blank=True)
    bio_en = models.TextField(_("biography (English)"), blank=True)
    photo = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="byline_photos",
        verbose_name=_("photo"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="byline",
        verbose_name=_("user"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    name = Bilingual("name")
    title = Bilingual("title")
    bio = Bilingual("bio")

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["name_zh"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:author", args=[self.slug])


class BylineRole(models.TextChoices):
    AUTHOR = "author", _("Words")
    PHOTOGRAPHER = "photographer", _("Photographs")
    ILLUSTRATOR = "illustrator", _("Illustration")
    TRANSLATOR = "translator", _("Translation")
    CORRESPONDENT = "correspondent", _("Correspondent")
    EDITOR = "editor", _("Editor")
    PROOFREADER = "proofreader", _("Proofreading")


class ArticleByline(Listing):
    """One credit of a story, in order; a name without a Byline row is free text."""

    may_repeat = True

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="article_bylines")
    byline = models.ForeignKey(
        Byline,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="article_bylines",
        verbose_name=_("byline"),
    )
    free_name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=BylineRole, default=BylineRole.AUTHOR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(byline__isnull=False) | ~models.Q(free_name=""),
                name="article_byline_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["byline", "language", "-publish_at", "-article", "unpublish_at"],
                name="article_byline_list",
            ),
            models.Index(
                fields=["byline", "language", "unpublish_at"],
                condition=models.Q(unpublish_at__isnull=False),
                name="article_byline_ending",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.byline.name if self.byline else self.free_name
