from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from news.models.listing import Listing, ListingQuerySet


class Tag(TagBase):
    """A subject readers may follow across sections; `name` is the Chinese one."""

    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("news:tag", args=[self.slug])

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


class TaggedArticle(ItemBase, Listing):
    """A tag on a story; taggit fixes the name `content_object` for the story."""

    article_field = "content_object"

    content_object = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="tagged", db_column="article_id"
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tagged story")
        verbose_name_plural = _("tagged stories")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once"),
        ]
        indexes = [
            models.Index(
                fields=["tag", "language", "-publish_at", "-content_object", "unpublish_at"],
                name="article_tag_list",
            ),
            models.Index(
                fields=["tag", "language", "unpublish_at"],
                condition=models.Q(unpublish_at__isnull=False),
                name="article_tag_ending",
            ),
        ]
