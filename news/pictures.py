"""What a picture must say before readers see it: who made it, and what it shows.

The desk requires both (design, 6: credit is required; figures need alternative text). Whoever
imports or seeds is asked for nothing, for nobody sits there to answer.
"""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from news.models import Article, Image
from portal.site.current import site


def missing_in(image: Image) -> list[str]:
    """Name what a picture lacks for readers, in the words of the desk; nothing if it is whole."""
    lacking = []
    if not image.credit.strip():
        lacking.append(_("credit"))
    if not image.alt.strip():
        lacking.append(_("alternative text"))
    return lacking


def shown_in(article: Article) -> list[Image]:
    """The pictures of a story as it is saved, cover, figures and gallery, by one query."""
    uses = article.image_uses.select_related("image").order_by("pk")
    return list({use.image_id: use.image for use in uses}.values())


def lacking_in(article: Article) -> list[SafeString]:
    """Name each picture of a story that lacks something, with the way to mend it."""
    if not site().requires_picture_texts:
        return []
    return list(_named(shown_in(article)))


def _named(images: Iterable[Image]) -> Iterator[SafeString]:
    for image in images:
        if missing := missing_in(image):
            address = reverse("admin:news_image_change", args=[image.pk])
            text = _("The picture lacks %s:") % " / ".join(missing)
            yield format_html('{} <a href="{}">{}</a>', text, address, image)
