from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody

TRACED = ~Q(network="") | ~Q(device="")
"""Rows of which it is still known where they came from."""


class ErrorReport(models.Model):
    """A reader's word that something in a story is wrong: a candidate for a correction.

    `sentence` is the place as it read then, empty where the whole story is meant.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        SUSPECT = "suspect", _("Perhaps from a machine")
        CORRECTED = "corrected", _("Corrected openly")
        MENDED = "mended", _("Mended in the text")
        DISMISSED = "dismissed", _("Nothing is wrong")

    class Reason(models.TextChoices):
        """Why nothing is changed, as its reader is told in the reader's own language."""

        RIGHT = "right", _("What the story says is right")
        UNPROVEN = "unproven", _("We could not find it confirmed anywhere")
        OPINION = "opinion", _("It is a matter of opinion, not of fact")
        QUOTED = "quoted", _("Somebody is quoted so, and rightly")
        DONE = "done", _("It had been put right already")
        ELSEWHERE = "elsewhere", _("It is not about this story")

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="error_reports", verbose_name=_("story")
    )
    sentence = models.TextField(_("sentence"), blank=True)
    text = models.CharField(_("what is wrong"), max_length=1_000)
    reporter = user_or_nobody(_("member"), related_name="error_reports")
    device = models.CharField(_("device"), max_length=64, blank=True)
    network = models.CharField(_("network"), max_length=64, blank=True)
    at = models.DateTimeField(_("time"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    note = models.CharField(_("note to the reader"), max_length=500, blank=True)
    correction = models.ForeignKey(
        "news.Correction",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="error_reports",
        verbose_name=_("correction"),
    )
    settled_by = user_or_nobody(_("settled by"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("reported error")
        verbose_name_plural = _("reported errors")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["article", "-at"], name="error_report_of_story"),
            models.Index(
                fields=["article", "at"], condition=Q(outcome="open"), name="error_report_open"
            ),
            models.Index(fields=["settled_at"], name="error_report_settled"),
            models.Index(
                fields=["at"], condition=Q(outcome="suspect"), name="error_report_suspect"
            ),
            models.Index(fields=["at"], condition=TRACED, name="error_report_traces"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.text[:40]}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it; what may be a machine's, too."""
        return self.outcome in (self.Outcome.OPEN, self.Outcome.SUSPECT)
