from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.models.thread import Thread

MAX_DEPTH = 2
"""Deeper nesting is unreadable on a phone; a reply to a reply names whom it answers."""


class CommentQuerySet(models.QuerySet):
    def published(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.PUBLISHED)

    def pending(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.PENDING)

    def shown(self) -> "CommentQuerySet":
        """What stands on the page: published ones, and tombstones that keep a thread together."""
        return self.filter(state__in=[Comment.State.PUBLISHED, *Comment.TOMBSTONES])

    def roots(self) -> "CommentQuerySet":
        return self.filter(depth=1)


class Comment(models.Model):
    """What one reader says. Plain text; addresses of readers are never public."""

    class State(models.TextChoices):
        PENDING = "pending", _("Awaiting review")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Not published")
        SPAM = "spam", _("Spam")
        REMOVED = "removed", _("Removed")
        WITHDRAWN = "withdrawn", _("Withdrawn by its writer")
        ERASED = "erased", _("Erased")

    TOMBSTONES = (State.REMOVED, State.WITHDRAWN, State.ERASED)

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="branch")
    depth = models.PositiveSmallIntegerField(_("depth"), default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("member"),
    )
    guest_name = models.CharField(_("guest name"), max_length=60, blank=True)
    body = models.TextField(_("text"))
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.PENDING, editable=False
    )
    created_at = models.DateTimeField(_("written"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="decided_comments",
        verbose_name=_("decided by"),
    )
    network = models.CharField(_("network"), max_length=64, blank=True, editable=False)
    device = models.CharField(_("device"), max_length=64, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(depth=1, parent__isnull=True, root__isnull=True)
                | Q(depth=MAX_DEPTH, parent__isnull=False, root__isnull=False),
                name="comment_depth",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="comment_published_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "depth", "state", "-published_at"], name="comment_page"),
            models.Index(fields=["root", "state", "published_at"], name="comment_branch"),
            models.Index(fields=["state", "-created_at", "-id"], name="comment_queue"),
            models.Index(fields=["author", "-created_at"], name="comment_author"),
            models.Index(
                fields=["thread", "device"], condition=~Q(device=""), name="comment_device"
            ),
        ]
        permissions = [
            ("moderate_comment", _("Can approve and reject comments")),
        ]

    def __str__(self) -> str:
        return f"{self.writer}: {self.body[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("comments:comment", args=[self.pk])

    @property
    def writer(self) -> str:
        """The name readers see."""
        if self.author is not None:
            return self.author.display_name
        return self.guest_name or str(_("Guest"))

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_tombstone(self) -> bool:
        return self.state in self.TOMBSTONES
