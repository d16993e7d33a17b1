from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual

MAX_KINDS_ON = 8
"""More than eight buttons do not fit a phone, and a reader does not weigh more."""


class ReactionKindQuerySet(models.QuerySet):
    def switched_on(self) -> "ReactionKindQuerySet":
        return self.filter(is_on=True)


class ReactionKind(models.Model):
    """表态: one of the feelings a reader may leave on a story."""

    class Symbol(models.TextChoices):
        FLOWER = "flower", _("Flower")
        SHAKE = "shake", _("Handshake")
        SHOCK = "shock", _("Shocked")
        PASS = "pass", _("Passing by")
        EGG = "egg", _("Egg")
        HEART = "heart", _("Heart")
        STAR = "star", _("Star")
        UP = "up", _("Thumb up")

    name_zh = models.CharField(_("name (Chinese)"), max_length=20)
    name_en = models.CharField(_("name (English)"), max_length=20, blank=True)
    symbol = models.CharField(_("symbol"), max_length=12, choices=Symbol)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_on = models.BooleanField(_("on"), default=True)

    name = Bilingual("name")

    objects = ReactionKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction kind")
        verbose_name_plural = _("reaction kinds")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        others_on = ReactionKind.objects.switched_on().exclude(pk=self.pk).count()
        if self.is_on and others_on >= MAX_KINDS_ON:
            raise ValidationError(
                {"is_on": _("At most %d kinds can be on at once.") % MAX_KINDS_ON}
            )
        if not self.is_on and not others_on:
            raise ValidationError({"is_on": _("At least one kind has to be on.")})


class Reaction(models.Model):
    """What one reader, member or device, feels about one story."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="reactions")
    kind = models.ForeignKey(ReactionKind, models.PROTECT, related_name="reactions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reactions",
    )
    device = models.CharField(_("device"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"],
                condition=Q(user__isnull=False),
                name="reaction_member_once",
            ),
            models.UniqueConstraint(
                fields=["article", "device"],
                condition=~Q(device=""),
                name="reaction_device_once",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, device="") | (Q(user__isnull=True) & ~Q(device="")),
                name="reaction_of_one_reader",
            ),
        ]
        indexes = [
            models.Index(
                fields=["article", "-created_at"],
                condition=Q(user__isnull=False),
                name="reaction_latest_members",
            ),
            models.Index(fields=["created_at"], name="reaction_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.kind_id}"


class ReactionCount(models.Model):
    """How many feel so: `count` has a Reaction row each, `imported` came as a bare number."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="reaction_counts")
    kind = models.ForeignKey(ReactionKind, models.PROTECT, related_name="counts")
    count = models.PositiveIntegerField(_("count"), default=0)
    imported = models.PositiveIntegerField(_("imported"), default=0)

    class Meta:
        verbose_name = _("reaction count")
        verbose_name_plural = _("reaction counts")
        constraints = [
            models.UniqueConstraint(fields=["article", "kind"], name="reaction_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.kind_id} {self.total}"

    @property
    def total(self) -> int:
        return self.count + self.imported
