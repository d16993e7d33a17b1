"""What came from where: so that an import runs twice without harm and old addresses live on."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportedSite(models.Model):
    """A site that moved in: the system it ran on and a name that tells two of one kind apart."""

    system = models.CharField(_("system"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    imported_at = models.DateTimeField(_("last imported"), null=True, blank=True)

    class Meta:
        verbose_name = _("imported site")
        verbose_name_plural = _("imported sites")
        constraints = [
            models.UniqueConstraint(fields=["system", "name"], name="imported_site_system_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.system})"


class ImportRun(models.Model):
    """One run of the importer: when it was, and what became of what it read."""

    site = models.ForeignKey(
        ImportedSite, models.CASCADE, related_name="runs", verbose_name=_("site")
    )
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(
        _("ended"), null=True, blank=True, help_text=_("Empty where it broke off.")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.began_at:%Y-%m-%d %H:%M}"


class ImportedRecord(models.Model):
    """One foreign record and the row it became.

    `source_hash` is of the foreign record as last read: unchanged means nothing to do.
    `written_hash` is of our row as last written: a difference means that somebody edited it
    here since, and it is never overwritten.
    """

    site = models.ForeignKey(ImportedSite, models.CASCADE, related_name="records")
    kind = models.CharField(_("kind"), max_length=20)
    foreign_id = models.CharField(_("foreign id"), max_length=100)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    run = models.ForeignKey(
        ImportRun,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("import run"),
        help_text=_("The one that made it."),
    )
    source_hash = models.CharField(max_length=64)
    written_hash = models.CharField(max_length=64, blank=True)

    target = GenericForeignKey()

    class Meta:
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "foreign_id"], name="imported_record_once"
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="imported_record_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.foreign_id}"


class EarlierForm(models.Model):
    """What a row held before a run updated it, the last that did: the run may be taken back."""

    record = models.OneToOneField(ImportedRecord, models.CASCADE, related_name="earlier")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="updated")
    source_hash = models.CharField(max_length=64)
    written_hash = models.CharField(max_length=64)
    form = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("earlier form")
        verbose_name_plural = _("earlier forms")

    def __str__(self) -> str:
        return str(self.record_id)
