from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual, is_chinese

CORRECTIONS = "corrections"
"""The page whose text stands above the list of all corrections."""

RULES = "rules"
"""The page that the form for comments names."""


class Page(models.Model):
    """A flat page: about, contact, standards ... Bodies are kept in the body grammar."""

    class Place(models.TextChoices):
        NEWSROOM = "newsroom", _("Newsroom")
        TERMS = "terms", _("Terms")
        NOWHERE = "nowhere", _("Not in the footer")

    slug = models.SlugField(_("slug"), unique=True)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    body_zh = models.TextField(_("text (Chinese)"), blank=True)
    body_en = models.TextField(_("text (English)"), blank=True)
    description_zh = models.CharField(
        _("description (Chinese)"),
        max_length=160,
        blank=True,
        help_text=_("For search engines. Empty: the beginning of the text."),
    )
    description_en = models.CharField(_("description (English)"), max_length=160, blank=True)
    place = models.CharField(
        _("place in the footer"), max_length=8, choices=Place, default=Place.NEWSROOM
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_published = models.BooleanField(_("published"), default=True)
    allows_comments = models.BooleanField(_("comments allowed"), default=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    title = Bilingual("title")
    description = Bilingual("description")

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.slug == CORRECTIONS:
            return reverse("news:corrections")
        return reverse("portal:page", args=[self.slug])

    def is_live(self) -> bool:
        """Whether readers see the page."""
        return self.is_published

    def is_in(self, language: str | None) -> bool:
        """Whether the page has a title in a language; pages never mix languages."""
        return bool(self.title_zh if language is None or is_chinese(language) else self.title_en)

    def text_here(self) -> str:
        """The text in the language of this page alone."""
        return self.body_zh if is_chinese(get_language() or "zh") else self.body_en

    def description_here(self) -> str:
        """The description in the language of this page alone."""
        return self.description_zh if is_chinese(get_language() or "zh") else self.description_en
