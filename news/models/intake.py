from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Intake(models.Model):
    """A table of stories that somebody handed in: looked at first, then taken in row by row."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by")
    )
    name = models.CharField(_("file"), max_length=200)
    left_out = models.JSONField(_("columns left out"), default=list, blank=True)
    at = models.DateTimeField(_("time"))
    ordered_at = models.DateTimeField(_("being taken in since"), null=True, editable=False)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)

    class Meta:
        verbose_name = _("table of stories")
        verbose_name_plural = _("tables of stories")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="intake_age")]

    def __str__(self) -> str:
        return self.name


class IntakeRow(models.Model):
    """One row of such a table, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SAME = "same", _("Nothing changes")
        REFUSED = "refused", _("Refused")
        CHANGED = "changed", _("Changed")
        MADE = "made", _("Draft made")

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), default=dict)
    article = models.ForeignKey(
        "news.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("story"),
    )
    stamp = models.CharField(max_length=80, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING
    )
    refusal = models.TextField(_("why refused"), blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    made_from = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("row of a table")
        verbose_name_plural = _("rows of tables")
        ordering = ["intake", "line"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "line"], name="intake_line_once"),
        ]
        indexes = [models.Index(fields=["intake", "outcome", "line"], name="intake_outcomes")]

    def __str__(self) -> str:
        return f"{self.intake_id}: {self.line}"

    @property
    def called(self) -> str:
        """What the row says its story is."""
        return self.cells.get("title") or self.cells.get("number", "")
