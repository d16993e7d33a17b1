"""The frame around every page: languages to switch to."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override

from portal.lib import addresses
from portal.site.models import SiteSettings

register = template.Library()
register.filter("html_language", addresses.html_language)

SHORT_NAMES = {"zh-hans": "简", "zh-hant": "繁", "en": "EN"}


@dataclass(frozen=True)
class LanguageLink:
    """The way to a language: to this very page there, or else to its front."""

    code: str
    name: str
    short: str
    url: str
    is_current: bool
    has_page: bool

    @property
    def absolute_url(self) -> str:
        return addresses.absolute(self.url)


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """The languages this site offers.

    A page that is not the same under every prefix sets `alternates`, paths by language; a page
    that has no `canonical` (an error, a form) is in no other language at all.
    """
    site = context["shell"].site
    paths = context.get("alternates")
    if paths is None and "canonical" in context:
        path = context["request"].path
        paths = {code: addresses.in_language(path, code) for code, _name in settings.LANGUAGES}
    return [
        _link(code, name, (paths or {}).get(code))
        for code, name in settings.LANGUAGES
        if _is_offered(code, site)
    ]


@register.simple_tag
def default_language_link(links: list[LanguageLink]) -> str:
    """What readers of all other languages get: the first language the page has."""
    for link in links:
        if link.has_page:
            return format_html(
                '<link rel="alternate" hreflang="x-default" href="{}">', link.absolute_url
            )
    return ""


def _is_offered(code: str, site: SiteSettings) -> bool:
    offers = {"zh-hant": site.shows_traditional, "en": site.shows_english}
    return offers.get(code, True)


def _link(code: str, name: str, path: str | None) -> LanguageLink:
    with override(code):
        front = reverse("news:home")
    return LanguageLink(
        code=addresses.html_language(code),
        name=name,
        short=SHORT_NAMES.get(code, code),
        url=path or front,
        is_current=code == get_language(),
        has_page=path is not None,
    )
