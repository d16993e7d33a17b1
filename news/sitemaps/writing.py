"""The XML of sitemaps: entries in, bytes out, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.html import escape

from portal.lib.dates import iso
from portal.lib.text import clean_line

_NAMES = " ".join(
    f'xmlns{prefix}="{name}"'
    for prefix, name in (
        ("", "http://www.sitemaps.org/schemas/sitemap/0.9"),
        (":xhtml", "http://www.w3.org/1999/xhtml"),
        (":image", "http://www.google.com/schemas/sitemap-image/1.1"),
        (":news", "http://www.google.com/schemas/sitemap-news/0.9"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class News:
    """What a news search is told of a story; `language` as it names languages: zh-cn, zh-tw."""

    publication: str
    language: str
    at: datetime
    title: str


@dataclass(frozen=True)
class Entry:
    """A page: its full address, its last change, itself in other languages, its pictures."""

    url: str
    changed: datetime | None = None
    alternates: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    news: News | None = None


def urlset(entries: Iterable[Entry]) -> bytes:
    """Write a sitemap of pages."""
    body = "".join(f"<url>{_page(entry)}</url>\n" for entry in entries)
    return f"{_HEAD}<urlset {_NAMES}>\n{body}</urlset>\n".encode()


def index(entries: Iterable[Entry]) -> bytes:
    """Write the sitemap of the sitemaps."""
    body = "".join(f"<sitemap>{_place(entry)}</sitemap>\n" for entry in entries)
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{_HEAD}<sitemapindex xmlns="{name}">\n{body}</sitemapindex>\n'.encode()


def _page(entry: Entry) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
        for language, url in entry.alternates.items()
    )
    images = "".join(
        f"<image:image>{_element('image:loc', url)}</image:image>" for url in entry.images
    )
    return f"{_place(entry)}{links}{images}{_news(entry.news)}"


def _place(entry: Entry) -> str:
    changed = _element("lastmod", iso(entry.changed)) if entry.changed else ""
    return f"{_element('loc', entry.url)}{changed}"


def _news(news: News | None) -> str:
    if news is None:
        return ""
    publication = _element("news:name", news.publication) + _element("news:language", news.language)
    return (
        f"<news:news><news:publication>{publication}</news:publication>"
        f"{_element('news:publication_date', iso(news.at))}"
        f"{_element('news:title', news.title)}</news:news>"
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(clean_line(text))}</{name}>"
