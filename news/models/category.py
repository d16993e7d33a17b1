from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib.bilingual import Bilingual
from portal.site.models import CommentPolicy, Pigment

MAX_DEPTH = 4
"""Deeper trees make breadcrumbs and addresses nobody reads."""


class Category(models.Model):
    """A section (栏目) of the paper; a tree by parent, whose paths are the addresses.

    `path` and `depth` follow from the parents; `categories.save_category` keeps them, the
    placements and the redirects of a whole branch in step.
    """

    class FrontLayout(models.TextChoices):
        MIXED = "mixed", _("One large, three small, titles")
        FOUR = "four", _("Four equal")
        THREE = "three", _("Three equal")
        PICTURES = "pictures", _("Picture story, dark")
        OPINION = "opinion", _("Opinion, with the writer's seal")
        NONE = "none", _("Not on the front")

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    slug = models.SlugField(_("slug"), max_length=60, allow_unicode=True)
    path = models.CharField(_("path"), max_length=255, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(_("depth"), default=1, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    description_zh = models.TextField(_("description (Chinese)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    cover = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="covered_categories",
        verbose_name=_("cover"),
    )
    pigment = models.CharField(
        _("pigment"),
        max_length=12,
        choices=Pigment,
        blank=True,
        help_text=_("The parent's where empty."),
    )
    jump_url = models.CharField(
        _("jump address"),
        max_length=500,
        blank=True,
        help_text=_("The section then is only a link to this address."),
    )
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("A closed section is hidden from readers.")
    )
    in_navigation = models.BooleanField(_("in navigation"), default=True)
    front_layout = models.CharField(
        _("block on the front page"),
        max_length=12,
        choices=FrontLayout,
        default=FrontLayout.MIXED,
    )
    allows_publishing = models.BooleanField(_("stories may be published here"), default=True)
    shows_summary = models.BooleanField(_("show summaries in the list"), default=True)
    page_size = models.PositiveSmallIntegerField(
        _("stories a page"), default=20, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    comment_policy = models.CharField(
        _("comments"),
        max_length=8,
        choices=CommentPolicy,
        blank=True,
        help_text=_("The parent's, and at the top the site's, where empty."),
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("discussions close after days"),
        null=True,
        blank=True,
        help_text=_("The parent's, and at the top the site's, where empty; never where it is 0."),
    )
    seo_title_zh = models.CharField(_("search title (Chinese)"), max_length=120, blank=True)
    seo_title_en = models.CharField(_("search title (English)"), max_length=120, blank=True)
    seo_description_zh = models.CharField(
        _("search description (Chinese)"), max_length=300, blank=True
    )
    seo_description_en = models.CharField(
        _("search description (English)"), max_length=300, blank=True
    )

    name = Bilingual("name")
    description = Bilingual("description")
    seo_title = Bilingual("seo_title")
    seo_description = Bilingual("seo_description")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(depth__gte=1, depth__lte=MAX_DEPTH), name="category_depth"
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="category_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.jump_url or reverse("news:section", args=[self.path])

    def clean(self) -> None:
        """Refuse circles, branches too deep and a path that another section has."""
        lineage = self._lineage()
        if len(lineage) + self._height() > MAX_DEPTH + 1:
            raise ValidationError(
                {"parent": _("Sections go %(depth)d levels deep at most.") % {"depth": MAX_DEPTH}}
            )
        path = "/".join(category.slug for category in lineage)
        if Category.objects.filter(path=path).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another section has the address %s.") % path})

    def _lineage(self) -> list["Category"]:
        """From the top down to this one; a circle raises ValidationError."""
        lineage: list[Category] = [self]
        while lineage[0].parent is not None:
            parent = lineage[0].parent
            if parent.pk == self.pk and self.pk is not None:
                raise ValidationError({"parent": _("A section cannot stand below itself.")})
            lineage.insert(0, parent)
        return lineage

    def _height(self) -> int:
        """Levels of the branch that hangs here, this one included."""
        level, height = [self.pk] if self.pk else [], 1
        while level := list(Category.objects.filter(parent__in=level).values_list("pk", flat=True)):
            height += 1
        return height


class CategoryEditor(models.Model):
    """What one person may do in a section and all below it, beyond their role."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="editors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="edited_categories"
    )
    may_publish = models.BooleanField(_("may publish"), default=True)
    may_withdraw = models.BooleanField(_("may withdraw"), default=True)
    may_correct = models.BooleanField(_("may correct"), default=True)
    may_manage = models.BooleanField(_("may manage"), default=False)
    may_pass_edit = models.BooleanField(_("may sign the editing"), default=False)
    may_pass_proofread = models.BooleanField(_("may sign the proofreading"), default=False)
    may_pass_approve = models.BooleanField(_("may approve"), default=False)
    may_pass_sign_off = models.BooleanField(_("may sign off"), default=False)

    class Meta:
        verbose_name = _("section editor")
        verbose_name_plural = _("section editors")
        constraints = [
            models.UniqueConstraint(fields=["category", "user"], name="category_editor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.category}"
