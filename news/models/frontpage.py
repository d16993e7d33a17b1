from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.article import LANGUAGES
from news.models.category import Category
from portal.lib.fields import user_or_nobody


class FrontPage(models.Model):
    """The curated front of the site, or of one section, in one language."""

    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    category = models.ForeignKey(
        "news.Category",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="front_pages",
        verbose_name=_("section"),
        help_text=_("Empty for the front of the whole site."),
    )

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "category"],
                condition=Q(category__isnull=False),
                name="front_page_section_once",
            ),
            models.UniqueConstraint(
                fields=["language"],
                condition=Q(category__isnull=True),
                name="front_page_site_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or _('front page')} · {self.get_language_display()}"


class FrontVersionQuerySet(models.QuerySet):
    def live(self, now: datetime | None = None) -> "FrontVersionQuerySet":
        """Versions whose time has come, the one that counts first."""
        return self.filter(publish_at__lte=now or timezone.now()).order_by("-publish_at", "-number")

    def drafts(self) -> "FrontVersionQuerySet":
        """Versions still being arranged, the newest first."""
        return self.filter(publish_at__isnull=True).order_by("-number")

    def of_front(self, language: str, category_id: int | None) -> "FrontVersionQuerySet":
        """The versions of one front; without a section, of the site's."""
        return self.filter(front_page__language=language, front_page__category=category_id)


class FrontVersion(models.Model):
    """One arrangement of a front; live is the newest whose time has come."""

    front_page = models.ForeignKey(FrontPage, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("Empty: still being arranged.")
    )
    by = user_or_nobody(_("by"), related_name="front_versions")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = FrontVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("front page version")
        verbose_name_plural = _("front page versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["front_page", "number"], name="front_version_once"),
        ]
        indexes = [
            models.Index(fields=["front_page", "-publish_at", "-number"], name="front_version_live")
        ]

    def __str__(self) -> str:
        return f"{self.front_page} #{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.publish_at is None

    @property
    def state_label(self) -> str:
        """Draft, scheduled or published; a later version may have taken its place."""
        if self.is_draft:
            return str(_("Draft"))
        return str(_("Published") if self.was_live() else _("Scheduled"))

    def was_live(self, now: datetime | None = None) -> bool:
        """Whether its time has come; what readers have seen is never edited or erased."""
        return self.publish_at is not None and self.publish_at <= (now or timezone.now())


class FrontBlock(models.Model):
    """What a version says of a section's block: its place among the blocks, and its layout.

    Sections it says nothing of come last, by their own settings.
    """

    version = models.ForeignKey(FrontVersion, models.CASCADE, related_name="blocks")
    category = models.ForeignKey(
        "news.Category", models.CASCADE, related_name="+", verbose_name=_("section")
    )
    layout = models.CharField(_("layout"), max_length=12, choices=Category.FrontLayout)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("block of the front")
        verbose_name_plural = _("blocks of the front")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "category"], name="front_block_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.category_id}"


class Slot(models.Model):
    """One place of an arrangement: a story, from when to when, with its own words if wanted."""

    class Area(models.TextChoices):
        LEAD = "lead", _("Lead")
        SECONDARY = "secondary", _("Secondary")
        STRIP = "strip", _("Four below")
        BLOCK = "block", _("Section block")

    version = models.ForeignKey(FrontVersion, models.CASCADE, related_name="slots")
    area = models.CharField(_("area"), max_length=12, choices=Area)
    category = models.ForeignKey(
        "news.Category",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section of the block"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="slots", verbose_name=_("story")
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    title = models.CharField(_("title here"), max_length=200, blank=True)
    image = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="slots",
        verbose_name=_("image here"),
    )

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["area", "category_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "article"], name="slot_story_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.position}: {self.article_id}"

    def shows(self, now: datetime) -> bool:
        """Whether the slot's own time holds `now`."""
        return (self.starts_at is None or self.starts_at <= now) and (
            self.ends_at is None or self.ends_at > now
        )
