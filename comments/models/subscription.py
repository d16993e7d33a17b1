from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.thread import Thread


class Subscription(models.Model):
    """Who wants a letter when somebody answers: a member in all discussions or in one, a guest in
    one. A guest's address is used only after its owner has confirmed it; it is shown to nobody."""

    thread = models.ForeignKey(
        Thread,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("thread"),
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="comment_subscriptions",
        verbose_name=_("member"),
    )
    device = models.CharField(_("device"), max_length=64, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Of a guest."))
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("created"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription to answers")
        verbose_name_plural = _("subscriptions to answers")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "thread"],
                condition=Q(member__isnull=False, thread__isnull=False),
                name="subscription_member_thread",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(member__isnull=False, thread__isnull=True),
                name="subscription_member_all",
            ),
            models.UniqueConstraint(
                fields=["thread", "device"],
                condition=Q(member__isnull=True),
                name="subscription_guest_thread",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False)
                | (~Q(device="") & ~Q(email="") & Q(thread__isnull=False)),
                name="subscription_of_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], condition=~Q(email=""), name="subscription_email"),
            models.Index(Lower("email"), name="subscription_lower_email"),
            models.Index(
                fields=["created_at"],
                condition=Q(confirmed_at__isnull=True),
                name="subscription_unconfirmed",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(member__isnull=True),
                name="subscription_guest_age",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id or self.device}: {self.thread_id or '*'}"


class Answer(models.Model):
    """An answer somebody is to be written of, once."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="answers")
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "comment"], name="answer_once"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(mailed_at__isnull=True), name="answer_waiting"),
            models.Index(fields=["mailed_at"], name="answer_mailed"),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.comment_id}"
