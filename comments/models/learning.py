from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class LearnedFeature(models.Model):
    """In how many decided comments of each kind a feature was (see `screening.bayes`)."""

    feature = models.CharField(_("feature"), max_length=40, primary_key=True)
    spam = models.IntegerField(_("in spam"), default=0)
    ham = models.IntegerField(_("in others"), default=0)

    class Meta:
        verbose_name = _("learned feature")
        verbose_name_plural = _("learned features")

    def __str__(self) -> str:
        return f"{self.feature}: {self.spam}/{self.ham}"


class Label(models.Model):
    """What a moderator's decision taught the classifier; one a comment, and taken back on undo."""

    comment = models.OneToOneField(
        Comment, models.CASCADE, primary_key=True, related_name="label", verbose_name=_("comment")
    )
    is_spam = models.BooleanField(_("spam"))
    score = models.FloatField(
        _("score"), null=True, help_text=_("What the classifier had said before it was taught.")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        indexes = [models.Index(fields=["is_spam", "-at"], name="label_newest")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {'spam' if self.is_spam else 'ham'}"


class Shingle(models.Model):
    """A key that near copies of a comment share; kept for a week (see `screening.repeats`)."""

    key = models.BigIntegerField()
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "-at"], name="shingle_key"),
            models.Index(fields=["at"], name="shingle_age"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.key}"
