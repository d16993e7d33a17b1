from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class Presence(models.Model):
    """Somebody has a story open at the desk. It locks nothing; it only lets colleagues know."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="presences", verbose_name=_("story")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="presences",
        verbose_name=_("editor"),
    )
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    taken_over_by = user_or_nobody(_("taken over by"))

    class Meta:
        verbose_name = _("editor at a story")
        verbose_name_plural = _("editors at stories")
        constraints = [
            models.UniqueConstraint(fields=["article", "editor"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.editor_id})"
