"""What is looked at before a story is published, what was found, and what was let pass."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How heavy a finding is: an error has to be mended or answered for."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")
    NOTE = "note", _("Note")
    OFF = "off", _("Not looked for")


class CheckupSettings(models.Model):
    """What this newsroom asks of its stories; one row."""

    severities = models.JSONField(_("severities"), default=dict, blank=True)
    title_most = models.PositiveSmallIntegerField(
        _("longest title"), default=32, validators=[MinValueValidator(8), MaxValueValidator(120)]
    )
    summary_most = models.PositiveSmallIntegerField(
        _("longest summary"), default=120, validators=[MinValueValidator(20)]
    )

    class Meta:
        verbose_name = _("rules of the check-up")
        verbose_name_plural = _("rules of the check-up")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class HouseWord(models.Model):
    """A word or phrase the newsroom does not print as it stands."""

    class Kind(models.TextChoices):
        BANNED = "banned", _("Banned")
        SENSITIVE = "sensitive", _("Sensitive")
        ADVERTISING = "advertising", _("Advertising law")
        STYLE = "style", _("House style")

    pattern = models.CharField(_("word or phrase"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.STYLE)
    suggestion = models.CharField(
        _("suggestion"), max_length=120, blank=True, help_text=_("What to write instead.")
    )
    exceptions = models.TextField(
        _("exceptions"),
        blank=True,
        max_length=4_000,
        help_text=_("A phrase a line in which the word is meant."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("house word")
        verbose_name_plural = _("house words")
        ordering = ["kind", "pattern"]

    def __str__(self) -> str:
        return self.pattern


class Checkup(models.Model):
    """What the check-up found when a story was published. Rows are only ever added."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="checkups", verbose_name=_("story")
    )
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    revision = models.PositiveIntegerField(_("version"), default=0)
    findings = models.JSONField(_("findings"), default=list)

    class Meta:
        verbose_name = _("check-up")
        verbose_name_plural = _("check-ups")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "-at"], name="checkup_story")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.at:%Y-%m-%d %H:%M}"


class CheckupOverride(models.Model):
    """Why a story was published over errors that stood. Rows are only ever added."""

    checkup = models.OneToOneField(
        Checkup, models.CASCADE, related_name="override", verbose_name=_("check-up")
    )
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("exception from the check-up")
        verbose_name_plural = _("exceptions from the check-up")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="checkup_override_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkup}: {self.reason}"
