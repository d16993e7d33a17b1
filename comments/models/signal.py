from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Signal(models.Model):
    """What a check found in a comment when it came in; kept, so that a decision can be replayed."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="signals", verbose_name=_("comment")
    )
    code = models.CharField(_("kind"), max_length=20)
    weight = models.SmallIntegerField(_("weight"), help_text=_("Above 0 speaks against it."))
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    start = models.PositiveIntegerField(_("from character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to character"), null=True, blank=True)
    rule_version = models.PositiveIntegerField(_("version of the rule"), default=1)

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering = ["-weight", "pk"]
        indexes = [models.Index(fields=["code", "comment"], name="signal_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.weight:+d}"
