from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """What a story passes between its author and its readers: 编, 校, 审, 签发."""

    EDIT = "edit", pgettext_lazy("stage of a story", "Editing")
    PROOFREAD = "proofread", pgettext_lazy("stage of a story", "Proofreading")
    APPROVE = "approve", pgettext_lazy("stage of a story", "Approval")
    SIGN_OFF = "sign_off", pgettext_lazy("stage of a story", "Sign-off")


class SignOff(models.Model):
    """A stage passed: who answered for which text. Rows are only ever added."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="sign_offs", verbose_name=_("story")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    revision = models.PositiveIntegerField(_("version"))
    content_hash = models.CharField(
        _("hash of the text"),
        max_length=64,
        help_text=_("Of the content without its plan: when and under whose name it appears."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="sign_offs",
        verbose_name=_("by"),
    )
    signer = models.CharField(
        _("signer"), max_length=150, help_text=_("As it was then; outlives the user.")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["article", "at"], name="sign_off_story"),
            models.Index(fields=["at"], name="sign_off_time"),
        ]
        permissions = [
            ("pass_edit", _("Can sign the editing of stories")),
            ("pass_proofread", _("Can sign the proofreading of stories")),
            ("pass_approve", _("Can approve stories")),
            ("pass_sign_off", _("Can sign stories off")),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} #{self.revision}: {self.get_stage_display()}, {self.signer}"
