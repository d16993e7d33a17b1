"""Tables a foundation needs: exact counters, jobs that must run once, lists as people like them."""

from django.conf import settings
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


class SavedView(models.Model):
    """A list of the desk as somebody narrowed it, under a name; `query` is its address's query."""

    list_name = models.CharField(_("list"), max_length=100)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=1_000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        verbose_name=_("saved by"),
    )
    is_shared = models.BooleanField(
        _("for everybody"), default=False, help_text=_("Colleagues see it above their list too.")
    )

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list_name", "owner", "name"], name="saved_view_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns one user wants of one list, in their order."""

    list_name = models.CharField(_("list"), max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="chosen_columns"
    )
    columns = models.JSONField(_("columns"), default=list)

    class Meta:
        verbose_name = _("chosen columns")
        verbose_name_plural = _("chosen columns")
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name"], name="chosen_columns_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.list_name}"


class Purge(models.Model):
    """Proof of one run of a clock of `retention`: how much went, and that nothing older is left."""

    clock = models.CharField(_("what"), max_length=40)
    at = models.DateTimeField(_("time"))
    until = models.DateTimeField(_("nothing older than"))
    count = models.PositiveIntegerField(_("rows emptied"))
    left = models.PositiveIntegerField(_("rows left over"))

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="purge_newest")]

    def __str__(self) -> str:
        return f"{self.clock} {self.at:%Y-%m-%d}: {self.count}"
