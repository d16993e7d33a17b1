"""Structured data in the head of a page."""

import json
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from news import renditions, seo
from news.models import Category, Image
from portal.lib.addresses import absolute

register = template.Library()

LOCALES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US"}
"""How Open Graph names the languages of pages."""

# Inside a script element nothing may look like its end.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def structured_data(data: dict[str, Any]) -> SafeString:
    """Write schema.org data as a data block, which no policy takes for a script."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag
def site_data() -> SafeString:
    """The site and its search, for the front."""
    return structured_data(seo.site_data())


@register.simple_tag
def breadcrumb_data(lineage: list[Category], url: str) -> SafeString:
    """The way to a section, which is the last of its line."""
    return structured_data(seo.breadcrumb_data(lineage[:-1], lineage[-1].name, url))


@register.simple_tag
def locale_tags(language: str, alternates: dict[str, str] | None = None) -> SafeString:
    """Open Graph's language of a page, and those of its translations."""
    others = [code for code in LOCALES if code != language]
    known = others if alternates in (None, "") else [code for code in others if code in alternates]
    tags = [("og:locale", language), *(("og:locale:alternate", code) for code in known)]
    return format_html_join(
        "",
        '<meta property="{}" content="{}">',
        ((name, LOCALES.get(code, code)) for name, code in tags),
    )


@register.simple_tag
def share_image(image: Image | None) -> str:
    """The full address of a picture in the shape of a link's card; nothing without one."""
    shown = renditions.picture(image, "share")
    return absolute(shown.src) if shown else ""
