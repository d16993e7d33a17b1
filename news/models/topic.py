import uuid
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.article import LANGUAGES
from portal.site.models import Pigment


class TopicQuerySet(models.QuerySet):
    def live(self, now: datetime | None = None) -> "TopicQuerySet":
        return self.filter(is_published=True, publish_at__lte=now or timezone.now())

    def to_come(self) -> "TopicQuerySet":
        return self.filter(is_published=True, publish_at__gt=timezone.now())

    def in_language(self, language: str) -> "TopicQuerySet":
        return self.filter(language=language)

    def newest_first(self) -> "TopicQuerySet":
        return self.order_by("-publish_at", "-pk")


class Topic(models.Model):
    """专题: stories of one running matter, with an introduction of its own."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, allow_unicode=True)
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    cover = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="covered_topics",
        verbose_name=_("cover"),
    )
    pigment = models.CharField(_("pigment"), max_length=12, choices=Pigment, blank=True)
    editor = models.ForeignKey(
        "news.Byline",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="edited_topics",
        verbose_name=_("editor"),
    )
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="zh-hans")
    translation_group = models.UUIDField(_("translation group"), default=uuid.uuid4, editable=False)
    articles = models.ManyToManyField(
        "news.Article", through="news.TopicStory", related_name="topics", blank=True
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("A closed topic stays readable and gets no stories.")
    )
    publish_at = models.DateTimeField(_("publish at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["-publish_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="topic_slug_once"),
            models.UniqueConstraint(
                fields=["translation_group", "language"], name="topic_translation_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("news:topic", args=[self.slug])

    def is_live(self, now: datetime | None = None) -> bool:
        return self.is_published and self.publish_at <= (now or timezone.now())


class TopicStory(models.Model):
    """A story's place in a topic."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="stories")
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="topic_stories")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("story of the topic")
        verbose_name_plural = _("stories of the topic")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "article"], name="topic_story_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} · {self.article_id}"
