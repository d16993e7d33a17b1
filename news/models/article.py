import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from news.models.image import AILabel
from news.models.tag import TaggedArticle

LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
"""Languages stories are written in; Traditional Chinese is made from Simplified on output."""


class ArticleQuerySet(models.QuerySet):
    def live(self, now: datetime | None = None) -> "ArticleQuerySet":
        """What readers may see at `now`; decided here, so that no job has to run on time."""
        now = now or timezone.now()
        return self.filter(
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=now),
            state=Article.State.PUBLISHED,
            publish_at__lte=now,
        )

    def in_language(self, language: str) -> "ArticleQuerySet":
        return self.filter(language=language)

    def newest_first(self) -> "ArticleQuerySet":
        return self.order_by("-publish_at", "-pk")

    def for_cards(self) -> "ArticleQuerySet":
        """All a card shows: cover, counts; the section comes from the tree, the text never."""
        return self.select_related("cover", "stats").defer("body")

    def for_page(self) -> "ArticleQuerySet":
        """All the story's own page shows of the story itself."""
        return self.select_related("category", "cover", "source", "publisher__byline", "stats")


class Article(models.Model):
    """A story: the version readers see. Its deeds stand in `editing` and `workflow`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        BINNED = "binned", _("In the bin")

    kicker = models.CharField(
        _("kicker"), max_length=30, blank=True, help_text=_("Shown in brackets before the title.")
    )
    title = models.CharField(_("title"), max_length=200)
    title_breaks = models.CharField(
        _("title with break hints"),
        max_length=240,
        blank=True,
        help_text=_("The title with | where a line may end."),
    )
    short_title = models.CharField(_("short title"), max_length=60, blank=True)
    slug = models.SlugField(_("slug"), max_length=120, blank=True, allow_unicode=True)
    summary = models.TextField(
        _("summary"), max_length=500, blank=True, help_text=_("Drawn from the text where empty.")
    )
    drawn_summary = models.CharField(max_length=300, blank=True, editable=False)
    body = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="zh-hans")
    translation_group = models.UUIDField(_("translation group"), default=uuid.uuid4, editable=False)

    category = models.ForeignKey(
        "news.Category", models.PROTECT, related_name="articles", verbose_name=_("section")
    )
    extra_categories = models.ManyToManyField(
        "news.Category",
        related_name="extra_articles",
        blank=True,
        verbose_name=_("further sections"),
    )
    source = models.ForeignKey(
        "news.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("source"),
    )
    original_url = models.URLField(_("original address"), max_length=500, blank=True)
    original_title = models.CharField(_("original title"), max_length=200, blank=True)
    original_author = models.CharField(_("original author"), max_length=120, blank=True)
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_articles",
        verbose_name=_("published by"),
    )
    cover = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="covered_articles",
        verbose_name=_("cover"),
    )
    tags = TaggableManager(through=TaggedArticle, blank=True, verbose_name=_("tags"))
    related = models.ManyToManyField(
        "self",
        through="news.RelatedArticle",
        symmetrical=False,
        blank=True,
        verbose_name=_("related stories"),
    )

    is_highlighted = models.BooleanField(
        _("highlighted"), default=False, help_text=_("Bold in lists.")
    )
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("unpublish at"), null=True, blank=True)
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    allows_comments = models.BooleanField(_("comments allowed"), default=True)
    allows_reactions = models.BooleanField(_("reactions allowed"), default=True)
    jump_url = models.CharField(
        _("jump address"),
        max_length=500,
        blank=True,
        help_text=_("The story then is only a link to this address."),
    )
    ai_label = models.CharField(
        _("AI label"), max_length=12, choices=AILabel, default=AILabel.NONE, blank=True
    )
    seo_title = models.CharField(_("search title"), max_length=120, blank=True)
    seo_description = models.CharField(_("search description"), max_length=300, blank=True)

    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.DRAFT, editable=False
    )
    first_publish_at = models.DateTimeField(
        _("first published"), null=True, blank=True, editable=False
    )
    revised_at = models.DateTimeField(
        _("revised"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When readers last got another text."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation_group", "language"], name="article_translation_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(publish_at__isnull=False),
                name="article_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(unpublish_at__gt=models.F("publish_at")),
                name="article_unpublish_after_publish",
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "language", "state", "-publish_at", "-id"],
                name="article_source_list",
            ),
            models.Index(fields=["state", "-updated_at"], name="article_state_desk"),
            models.Index(fields=["-updated_at"], name="article_desk"),
            models.Index(fields=["publisher", "-updated_at"], name="article_publisher_desk"),
        ]
        permissions = [
            ("publish_article", _("Can publish and withdraw stories")),
        ]

    def __str__(self) -> str:
        return f"【{self.kicker}】{self.title}" if self.kicker else self.title

    def get_absolute_url(self) -> str:
        """The story's own page, slug included; the language prefix is the active one."""
        arguments = [self.pk, self.slug] if self.slug else [self.pk]
        return reverse("news:article", args=arguments)

    def is_live(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.state == self.State.PUBLISHED
            and self.publish_at is not None
            and self.publish_at <= now
            and (self.unpublish_at is None or self.unpublish_at > now)
        )

    def was_live(self, now: datetime | None = None) -> bool:
        """Whether readers have ever seen it: then its address answers 410, never 404."""
        now = now or timezone.now()
        return self.first_publish_at is not None and self.first_publish_at <= now

    def is_scheduled(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.state == self.State.PUBLISHED
            and self.publish_at is not None
            and self.publish_at > now
        )

    @property
    def shown_summary(self) -> str:
        """The typed summary, or else the one drawn from the text when it was last saved."""
        return self.summary or self.drawn_summary

    @property
    def list_title(self) -> str:
        """The title where room is short."""
        return self.short_title or self.title


class RelatedArticle(models.Model):
    """A story an editor set beside another; the way back is a row of its own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="related_rows")
    related = models.ForeignKey(Article, models.CASCADE, related_name="related_back_rows")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "related"], name="related_article_once"),
            models.CheckConstraint(
                condition=~Q(article=models.F("related")), name="related_article_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.related_id}"
