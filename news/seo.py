"""What machines read in the head of a page: schema.org data, and the card of a shared link."""

from collections.abc import Iterable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from news import renditions
from news.corrections import changed_at
from news.furniture import Furniture
from news.models import Article, ArticleByline, Category, Correction, Image
from news.models.image import AILabel
from news.social_card import social_card
from portal.lib.addresses import absolute, html_language
from portal.lib.dates import iso
from portal.site.current import imprint, site

Data = dict[str, Any]

SCHEMA = {"@context": "https://schema.org"}

SHAPES = ("machine_square", "machine_four", "banner")
"""A picture in three ratios: search engines choose the one that fits their place."""

POLICIES = {
    "standards": ("publishingPrinciples", "ethicsPolicy"),
    "corrections": ("correctionsPolicy",),
    "about": ("ownershipFundingInfo",),
}
"""Flat pages that answer what machines ask of a newsroom, by slug."""

SOURCE_TYPES: dict[str, str] = {
    AILabel.GENERATED: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    AILabel.ASSISTED: "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
}


def head_of(story: Article, around: Furniture, lineage: list[Category], canonical: str) -> Data:
    """All that the head of a story's page says to machines, as its template takes it.

    The renditions of the cover must be gathered before, or they cost a query.
    """
    card = social_card(story, [row.name for row in around.writers])
    return {
        "card": card,
        "changed_at": changed_at(story, around.corrections),
        "writers": [row.name for row in around.writers],
        "data": [
            article_data(story, around, lineage, canonical=canonical, card_url=card.url),
            breadcrumb_data(lineage, story.title, canonical),
        ],
    }


def article_data(
    article: Article,
    around: Furniture,
    lineage: Iterable[Category],
    *,
    canonical: str,
    card_url: str,
) -> Data:
    """The story as schema.org describes one."""
    publisher = publisher_data()
    data: Data = SCHEMA | {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": canonical,
        "mainEntityOfPage": canonical,
        "inLanguage": html_language(get_language() or article.language),
        "datePublished": iso(article.publish_at) if article.publish_at else "",
        "dateModified": iso(changed_at(article, around.corrections)),
        "description": article.shown_summary,
        "articleSection": [category.name for category in lineage],
        "keywords": [tag.label for tag in around.tags],
        "author": [_person(row) for row in around.writers] or [publisher],
        "publisher": publisher,
        "isAccessibleForFree": True,
        "image": images_of(article.cropped_cover) or [card_url],
        "thumbnailUrl": card_url,
        "correction": [_correction(row) for row in around.corrections],
        "isBasedOn": article.original_url,
        "digitalSourceType": SOURCE_TYPES.get(article.ai_label, ""),
        "creativeWorkStatus": "Retracted" if article.is_retracted else "",
    }
    return {key: value for key, value in data.items() if value not in ("", [])}


def images_of(image: Image | None) -> list[Data | str]:
    """A picture in each of the ratios that exist."""
    shown = [renditions.picture(image, shape) for shape in SHAPES]
    found = {how.src: how for how in shown if how}
    return [_image(image, how) for how in found.values()] if image else []


def breadcrumb_data(lineage: Iterable[Category], here: str, url: str) -> Data:
    """The way from the front to a page, as the page itself shows it."""
    steps = [(site().name, absolute(reverse("news:home")))]
    steps += [(category.name, absolute(category.get_absolute_url())) for category in lineage]
    return SCHEMA | {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate([*steps, (here, url)], 1)
        ],
    }


def site_data() -> Data:
    """The site with its search, for the front."""
    newsroom = site()
    return SCHEMA | {
        "@type": "WebSite",
        "name": newsroom.name,
        "url": absolute(reverse("news:home")),
        "inLanguage": html_language(get_language() or "zh-hans"),
        "publisher": publisher_data(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(reverse('news:search'))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def publisher_data() -> Data:
    """The newsroom, with those of its rules that stand on pages of their own."""
    newsroom = site()
    data: Data = {
        "@type": "NewsMediaOrganization",
        "name": newsroom.name,
        "url": absolute("/"),
        "logo": {"@type": "ImageObject", "url": absolute(static("portal/img/icon.svg"))},
    }
    for page in imprint().pages:
        address = absolute(page.get_absolute_url())
        data |= dict.fromkeys(POLICIES.get(page.slug, ()), address)
    elsewhere = [
        url for url in (newsroom.weibo_url, newsroom.douyin_url, newsroom.toutiao_url) if url
    ]
    return data | {"sameAs": elsewhere} if elsewhere else data


def _person(row: ArticleByline) -> Data:
    data: Data = {"@type": "Person", "name": row.name}
    if row.byline:
        data["url"] = absolute(row.byline.get_absolute_url())
        if row.byline.title:
            data["jobTitle"] = row.byline.title
    return data


def _correction(row: Correction) -> Data:
    data: Data = {
        "@type": "CorrectionComment",
        "name": row.get_kind_display(),
        "text": row.text,
        "datePublished": iso(row.at),
        "url": absolute(f"{reverse('news:corrections')}#c{row.pk}"),
    }
    return data | ({"dateModified": iso(row.amended_at)} if row.amended_at else {})


def _image(image: Image, how: renditions.Shown) -> Data:
    data = {
        "@type": "ImageObject",
        "url": absolute(how.src),
        "width": how.width,
        "height": how.height,
        "caption": image.caption,
        "creditText": image.credit_line,
        "digitalSourceType": SOURCE_TYPES.get(image.ai_label, ""),
    }
    return {key: value for key, value in data.items() if value}
