from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class WordRule(models.Model):
    """A word or phrase that is looked for in what readers write."""

    class Action(models.TextChoices):
        BAN = "ban", _("Refuse")
        HOLD = "hold", _("Hold for review")
        REPLACE = "replace", _("Replace")
        WATCH = "watch", _("Watch only")

    class Field(models.TextChoices):
        ALL = "all", _("name and text")
        BODY = "body", _("text")
        NAME = "name", _("name")

    pattern = models.CharField(
        _("word or phrase"),
        max_length=120,
        help_text=_("{3} between two parts stands for up to three characters of anything."),
    )
    action = models.CharField(_("action"), max_length=8, choices=Action, default=Action.HOLD)
    field = models.CharField(_("looked for in"), max_length=5, choices=Field, default=Field.ALL)
    replacement = models.CharField(_("replacement"), max_length=120, blank=True)
    exceptions = models.TextField(
        _("exceptions"),
        blank=True,
        max_length=4_000,
        help_text=_("A phrase a line in which the word is not meant: 24口交换机."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_by = user_or_nobody(_("by"), editable=False)

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        ordering = ["pattern"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "field"], name="word_rule_once"),
        ]

    def __str__(self) -> str:
        return self.pattern
