import re
from datetime import timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual, is_chinese
from portal.lib.terms import validate_terms


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


class CommentProfile(models.TextChoices):
    """The law that comments are handled under; see `comments.policies`."""

    PLAIN = "plain", _("House rules only")
    EU = "eu", _("European Union: reasons, notices and appeals")
    CN = "cn", _("China: verified members, every comment reviewed first")


LEAST_DAYS = {CommentProfile.CN: 184}
"""Six months of network logs: 网络安全法 (2016), article 21 (3). Elsewhere shorter is better
(GDPR, article 5 (1) e)."""

KEPT_BY_DEFAULT = 60
"""What German publishers were seen to do with the addresses of commenters."""


class Mourning(models.TextChoices):
    """Which pages are shown without colour on a day of mourning."""

    NONE = "none", _("No page")
    HOME = "home", _("The home page")
    SITE = "site", _("The whole site")


class ReviewStages(models.IntegerChoices):
    """The stages a story passes after its author: 签发, 审, 编, 校 join in this order."""

    ONE = 1, _("One: publication")
    TWO = 2, _("Two: approval, sign-off")
    THREE = 3, _("Three: editing, approval, sign-off")
    FOUR = 4, _("Four: editing, proofreading, approval, sign-off")


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

    mourning = models.CharField(
        _("mourning grey"),
        max_length=4,
        choices=Mourning,
        default=Mourning.NONE,
        help_text=_("Takes the colour out of these pages, for days of mourning."),
    )

    shows_traditional = models.BooleanField(_("offer Traditional Chinese"), default=True)
    shows_english = models.BooleanField(_("offer English"), default=True)
    traditional_terms = models.TextField(
        _("words in Traditional Chinese"),
        blank=True,
        max_length=20_000,
        validators=[validate_terms],
        help_text=_("A pair a line, Simplified first: 后海 = 后海. They win over the converter."),
    )

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
    comment_profile = models.CharField(
        _("rules for comments"),
        max_length=5,
        choices=CommentProfile,
        default=CommentProfile.PLAIN,
        help_text=_("China's cannot be loosened by a section or a discussion."),
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("discussions close after days"), default=0, help_text=_("Never where it is 0.")
    )
    holds_first_comments = models.BooleanField(
        _("review first comments"),
        default=True,
        help_text=_("Writers wait until enough of theirs were approved, even in open sections."),
    )
    comments_trusted_after = models.PositiveSmallIntegerField(
        _("approved comments until a writer is trusted"), default=3
    )
    comment_links = models.PositiveSmallIntegerField(
        _("links in a comment"), default=2, help_text=_("More of them are held for review.")
    )
    allows_guest_comments = models.BooleanField(_("guests may comment"), default=True)
    allows_guest_reactions = models.BooleanField(_("guests may react"), default=True)
    shows_reactors = models.BooleanField(
        _("show who reacted"),
        default=True,
        help_text=_("Names of the latest members who reacted, below the bars."),
    )

    comment_networks_kept = models.PositiveSmallIntegerField(
        _("days that networks and devices of comments are kept"),
        default=KEPT_BY_DEFAULT,
        validators=[MinValueValidator(1)],
        help_text=_("Under the rules of China no field is kept for less than 184 days."),
    )
    report_networks_kept = models.PositiveSmallIntegerField(
        _("days that networks and devices of reports are kept"),
        default=KEPT_BY_DEFAULT,
        validators=[MinValueValidator(1)],
    )
    preview_networks_kept = models.PositiveSmallIntegerField(
        _("days that networks of preview links are kept"),
        default=KEPT_BY_DEFAULT,
        validators=[MinValueValidator(1)],
    )
    session_networks_kept = models.PositiveSmallIntegerField(
        _("days that networks of sign-ins are kept"),
        default=KEPT_BY_DEFAULT,
        validators=[MinValueValidator(1)],
    )

    requires_picture_texts = models.BooleanField(
        _("pictures need credit and alternative text"),
        default=True,
        help_text=_("Without them the stories they stand in are not published by hand."),
    )
    review_stages = models.PositiveSmallIntegerField(
        _("stages before publication"),
        choices=ReviewStages,
        default=ReviewStages.ONE,
        help_text=_("How many people look at a story between its author and the readers."),
    )
    binds_sign_offs = models.BooleanField(
        _("three reviews, three proofs"),
        default=False,
        help_text=_(
            "Nobody passes two stages of a story, and a change of its text voids all sign-offs."
        ),
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

    @property
    def is_grey(self) -> bool:
        """Whether all pages are without colour."""
        return self.mourning == Mourning.SITE

    @property
    def has_grey_home(self) -> bool:
        """Whether the home page is without colour."""
        return self.mourning != Mourning.NONE

    def kept_for(self, what: str) -> timedelta:
        """How long `what` (comment_networks …) is kept: as set, and as the law wants at least."""
        days: int = getattr(self, f"{what}_kept")
        return timedelta(days=max(days, LEAST_DAYS.get(CommentProfile(self.comment_profile), 1)))

    def filings(self) -> list[tuple[str, str]]:
        """The filings of the footer: each with the register where it can be looked up, or "".

        They are kept as they are registered; on English pages the number stands alone behind an
        English label.
        """
        rows = [
            ("https://beian.miit.gov.cn/", self.icp_number, gettext("ICP %s")),
            ("https://beian.mps.gov.cn/", self.police_number, gettext("PSB %s")),
            ("", self.news_licence, gettext("News licence %s")),
        ]
        return [(address, _filing(number, label)) for address, number, label in rows if number]


def _filing(registered: str, label: str) -> str:
    """澄ICP备00000000号-1, or in English ICP 00000000-1."""
    number = re.sub(r"[^0-9-]", "", registered).strip("-")
    return registered if is_chinese(get_language()) or not number else label % number
