from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Bookmark(models.Model):
    """收藏: a story a member saved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "article"], name="bookmark_once"),
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="bookmark_list")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.article_id}"
