from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class RevisionQuerySet(models.QuerySet):
    def in_line(self) -> "RevisionQuerySet":
        """The versions that followed one another, without those that lost a race."""
        return self.exclude(kind=Revision.Kind.ASIDE)


class Revision(models.Model):
    """The whole editorial state of a story as it was saved once; rows are only ever added.

    Each carries the hash of the one before it, so that nobody can change the past unseen
    (`manage.py verify_history`). Only `revisions.erase` takes a content away, and it leaves the
    hashes.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("As it stood before")
        SAVE = "save", _("Saved by hand")
        SITTING = "sitting", _("Autosaved")
        HANDOVER = "handover", _("Handed over")
        RESTORE = "restore", _("Restored")
        ASIDE = "aside", _("Set aside: somebody saved first")

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="revisions", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SAVE)
    name = models.CharField(_("name"), max_length=120, blank=True)
    base = models.PositiveIntegerField(
        _("made from"), null=True, blank=True, help_text=_("The number of the version it changes.")
    )
    schema = models.PositiveSmallIntegerField(_("schema"))
    state = models.JSONField(_("content"), null=True)
    by = user_or_nobody(_("by"), related_name="revisions")
    author = models.CharField(
        _("author"), max_length=150, blank=True, help_text=_("Part of the hash; outlives the user.")
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    content_hash = models.CharField(_("hash of the content"), max_length=64)
    previous_hash = models.CharField(_("hash of the one before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    erased_for = models.CharField(_("erased because"), max_length=300, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} #{self.number}"


class Draft(models.Model):
    """What one editor has typed and not saved: one row that changes, never the story itself."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="drafts", verbose_name=_("story")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="drafts",
        verbose_name=_("editor"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    base = models.PositiveIntegerField(_("made from"), default=0)
    schema = models.PositiveSmallIntegerField(_("schema"))
    state = models.JSONField(_("content"))
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["article", "editor"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.editor_id})"
