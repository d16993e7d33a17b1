from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from portal.lib.fields import user_or_nobody


class Reason(models.IntegerChoices):
    """Why a comment is not published; a moderator picks it by its digit, readers see it."""

    PRIVACY = 1, _("Other people's privacy")
    ATTACK = 2, _("Personal attack")
    OFF_TOPIC = 3, _("Not about the story")
    ADVERTISING = 4, _("Advertising")
    UNVERIFIED = 5, _("Unverified claim")
    HATE = 6, _("Hatred or discrimination")
    ILLEGAL = 7, _("Unlawful content")
    REPETITION = 8, _("Repetition")
    OTHER = 9, _("Against the community rules")


class Ground(models.TextChoices):
    """What a decision rests on: DSA (EU 2022/2065) article 17(3) d and e."""

    HOUSE = "house", _("community rules")
    LAW = "law", _("the law")


class Decision(models.Model):
    """One change of a comment's state, by a moderator or by rule. Rows are only ever added."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, related_name="decisions", verbose_name=_("comment")
    )
    before = models.CharField(_("before"), max_length=12, choices=Comment.State)
    after = models.CharField(_("after"), max_length=12, choices=Comment.State)
    by = user_or_nobody(_("by"), related_name="comment_decisions")
    is_automatic = models.BooleanField(_("automatic"), default=False)
    reason = models.PositiveSmallIntegerField(_("reason"), choices=Reason, null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=5, choices=Ground, default=Ground.HOUSE)
    public_note = models.CharField(_("note to the reader"), max_length=500, blank=True)
    internal_note = models.CharField(_("note to colleagues"), max_length=500, blank=True)
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("takes back"),
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment", "-at"], name="decision_comment"),
            models.Index(fields=["by", "-at"], name="decision_moderator"),
            models.Index(fields=["-at"], name="decision_time"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.before} > {self.after} {self.at:%Y-%m-%d %H:%M}"
