from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class WorkflowEntry(models.Model):
    """One step of a story: who moved it when, from where to where. Rows are only ever added."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="workflow_entries", verbose_name=_("story")
    )
    move = models.CharField(_("step"), max_length=20)
    from_state = models.CharField(_("from"), max_length=12, blank=True)
    to_state = models.CharField(_("to"), max_length=12)
    revision = models.PositiveIntegerField(
        _("version"), default=0, help_text=_("Its number; 0 where no version was ever saved.")
    )
    by = user_or_nobody(_("by"), related_name="workflow_entries")
    at = models.DateTimeField(_("time"), default=timezone.now)
    takes_effect_at = models.DateTimeField(
        _("takes effect"), null=True, blank=True, help_text=_("At once where empty.")
    )
    ends_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("When readers no longer have the story.")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of a story")
        verbose_name_plural = _("steps of stories")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["article", "-at"], name="workflow_entry_story"),
            models.Index(fields=["-at"], name="workflow_entry_time"),
            models.Index(
                fields=["-at"], condition=models.Q(move="override"), name="workflow_entry_override"
            ),
        ]
        permissions = [
            ("withdraw_article", _("Can withdraw stories")),
            ("correct_article", _("Can correct stories")),
            ("override_stages", _("Can publish past the stages in an emergency")),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.move} {self.at:%Y-%m-%d %H:%M}"
