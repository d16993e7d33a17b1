from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual


class Pigment(models.TextChoices):
    """The section colours of the design; each pair keeps its contrast in light and dark."""

    AZURITE = "azurite", _("Azurite")
    MALACHITE = "malachite", _("Malachite")
    OCHRE = "ochre", _("Ochre")
    INDIGO = "indigo", _("Indigo")
    DAI = "dai", _("Dai violet")
    ROUGE = "rouge", _("Rouge")
    GAMBOGE = "gamboge", _("Gamboge")
    CINNABAR = "cinnabar", _("Cinnabar")
    INK = "ink", _("Ink")


class CommentPolicy(models.TextChoices):
    """What happens to a new comment."""

    OPEN = "open", _("Published at once")
    HOLD = "hold", _("Held for review")
    CLOSED = "closed", _("Closed")


class SiteSettings(models.Model):
    """The one row of what an editor may decide for the whole site."""

    name_zh = models.CharField(_("name (Chinese)"), max_length=60, default="新闻门户")
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True, default="Masthead")
    slogan_zh = models.CharField(_("slogan (Chinese)"), max_length=120, blank=True)
    slogan_en = models.CharField(_("slogan (English)"), max_length=120, blank=True)
    logo_bracket_zh = models.CharField(
        _("logo, inside the brackets (Chinese)"), max_length=20, blank=True
    )
    logo_text_zh = models.CharField(
        _("logo, after the brackets (Chinese)"), max_length=20, blank=True
    )
    logo_bracket_en = models.CharField(
        _("logo, inside the brackets (English)"), max_length=20, blank=True
    )
    logo_text_en = models.CharField(
        _("logo, after the brackets (English)"), max_length=20, blank=True
    )
    pigment = models.CharField(
        _("pigment"), max_length=12, choices=Pigment, default=Pigment.AZURITE
    )

    shows_traditional = models.BooleanField(_("offer Traditional Chinese"), default=True)
    shows_english = models.BooleanField(_("offer English"), default=True)

    copyright_zh = models.CharField(_("copyright line (Chinese)"), max_length=200, blank=True)
    copyright_en = models.CharField(_("copyright line (English)"), max_length=200, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=60, blank=True)
    police_number = models.CharField(_("police filing number"), max_length=60, blank=True)
    news_licence = models.CharField(_("news service licence"), max_length=60, blank=True)
    report_line_zh = models.CharField(_("report line (Chinese)"), max_length=120, blank=True)
    report_line_en = models.CharField(_("report line (English)"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    wechat_account = models.CharField(_("WeChat account"), max_length=60, blank=True)
    weibo_url = models.URLField(_("Weibo address"), blank=True)
    douyin_url = models.URLField(_("Douyin address"), blank=True)
    toutiao_url = models.URLField(_("Toutiao address"), blank=True)

    comment_policy = models.CharField(
        _("comments"), max_length=8, choices=CommentPolicy, default=CommentPolicy.HOLD
    )
    allows_guest_comments = models.BooleanField(_("guests may comment"), default=True)
    allows_guest_reactions = models.BooleanField(_("guests may react"), default=True)
    shows_reactors = models.BooleanField(
        _("show who reacted"),
        default=True,
        help_text=_("Names of the latest members who reacted, below the bars."),
    )

    name = Bilingual("name")
    slogan = Bilingual("slogan")
    logo_bracket = Bilingual("logo_bracket")
    logo_text = Bilingual("logo_text")
    copyright = Bilingual("copyright")
    report_line = Bilingual("report_line")

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
