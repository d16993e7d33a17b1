from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models.comment import HAS_TRACES, Comment
from portal.lib.fields import user_or_nobody


class Report(models.Model):
    """A reader's word that a comment breaks the rules. It raises priority; it never deletes."""

    class Why(models.TextChoices):
        ABUSE = "abuse", _("Insult or attack")
        PRIVACY = "privacy", _("Someone's private details")
        ADVERTISING = "ad", _("Advertising")
        FALSE = "false", _("False claim")
        ILLEGAL = "illegal", _("Unlawful")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="reports", verbose_name=_("comment")
    )
    reporter = user_or_nobody(_("member"), related_name="comment_reports")
    device = models.CharField(_("device"), max_length=64, blank=True, editable=False)
    network = models.CharField(_("network"), max_length=64, blank=True, editable=False)
    why = models.CharField(_("reason"), max_length=8, choices=Why)
    text = models.CharField(_("details"), max_length=500, blank=True)
    weight = models.FloatField(_("weight"), default=0, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN, editable=False
    )
    at = models.DateTimeField(_("time"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"],
                condition=Q(reporter__isnull=False),
                name="report_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["comment", "device"],
                condition=Q(reporter__isnull=True) & ~Q(device=""),
                name="report_once_a_device",
            ),
        ]
        indexes = [
            models.Index(fields=["outcome", "-at"], name="report_queue"),
            models.Index(fields=["reporter", "outcome"], name="report_accuracy"),
            models.Index(fields=["at"], condition=HAS_TRACES, name="report_traces"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.get_why_display()}"
