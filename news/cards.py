"""Stories as lists show them: all that a card needs, fetched for a whole page at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news import renditions
from news.frontpage.showing import Card as Place
from news.models import Article, ArticleByline, BylineRole, Correction, Image
from news.traditional import in_own_terms
from news.tree import CategoryTree
from portal.lib.bilingual import is_chinese

NAMED_WRITERS = 2
"""More names than two push the rest of the line off a phone."""

WRITING_ROLES = (BylineRole.AUTHOR, BylineRole.CORRESPONDENT, BylineRole.PHOTOGRAPHER)
"""Whose names a card shows: the writers', and of a picture story the photographer's."""


@dataclass(frozen=True)
class Card:
    """A story in a list."""

    article: Article
    own_title: str
    image: Image | None
    pigment: str
    url: str
    writers: list[str] = field(default_factory=list)

    @property
    def kicker(self) -> str:
        return in_own_terms(self.article, self.article.shown_kicker)

    @property
    def title(self) -> str:
        return in_own_terms(self.article, self.own_title or self.article.title)

    @property
    def title_breaks(self) -> str:
        breaks = "" if self.own_title else self.article.title_breaks
        return in_own_terms(self.article, breaks)

    @property
    def summary(self) -> str:
        return in_own_terms(self.article, self.article.shown_summary)

    @property
    def correction(self) -> str:
        """What was done to put the story right, at its gravest."""
        return str(self.article.get_corrected_as_display())

    @property
    def comment_count(self) -> int:
        return self.article.stats.comment_count if hasattr(self.article, "stats") else 0

    @property
    def seal(self) -> str:
        """The writer's surname, cut in the seal of an opinion."""
        return (self.writers[0] if self.writers else self.own_title or self.article.title)[:1]

    @property
    def names(self) -> str:
        joint = "、" if is_chinese(get_language()) else ", "
        return joint.join(self.writers[:NAMED_WRITERS])


@dataclass(frozen=True)
class Line:
    """A story of which a list shows no more than the title: small enough to be cached."""

    pk: int
    slug: str
    plain_title: str
    at: datetime
    is_highlighted: bool = False
    traditional_terms: str = ""
    kind: str = ""

    @classmethod
    def of(cls, article: Article, *, at: datetime | None = None) -> "Line":
        return cls(
            pk=article.pk,
            slug=article.slug,
            plain_title=article.list_title,
            at=at or article.publish_at or article.created_at,
            is_highlighted=article.is_highlighted,
            traditional_terms=article.traditional_terms,
            kind=article.corrected_as,
        )

    @property
    def title(self) -> str:
        """The title; of a retracted story with that before it."""
        if self.kind == Correction.Kind.RETRACTION:
            label = Correction.Kind.RETRACTION.label
            return _("%(kind)s: %(title)s") % {"kind": label, "title": self.bare_title}
        return self.bare_title

    @property
    def bare_title(self) -> str:
        return in_own_terms(self, self.plain_title)

    def get_absolute_url(self) -> str:
        return reverse("news:article", args=[self.pk, self.slug] if self.slug else [self.pk])


def lay_out(
    stories: Iterable[Article | Place], *, tree: CategoryTree, more: Iterable[Image | None] = ()
) -> list[Card]:
    """Make cards, with the renditions of their pictures and of `more`; two queries."""
    places = [story if isinstance(story, Place) else Place(story) for story in stories]
    writers = _writers([place.article.pk for place in places])
    renditions.for_page([*map(_image, places), *more])
    return [_card(place, tree, writers.get(place.article.pk, [])) for place in places]


def _image(place: Place) -> Image | None:
    return place.image or place.article.cropped_cover


def _card(place: Place, tree: CategoryTree, writers: list[str]) -> Card:
    article = place.article
    return Card(
        article=article,
        own_title=place.title,
        image=_image(place),
        pigment="cinnabar" if article.is_retracted else tree.pigment(article.category_id),
        url=article.get_absolute_url(),
        writers=writers,
    )


def _writers(article_ids: list[int]) -> dict[int, list[str]]:
    """Names by story, of the first role that has any."""
    if not article_ids:
        return {}
    rows = ArticleByline.objects.filter(article__in=article_ids, role__in=WRITING_ROLES)
    by_role: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("byline").order_by("position", "pk"):
        by_role[row.article_id][row.role].append(row.name)
    return {
        pk: next(roles[role] for role in WRITING_ROLES if role in roles)
        for pk, roles in by_role.items()
    }
