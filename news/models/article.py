import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from news.models.assignment import Assignment
from news.models.correction import Correction
from news.models.image import LONGEST_CROPS, AILabel, Image, cropped, validate_crops
from news.models.placement import Placement
from news.models.tag import TaggedArticle
from portal.lib.fields import user_or_nobody
from portal.lib.terms import validate_terms

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

    def live_among(self, ids: Iterable[int], now: datetime | None = None) -> "dict[int, Article]":
        """The live ones of some ids.

        Asked for the state as well, SQLite without statistics walks all that is published.
        """
        return {pk: story for pk, story in self.in_bulk(list(ids)).items() if story.is_live(now)}

    def mine(self, user: Any) -> "ArticleQuerySet":
        """Stories not yet with the readers that bear one's name or were assigned to one."""
        assigned = Assignment.objects.filter(assignee=user).values("article")
        at_work = Article.objects.filter(state__in=[Article.State.DRAFT, Article.State.REVIEW])
        # By number: a database that is let would walk all stories in the order of the list.
        mine = at_work.filter(Q(publisher=user) | Q(pk__in=assigned)).order_by()
        return self.filter(pk__in=mine.values("pk"))

    def waiting(self) -> "ArticleQuerySet":
        """Stories that wait for a stage or for their publication, whoever may do it."""
        return self.filter(pk__in=Assignment.objects.waiting().values("article"))

    def sent_back_to(self, user: Any) -> "ArticleQuerySet":
        sent = Assignment.objects.sent_back().filter(assignee=user)
        return self.filter(pk__in=sent.values("article"))

    def overdue(self, now: datetime | None = None) -> "ArticleQuerySet":
        """Stories at work whose due time has come."""
        late = Assignment.objects.overdue(now or timezone.now())
        return self.filter(pk__in=late.values("article"))

    def scheduled(self, now: datetime | None = None) -> "ArticleQuerySet":
        """Stories that will appear by themselves: a walk along the lists' index."""
        ahead = Placement.objects.filter(category=None, language__in=dict(LANGUAGES))
        ahead = ahead.filter(publish_at__gt=now or timezone.now())
        return self.filter(state=Article.State.PUBLISHED, pk__in=ahead.values("article"))

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
        ARCHIVED = "archived", _("Shelved")

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
    publisher = user_or_nobody(_("published by"), related_name="published_articles")
    cover = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="covered_articles",
        verbose_name=_("cover"),
    )
    cover_crops = models.CharField(
        _("crops of the cover"),
        max_length=LONGEST_CROPS,
        blank=True,
        validators=[validate_crops],
        help_text=_("For this story alone. Empty: as the picture itself is cut."),
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
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("No reader sees the story before, whatever its time."),
    )
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
    traditional_terms = models.TextField(
        _("words in Traditional Chinese"),
        blank=True,
        max_length=2_000,
        validators=[validate_terms],
        help_text=_("For this story alone, a pair a line: 后海 = 后海."),
    )
    is_traditional_checked = models.BooleanField(
        _("Traditional checked"),
        default=False,
        help_text=_("Somebody read the Traditional version. Another text has to be read again."),
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
    corrected_as = models.CharField(
        _("corrected as"),
        max_length=16,
        blank=True,
        choices=Correction.Kind,
        editable=False,
        help_text=_("The gravest of its corrections, kept here for lists."),
    )
    working_number = models.PositiveIntegerField(default=0, editable=False)
    shown_number = models.PositiveIntegerField(default=0, editable=False)
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
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(embargo_until__isnull=True)
                | Q(publish_at__gte=models.F("embargo_until")),
                name="article_published_after_embargo",
                violation_error_message=_(
                    "The story would appear before its embargo ends. Give it a later time first."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "language", "state", "-publish_at", "-id", "unpublish_at"],
                name="article_source_list",
            ),
            models.Index(
                fields=["source", "language", "state", "unpublish_at"],
                condition=Q(unpublish_at__isnull=False),
                name="article_source_ending",
            ),
            # The desk's lists order by time and number: without the number SQLite sorts all rows.
            models.Index(fields=["state", "-updated_at", "-id"], name="article_state_desk"),
            models.Index(fields=["-updated_at", "-id"], name="article_desk"),
            models.Index(fields=["-publish_at", "-id"], name="article_day_desk"),
            models.Index(fields=["category", "-updated_at", "-id"], name="article_section_desk"),
            models.Index(fields=["language", "-updated_at", "-id"], name="article_language_desk"),
            models.Index(fields=["publisher", "-updated_at", "-id"], name="article_publisher_desk"),
        ]
        permissions = [
            ("publish_article", _("Can publish and withdraw stories")),
            ("erase_revision", _("Can erase versions of stories")),
        ]

    def __str__(self) -> str:
        title = self.title or gettext("Untitled story")
        return f"【{self.shown_kicker}】{title}" if self.shown_kicker else title

    def get_absolute_url(self) -> str:
        """The story's own page, slug included; the language prefix is the active one."""
        arguments = [self.pk, self.slug] if self.slug else [self.pk]
        return reverse("news:article", args=arguments)

    @property
    def cropped_cover(self) -> Image | None:
        """The cover as this story cuts it: one copy, which then knows its renditions."""
        if self.cover is None or not self.cover_crops:
            return self.cover
        key = (self.cover_id, self.cover_crops)
        if self.__dict__.get("_cropped_as") != key:
            self.__dict__.update(_cropped_as=key, _cropped=cropped(self.cover, self.cover_crops))
        return self.__dict__["_cropped"]

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

    def after_embargo(self, at: datetime) -> datetime:
        """The first moment from `at` on at which readers may have the story."""
        return max(at, self.embargo_until) if self.embargo_until else at

    def is_embargoed(self, now: datetime | None = None) -> bool:
        return self.embargo_until is not None and self.embargo_until > (now or timezone.now())

    def has_pending(self) -> bool:
        """Whether editors have a newer version than the one that stands in this row."""
        return self.working_number != self.shown_number

    @property
    def is_retracted(self) -> bool:
        """Whether the newsroom no longer stands by it: readers get the notice, and no text."""
        return self.corrected_as == Correction.Kind.RETRACTION

    @property
    def shown_kicker(self) -> str:
        """The kicker; of a retracted story, wherever it is named, that it is one."""
        return str(Correction.Kind.RETRACTION.label) if self.is_retracted else self.kicker

    @property
    def shown_summary(self) -> str:
        """The typed summary, or else the one drawn from the text when it was last saved."""
        if self.is_retracted:
            return gettext("The newsroom has retracted this story.")
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
