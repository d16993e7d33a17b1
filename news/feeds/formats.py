"""A feed as RSS 2.0, Atom and JSON Feed 1.1, named as its address ends."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import (
    Atom1Feed,
    Enclosure,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from news.feeds.channels import Channel
from news.feeds.items import Item, Person
from portal.lib.addresses import html_language
from portal.lib.dates import iso
from portal.lib.text import clean_line
from portal.lib.words import to_traditional
from portal.site.current import site

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without stories was last changed: the same bytes each time it is asked for."""

Write = Callable[[Channel, list[Item]], bytes]


@dataclass(frozen=True)
class Form:
    """One format of a feed; `file_name` is how its addresses end."""

    name: str
    file_name: str
    mime: str
    write: Write


class _Dated(SyndicationFeed):
    def latest_post_date(self) -> datetime:
        """When the newest change was; never the time of asking."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


class Rss(_Dated, Rss201rev2Feed):
    """RSS 2.0 with the whole text, all authors, the time of the last change and the picture."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the vocabularies that RSS itself has no words for."""
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add what the standard elements leave out."""
        super().add_item_elements(handler, item)
        story: Item = item["story"]
        for person in story.authors:
            handler.addQuickElement("dc:creator", person.name)
        for person in story.contributors:
            handler.addQuickElement("dc:contributor", person.name)
        if story.source:
            handler.addQuickElement("dc:source", story.source.name)
        handler.addQuickElement("atom:updated", rfc3339_date(story.updated))
        if story.picture:
            _add_media(handler, story)
        handler.addQuickElement("content:encoded", story.html)


class Atom(_Dated, Atom1Feed):
    """Atom with the whole text and everybody who had a part in it."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add what the standard elements leave out."""
        super().add_item_elements(handler, item)
        story: Item = item["story"]
        for role, people in (("author", story.authors), ("contributor", story.contributors)):
            for person in people:
                _add_person(handler, role, person)
        if story.original_url:
            handler.addQuickElement("link", "", {"rel": "via", "href": story.original_url})
        handler.addQuickElement("summary", story.summary, {"type": "text"})
        handler.addQuickElement("content", story.html, {"type": "html"})


def _add_media(handler: SimplerXMLGenerator, story: Item) -> None:
    picture = story.picture
    if picture is None:
        return
    attributes = {
        "url": picture.url,
        "type": picture.mime,
        "medium": "image",
        "width": str(picture.width),
        "height": str(picture.height),
    }
    handler.startElement("media:content", AttributesImpl(attributes))
    if picture.alt:
        handler.addQuickElement("media:description", picture.alt)
    if picture.credit:
        handler.addQuickElement("media:credit", picture.credit)
    handler.endElement("media:content")


def _add_person(handler: SimplerXMLGenerator, role: str, person: Person) -> None:
    handler.startElement(role, AttributesImpl({}))
    handler.addQuickElement("name", person.name)
    if person.url:
        handler.addQuickElement("uri", person.url)
    handler.endElement(role)


def _rss(channel: Channel, items: list[Item]) -> bytes:
    return _xml(Rss, RSS, channel, items)


def _atom(channel: Channel, items: list[Item]) -> bytes:
    return _xml(Atom, ATOM, channel, items)


def _xml(writer: type[SyndicationFeed], form: Form, channel: Channel, items: list[Item]) -> bytes:
    title, description = _said(channel.title), _said(channel.description)
    feed = writer(
        title=title,
        link=channel.url,
        description=description or title,
        subtitle=description or None,
        language=_language(),
        author_name=_said(site().name),
        author_link=channel.url,
        feed_url=channel.feed_url(form.file_name),
        feed_guid=channel.id,
        feed_copyright=_said(site().copyright) or None,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.url,
            description=cast(str, item.summary if form is RSS else None),
            unique_id=item.id,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.categories,
            enclosures=_enclosures(item),
            story=item,
        )
    return feed.writeString("utf-8").encode()


def _enclosures(item: Item) -> list[Enclosure]:
    picture = item.picture
    return [Enclosure(picture.url, str(picture.size), picture.mime)] if picture else []


def _json(channel: Channel, items: list[Item]) -> bytes:
    name = _said(site().name)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _said(channel.title),
        "home_page_url": channel.url,
        "feed_url": channel.feed_url(JSON.file_name),
        "description": _said(channel.description),
        "language": _language(),
        "authors": [{"name": name, "url": channel.url}],
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(_filled(feed) | {"items": feed["items"]}, ensure_ascii=False).encode()


def _json_item(item: Item) -> dict[str, Any]:
    picture = item.picture
    return _filled(
        {
            "id": item.id,
            "url": item.url,
            "external_url": item.original_url,
            "title": item.title,
            "summary": item.summary,
            "content_html": item.html or item.summary or item.title,
            "image": picture.url if picture else "",
            "date_published": iso(item.published),
            "date_modified": iso(item.updated),
            "authors": [_filled({"name": who.name, "url": who.url}) for who in item.authors],
            "tags": list(dict.fromkeys(item.categories)),
            "attachments": [
                {"url": picture.url, "mime_type": picture.mime, "size_in_bytes": picture.size}
            ]
            if picture
            else [],
            "_portal": _extension(item),
        }
    )


def _extension(item: Item) -> dict[str, Any]:
    """What the standard has no words for: where the story is from, what was put right."""
    source = item.source
    return _filled(
        {
            "source": _filled({"name": source.name, "url": source.url}) if source else {},
            "contributors": [
                _filled({"name": who.name, "url": who.url}) for who in item.contributors
            ],
            "corrections": [
                {"kind": note.kind, "text": note.text, "date": iso(note.at)}
                for note in item.corrections
            ],
        }
    )


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}


def _language() -> str:
    return html_language(get_language() or "zh-hans")


def _said(text: str) -> str:
    line = clean_line(text)
    return to_traditional(line) if get_language() == "zh-hant" else line


RSS = Form("RSS", "rss.xml", "application/rss+xml", _rss)
ATOM = Form("Atom", "atom.xml", "application/atom+xml", _atom)
JSON = Form("JSON Feed", "feed.json", "application/feed+json", _json)

FORMS = {form.file_name: form for form in (RSS, ATOM, JSON)}
