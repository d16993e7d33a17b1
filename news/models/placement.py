from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.listing import Listing, ListingQuerySet


class PlacementQuerySet(ListingQuerySet):
    def in_section(self, category_id: int | None) -> "PlacementQuerySet":
        """The list of one section with all below it; None is the whole site."""
        return self.filter(category_id=category_id)

    def newest_first(self) -> "PlacementQuerySet":
        """PostgreSQL walks the list of the whole site only in the order of the whole index."""
        return self.order_by("category_id", "-publish_at", "-article_id")

    def pinned(self) -> "PlacementQuerySet":
        return self.filter(pinned_until__gt=timezone.now())

    def with_picture(self) -> "PlacementQuerySet":
        return self.filter(has_picture=True)


class Placement(Listing):
    """A published story in the list of a section, of each section above, and of the site.

    Lists read this narrow table along its index and fetch only the stories of one page.
    """

    category = models.ForeignKey(
        "news.Category", models.CASCADE, null=True, blank=True, related_name="placements"
    )
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="placements")
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    has_picture = models.BooleanField(_("has a picture"), default=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "article"],
                condition=models.Q(category__isnull=False),
                name="placement_once",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(category__isnull=True),
                name="placement_site_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["category", "language", "-publish_at", "-article", "unpublish_at"],
                name="placement_list",
            ),
            models.Index(
                fields=["category", "language", "-publish_at", "-article", "unpublish_at"],
                condition=models.Q(has_picture=True),
                name="placement_picture_list",
            ),
            models.Index(
                fields=["category", "language", "pinned_until"],
                condition=models.Q(pinned_until__isnull=False),
                name="placement_pinned",
            ),
            models.Index(
                fields=["category", "language", "unpublish_at"],
                condition=models.Q(unpublish_at__isnull=False),
                name="placement_ending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id or '/'} · {self.article_id}"
