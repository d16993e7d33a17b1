from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from news.models.sign_off import Stage
from portal.lib.fields import user_or_nobody


class AssignmentQuerySet(models.QuerySet):
    def waiting(self) -> "AssignmentQuerySet":
        """Those whose story waits for a stage, or signed by all for its publication."""
        return self.exclude(stage="")

    def sent_back(self) -> "AssignmentQuerySet":
        return self.filter(sent_back_at__isnull=False)

    def overdue(self, now: datetime) -> "AssignmentQuerySet":
        return self.filter(due_at__lte=now)


class Assignment(models.Model):
    """Who is to do what with a story, and by when; it goes when the work on the story is done.

    So the table stays as small as the day's work, and the desk's queues are walks through it.
    """

    READY = "ready"
    STAGES = [*Stage.choices, (READY, _("Publication"))]

    article = models.OneToOneField(
        "news.Article", models.CASCADE, related_name="assignment", verbose_name=_("story")
    )
    stage = models.CharField(
        _("waits for"),
        max_length=12,
        choices=STAGES,
        blank=True,
        help_text=_("Empty while the story is with its author."),
    )
    assignee = user_or_nobody(_("assigned to"), related_name="assignments")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    handed_by = user_or_nobody(_("handed over by"))
    handed_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_back_at = models.DateTimeField(_("sent back"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [
            models.Index(fields=["stage", "assignee"], name="assignment_waiting"),
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="assignment_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.get_stage_display() or '–'}"

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now
