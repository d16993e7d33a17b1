"""A story as IPTC ninjs 3 describes one, for partners and archives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import get_language, override

from news import body, renditions
from news.categories import tree
from news.corrections import changed_at, withhold
from news.furniture import Furniture, furniture
from news.models import Article, ArticleByline, Image
from news.models.image import AILabel
from news.traditional import put_own_terms
from portal.lib.addresses import absolute, html_language
from portal.lib.dates import iso
from portal.lib.html import convert_text_nodes
from portal.lib.words import to_traditional
from portal.site.current import imprint, site

Data = dict[str, Any]

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
DIGITAL_SOURCES = {
    AILabel.GENERATED: "trainedAlgorithmicMedia",
    AILabel.ASSISTED: "compositeWithTrainedAlgorithmicMedia",
}

TRUST = {
    "standards": "https://schema.org/publishingPrinciples",
    "corrections": "https://schema.org/correctionsPolicy",
    "about": "https://schema.org/ownershipFundingInfo",
}
"""What a flat page of that slug tells of the newsroom."""

RENDITIONS = {"main": "figure", "wide": "banner", "square": "machine_square"}
"""What a partner may choose from, by the name of the use that cuts it."""


def ninjs(article: Article, around: Furniture | None = None) -> Data:
    """The story in the language of the page; Traditional is made of Simplified.

    `around` is what stands around a version that readers do not have yet.
    """
    put_own_terms(withhold(article))
    around = around or furniture(article)
    published = article.publish_at or article.created_at
    address = absolute(article.get_absolute_url())
    newsroom = site()
    return _filled(
        {
            "uri": absolute(reverse("news:article", args=[article.pk])),
            "standard": STANDARD,
            "type": "text",
            "representationType": "full",
            "firstCreated": iso(article.first_publish_at or published),
            "version": str(_version(article)),
            "versionCreated": iso(changed_at(article, around.corrections)),
            "contentCreated": iso(article.created_at),
            "embargoedUntil": iso(article.embargo_until) if article.embargo_until else "",
            "expires": iso(article.unpublish_at) if article.unpublish_at else "",
            "pubStatus": "canceled" if article.is_retracted else "usable",
            "language": html_language(get_language() or article.language),
            "title": say(str(article)),
            "headlines": _texts(
                main=article.title, kicker=article.shown_kicker, short=article.short_title
            ),
            "descriptions": _texts(summary=article.shown_summary),
            "bodies": _bodies(article, address),
            "by": say(", ".join(row.name for row in around.writers)),
            "people": [_person(row) for row in around.bylines],
            "organisations": [{"name": say(newsroom.name), "rel": "publisher"}],
            "subjects": _subjects(article, around),
            "infoSources": _sources(article),
            "copyrightHolder": say(newsroom.name),
            "copyrightNotice": say(newsroom.copyright),
            "usageTerms": say(article.source.licence_note) if article.source else "",
            "edNote": "\n".join(
                say(f"{row.get_kind_display()} {iso(row.changed_at)}: {row.text}")
                for row in around.corrections
            ),
            "digitalSourceType": _digital_source(article.ai_label),
            "trustIndicators": _trust_indicators(),
            "altIds": [
                {"role": "article", "value": str(article.pk)},
                {"role": "translationGroup", "value": str(article.translation_group)},
                {"role": "page", "value": address},
            ],
            "associations": [*_pictures(article, around), *_translations(around)],
        }
    )


def _version(article: Article) -> int:
    """A number that grows with each step of the story: rows of its log are only ever added."""
    return max(1, article.workflow_entries.count())


def say(text: str) -> str:
    """A text in the script of the page."""
    return to_traditional(text) if get_language() == "zh-hant" else text


def _filled(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in ("", [], {}, None)}


def _texts(**by_role: str) -> list[Data]:
    return [
        {"role": role, "contentType": "text/plain", "value": say(words)}
        for role, words in by_role.items()
        if words
    ]


def _bodies(article: Article, address: str) -> list[Data]:
    media = renditions.media_for(article.body)
    plain_images = {
        pk: replace(image, large="", srcset="", sources=()) for pk, image in media.images.items()
    }
    html = str(body.render(article.body, replace(media, images=plain_images)))
    if get_language() == "zh-hant":
        html = convert_text_nodes(html, to_traditional)
    html = body.portable(html, address)
    plain = say(body.text(article.body))
    found: list[Data] = [
        {"role": "main", "contentType": "text/html", "value": html},
        {"role": "plain", "contentType": "text/plain", "charCount": len(plain), "value": plain},
    ]
    return found if article.body else []


def _person(row: ArticleByline) -> Data:
    uri = absolute(row.byline.get_absolute_url()) if row.byline else ""
    return _filled({"name": say(row.name), "rel": row.role, "uri": uri})


def _subjects(article: Article, around: Furniture) -> list[Data]:
    sections = [
        (row.name, "section", row.get_absolute_url())
        for row in tree().lineage(article.category_id)
        if not row.jump_url
    ]
    tags = [(tag.label, "tag", tag.get_absolute_url()) for tag in around.tags]
    return [
        {"name": say(name), "rel": kind, "uri": absolute(path)}
        for name, kind, path in [*sections, *tags]
    ]


def _sources(article: Article) -> list[Data]:
    found = []
    if source := article.source:
        uri = absolute(source.get_absolute_url())
        found.append({"name": say(source.name), "role": source.kind, "uri": uri})
    if article.original_url or article.original_title or article.original_author:
        words = " · ".join(filter(None, (article.original_author, article.original_title)))
        found.append(_filled({"name": say(words), "role": "original", "uri": article.original_url}))
    return found


def _digital_source(label: str) -> Data:
    name = DIGITAL_SOURCES.get(AILabel(label))
    return {"name": name, "uri": f"{SOURCE_TYPES}{name}"} if name else {}


def _trust_indicators() -> list[Data]:
    return [
        {
            "role": TRUST[page.slug],
            "title": say(page.title),
            "href": absolute(page.get_absolute_url()),
        }
        for page in imprint().pages
        if page.slug in TRUST
    ]


@dataclass(frozen=True)
class _Placed:
    """A picture and the place it has in the story."""

    image: Image
    rel: str
    caption: str = ""


def _pictures(article: Article, around: Furniture) -> list[Data]:
    """Cover, pictures of the text, gallery; each once, and none whose rights have ended."""
    named = body.references(article.body).images
    in_text = Image.objects.in_bulk(named) if named else {}
    cover = article.cropped_cover
    placed = [_Placed(cover, "cover")] if cover else []
    placed += [_Placed(in_text[pk], "body") for pk in named if pk in in_text]
    placed += [_Placed(item.image, "gallery", item.caption) for item in around.gallery]
    once = {one.image.pk: one for one in reversed(placed)}
    pictures = list(reversed(once.values()))
    renditions.for_page(one.image for one in pictures)
    return [data for number, one in enumerate(pictures, 1) if (data := _picture(one, number))]


def _picture(placed: _Placed, number: int) -> Data:
    image = placed.image
    shown = [(size, renditions.picture(image, use)) for size, use in RENDITIONS.items()]
    files = [
        {
            "name": size,
            "href": absolute(how.src),
            "contentType": "image/jpeg",
            "width": how.width,
            "height": how.height,
        }
        for size, how in shown
        if how
    ]
    if not files:
        return {}
    return _filled(
        {
            "name": f"{placed.rel}-{number}",
            "rel": placed.rel,
            "uri": files[0]["href"],
            "type": "picture",
            "pubStatus": "usable",
            "headlines": _texts(main=image.alt),
            "descriptions": _texts(caption=placed.caption or image.caption),
            "by": say(image.credit_line),
            "copyrightHolder": say(image.rights_holder),
            "usageTerms": say(image.licence),
            "expires": _end_of(image.rights_end) if image.rights_end else "",
            "digitalSourceType": _digital_source(image.ai_label),
            "renditions": files,
        }
    )


def _end_of(day: date) -> str:
    return iso(make_aware(datetime.combine(day, time(23, 59, 59))))


def _translations(around: Furniture) -> Iterable[Data]:
    """The story in the other languages of the site."""
    for language, (pk, _slug) in around.translations.items():
        if language != (get_language() or settings.LANGUAGE_CODE):
            with override(language):
                uri = absolute(reverse("news:article", args=[pk]))
            yield {
                "name": f"translation-{language}",
                "rel": "translation",
                "uri": uri,
                "type": "text",
                "language": html_language(language),
            }
