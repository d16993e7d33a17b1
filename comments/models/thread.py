from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.site.models import CommentPolicy


class ThreadQuerySet(models.QuerySet):
    def about(self, thing: models.Model) -> "ThreadQuerySet":
        """The thread of one thing (none or one)."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
        )


class Thread(models.Model):
    """The discussion of one thing (a story, a topic); made when the thing is published,
    imported or first commented on, never by a GET.

    Whether it takes comments is also the thing's own matter: see `policies.policy_for`.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    is_open = models.BooleanField(_("open"), default=True)
    closed_reason = models.CharField(
        _("why it is closed"), max_length=200, blank=True, help_text=_("Readers see it.")
    )
    policy = models.CharField(
        _("comments"),
        max_length=8,
        choices=CommentPolicy,
        blank=True,
        help_text=_("As its section has it where empty."),
    )
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("As its section has it where empty.")
    )
    comment_count = models.PositiveIntegerField(_("published comments"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    thing = GenericForeignKey()

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="thread_once"),
        ]

    def __str__(self) -> str:
        return str(self.thing or self.pk)
