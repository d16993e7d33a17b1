from django.db import models
from django.utils.translation import gettext_lazy as _


class DayFigure(models.Model):
    """One number of one day of moderation: what long ranges are added up from.

    A day has some hundred rows at most, however much is written; none says anything of a person.
    """

    class Kind(models.TextChoices):
        ARRIVED = "arrived", _("comments by hour")
        DECIDED = "decided", _("decisions by hour")
        WAITED = "waited", _("decisions by time waited")
        OUTCOME = "outcome", _("decisions by outcome")
        REASON = "reason", _("refusals by reason")
        SECTION = "section", _("decisions by section")
        SIGNAL = "signal", _("findings by outcome")
        BAYES = "bayes", _("classifier by outcome")
        APPEAL = "appeal", _("appeals")
        REPORT = "report", _("reports")
        NOTICE = "notice", _("notices of unlawful content")
        COUNTED = "counted", _("day that is counted")

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    key = models.CharField(_("key"), max_length=60, blank=True)
    value = models.PositiveIntegerField(_("value"))

    class Meta:
        verbose_name = _("figure of a day")
        verbose_name_plural = _("figures of days")
        ordering = ["-day", "kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "key"], name="day_figure_once"),
        ]
        indexes = [models.Index(fields=["kind", "day"], name="day_figure_kind")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.value}"
