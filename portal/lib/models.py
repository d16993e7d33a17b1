"""Tables a foundation needs: counters that must be exact, and jobs that must run once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateBucket(models.Model):
    """How often one key was seen in one window; written by `throttle.hit` alone."""

    key = models.CharField(_("key"), max_length=64)
    window = models.DateTimeField(_("window start"))
    count = models.PositiveIntegerField(_("count"), default=0)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        verbose_name = _("rate bucket")
        verbose_name_plural = _("rate buckets")
        constraints = [
            models.UniqueConstraint(fields=["key", "window"], name="rate_bucket_key_window"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.window:%Y-%m-%d %H:%M} ×{self.count}"


class ScheduledJob(models.Model):
    """One periodic job; a scheduler claims it by an update, so that two never run it at once."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    next_run_at = models.DateTimeField(_("next run"), db_index=True)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=64, blank=True)
    last_started_at = models.DateTimeField(_("last started"), null=True, blank=True)
    last_finished_at = models.DateTimeField(_("last finished"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When a long-running part (worker, scheduler) last said that it is alive."""

    part = models.CharField(_("part"), max_length=64, primary_key=True)
    beat_at = models.DateTimeField(_("last beat"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.part
