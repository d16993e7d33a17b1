"""Stories out of RSS 2.0 (and 0.9x, 1.0) and Atom (RFC 4287), for what a feed still holds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from django.utils.dateparse import parse_datetime

from portal.importers.items import Item
from portal.importers.markup import plain
from portal.importers.report import CannotImport, Report
from portal.importers.xmlstream import elements, local, words_of
from portal.lib.text import clean_line

WANTED = frozenset({"item", "entry", "language"})


def items(files: list[Path], report: Report) -> Iterator[Item]:
    """The items of the feeds. Raises CannotImport if there are none."""
    met = False
    for file in files:
        language = "zh-hans"
        for element in elements(file, WANTED, report):
            if local(element) == "language":
                language = "en" if words_of(element).lower().startswith("en") else language
                continue
            met = True
            item = _item(element, language)
            if item is None:
                report.skip("article", "without a time or without a name")
            else:
                yield item
    if not met:
        raise CannotImport("These are no feeds: no <item> and no <entry> was met.")


def _item(element: Element, language: str) -> Item | None:
    facts = _facts(element)
    published = _moment(
        facts.get("pubDate") or facts.get("date") or facts.get("published") or facts.get("updated")
    )
    link = _link(element) or facts.get("link", "")
    key = facts.get("guid") or facts.get("id") or link
    html = _html(element)
    title = plain(facts.get("title", "")) or plain(html)[:40]
    if published is None or not key or not title:
        return None
    enclosure = element.find("enclosure")
    is_picture = enclosure is not None and enclosure.get("type", "").startswith("image/")
    short = plain(facts.get("description") or facts.get("summary") or "")
    return Item(
        key=key,
        title=title,
        published=published,
        html=html,
        summary=short if short and short != plain(html) else "",
        authors=tuple(_authors(element)),
        tags=tuple(_tags(element)),
        link=link,
        picture=(enclosure.get("url") or "") if enclosure is not None and is_picture else "",
        language=language,
    )


def _facts(element: Element) -> dict[str, str]:
    return {local(child): words_of(child).strip() for child in reversed(element)}


def _link(element: Element) -> str:
    """Of Atom's links the one to the page."""
    for child in element:
        if local(child) == "link" and child.get("rel", "alternate") == "alternate":
            return child.get("href") or ""
    return ""


def _html(element: Element) -> str:
    """The longest form of the story that the item has."""
    named = {local(child): child for child in element}
    found = named.get("encoded", named.get("content"))
    if found is None:
        found = named.get("description", named.get("summary"))
    if found is None:
        return ""
    if found.get("type") == "xhtml":
        return "".join(_without_names(child) for child in found)
    return words_of(found)


def _without_names(element: Element) -> str:
    """An element of XHTML as HTML, which has no namespaces."""
    for each in element.iter():
        each.tag = local(each)
    return tostring(element, encoding="unicode", method="html")


def _authors(element: Element) -> Iterator[str]:
    """Names only: an address is nobody's byline."""
    for child in element:
        if local(child) not in ("creator", "author"):
            continue
        inner = next((words_of(each) for each in child if local(each) == "name"), None)
        name = clean_line(words_of(child) if inner is None else inner)
        if "@" in name:
            name = name.partition("(")[2].rstrip(") ")
        if name:
            yield name


def _tags(element: Element) -> Iterator[str]:
    for child in element:
        if local(child) == "category":
            name = clean_line(child.get("term") or words_of(child))
            if name:
                yield name


def _moment(value: str | None) -> datetime | None:
    """A time as RFC 822 or ISO 8601 writes it."""
    if not value:
        return None
    try:
        found = parse_datetime(value) or parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
