from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.models.thread import Thread
from portal.lib.fields import user_or_nobody

EVERYBODY = None
"""Whoever comes by, known or not: for what is the same for all."""

MAX_DEPTH = 2
"""Deeper nesting is unreadable on a phone; a reply to a reply names whom it answers."""


HAS_TRACES = ~Q(network="") | ~Q(device="")
"""Whether it is still known from where the comment came."""


GUESTS = Q(author__isnull=True)
"""Comments of nobody who is signed in."""


class CommentQuerySet(models.QuerySet):
    def visible_to(self, reader: Any) -> "CommentQuerySet":
        """What a reader may read: what is published, and what that reader wrote until it is erased.

        Every public surface asks here and nowhere else: page, count, feed, JSON, permalink,
        reports, letters, own data. `reader` is EVERYBODY or a `readers.Reader`.
        """
        public = Q(state=Comment.State.PUBLISHED)
        if reader is EVERYBODY:
            return self.filter(public)
        return self.filter(public | reader.writing() & ~Q(state=Comment.State.ERASED))

    def pending(self) -> "CommentQuerySet":
        return self.filter(state=Comment.State.PENDING)

    def answered(self) -> "CommentQuerySet":
        """Roots that are not published and carry replies that are: a line keeps their place."""
        replies = Comment.objects.visible_to(EVERYBODY).filter(root=OuterRef("pk"))
        return self.roots().filter(~Q(state=Comment.State.PUBLISHED), Exists(replies))

    def missed(self) -> "CommentQuerySet":
        """What everybody saw once and is gone for good: a line says so."""
        return self.filter(state__in=Comment.TOMBSTONES, published_at__isnull=False)

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
    author = user_or_nobody(_("member"), related_name="comments")
    guest_name = models.CharField(_("guest name"), max_length=60, blank=True)
    body = models.TextField(_("text"))
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.PENDING, editable=False
    )
    created_at = models.DateTimeField(_("written"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = user_or_nobody(_("decided by"), related_name="decided_comments", editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    is_picked = models.BooleanField(_("editors' pick"), default=False, editable=False)
    agree_count = models.PositiveIntegerField(_("agreements"), default=0, editable=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=0,
        editable=False,
        help_text=_("The queue shows higher ones first."),
    )
    canon_hash = models.CharField(
        max_length=32, blank=True, editable=False, help_text=_("Of the text, folded.")
    )
    thing_version = models.PositiveIntegerField(
        _("version of the story"), default=0, editable=False
    )
    claimed_by = user_or_nobody(_("being decided by"), editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
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
            models.Index(
                fields=["thread", "depth", "-created_at", "-id", "state"], name="comment_roots"
            ),
            models.Index(
                fields=["thread", "depth", "-is_picked", "-created_at", "-id", "state"],
                name="comment_picks",
            ),
            models.Index(
                fields=["thread", "depth", "-agree_count", "-created_at", "-id", "state"],
                name="comment_agreed",
            ),
            # Without the roots, of which all have none: they spoil what SQLite knows of it.
            models.Index(
                fields=["root", "state", "published_at"],
                condition=Q(root__isnull=False),
                name="comment_branch",
            ),
            models.Index(
                fields=["state", "-created_at", "-id"],
                condition=Q(decided_by__isnull=False),
                name="comment_decided",
            ),
            models.Index(fields=["state", "-created_at", "-id"], name="comment_queue"),
            models.Index(
                fields=["state", "-priority", "created_at", "id"], name="comment_priority"
            ),
            models.Index(fields=["author", "-created_at"], name="comment_author"),
            models.Index(fields=["-created_at", "-id"], name="comment_newest"),
            models.Index(fields=["network", "-created_at"], name="comment_network"),
            models.Index(fields=["canon_hash", "-created_at"], name="comment_canon"),
            # A part that says "not empty" is nothing to SQLite, which sees values come as `?`.
            models.Index(fields=["thread", "device"], condition=GUESTS, name="comment_device"),
            models.Index(fields=["device", "-created_at"], condition=GUESTS, name="comment_guest"),
            models.Index(fields=["created_at"], condition=HAS_TRACES, name="comment_traces"),
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

    def is_claimed_from(self, user: Any, now: datetime) -> bool:
        """Whether a colleague of `user` is deciding on it."""
        until = self.claimed_until
        return bool(until and until > now and self.claimed_by_id not in (None, user.pk))

    @property
    def is_tombstone(self) -> bool:
        """Whether readers, where it has a place at all, see a line instead of it."""
        return not self.is_published

    @property
    def is_under_review(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_taken_back(self) -> bool:
        """Whether its writer took it away, or left."""
        return self.state in (self.State.WITHDRAWN, self.State.ERASED)
