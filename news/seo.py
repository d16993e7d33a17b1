"""What machines read in a story's page."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from news import renditions
from news.furniture import Furniture
from news.models import Article, Category
from portal.lib.addresses import absolute, html_language
from portal.lib.dates import iso
from portal.site.models import SiteSettings


def share_image(article: Article) -> str:
    """The address of the picture that goes with a link to the story; nothing without one."""
    shown = renditions.picture(article.cover, "share")
    return absolute(shown.src) if shown else ""


def article_data(
    article: Article,
    around: Furniture,
    lineage: Iterable[Category],
    *,
    canonical: str,
    site: SiteSettings,
) -> dict[str, Any]:
    """The story as schema.org describes one."""
    publisher = {"@type": "NewsMediaOrganization", "name": site.name, "url": absolute("/")}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": canonical,
        "mainEntityOfPage": canonical,
        "inLanguage": html_language(get_language() or article.language),
        "datePublished": iso(article.publish_at) if article.publish_at else "",
        "dateModified": iso(article.revised_at or article.publish_at or article.updated_at),
        "description": article.shown_summary,
        "articleSection": [category.name for category in lineage],
        "author": [{"@type": "Person", "name": row.name} for row in around.writers] or [publisher],
        "publisher": publisher,
    }
    image = share_image(article)
    return data | {"image": [image]} if image else data
