"""Where the addresses of sites that moved in lead now.

A parser of each system says what an address named; one indexed look-up in the ledger says what
that became. Asked only where no address of ours fits, and at the front page with a query.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import make_aware
from django.utils.translation import override

from news.converters import PeriodPath
from news.models import Article, Byline, Category, Document, Image, Tag, Topic
from portal.accounts.models import User
from portal.importers import discuz, paths, wordpress
from portal.importers.models import ImportedRecord, ImportedSite
from portal.importers.old import OldAddress
from portal.lib.caching import bump, cached
from portal.site.models import Page as FlatPage

PARSERS = {
    discuz.SYSTEM: discuz.parse,
    wordpress.SYSTEM: wordpress.parse,
    **dict.fromkeys(paths.SYSTEMS, paths.parse),
}

_FRONT = re.compile(
    r"^\d|(?:^|&)(?:mod|p|page_id|attachment_id|cat|tag|author|author_name|m|feed)="
)
"""What a query of an old front page holds."""

GENERATION = "imported-sites"
SITES_SECONDS = 300
LONGEST = 500
"""Characters of an address; no longer one was ever ours."""

FEED = "rss.xml"
"""The form of all the old feeds."""

Known = tuple[int, str, dict[str, Any]]
"""Id, system and settings of a site that moved in."""


def find(path: str, query: str, host: str) -> str | None:
    """The address of the page that an old one became; empty if nothing remains, None if unknown."""
    if len(path) + len(query) > LONGEST:
        return None
    name, _port = split_domain_port(host)
    known = sites()
    read = ((pk, PARSERS[system](path, query, name, how)) for pk, system, how in known)
    parsed = [(pk, old) for pk, old in read if old is not None]
    if not parsed:
        return None
    with override(settings.LANGUAGE_CODE):
        return _answer(parsed, {pk: str(how.get("language") or "") for pk, _, how in known})


def article_at(link: str) -> Article | None:
    """The story that an address leads to, one of ours or of a site that moved in."""
    try:
        parts = urlsplit(link.strip())
        match = resolve(parts.path)
    except Resolver404:
        match = None
    except ValueError:
        return None
    if match is not None and match.view_name == "news:article":
        return Article.objects.filter(pk=match.kwargs["pk"]).first()
    host = parts.hostname or ""
    read = (
        (pk, PARSERS[system](parts.path, parts.query, host, how)) for pk, system, how in sites()
    )
    parsed = [(pk, old) for pk, old in read if old is not None]
    rows = {(row.site_id, row.kind, row.foreign_id): row for row in rows_of(parsed)}
    for pk, old in parsed:
        for kind, foreign_id, _page in old.keys:
            row = rows.get((pk, kind, foreign_id))
            if row and row.content_type.model_class() is Article:
                return Article.objects.filter(pk=row.object_id).first()
    return None


def is_old_front(environ: dict[str, Any]) -> bool:
    """Whether a request for the front page has a query that only an old site knew."""
    query = environ.get("QUERY_STRING", "")
    if environ.get("PATH_INFO") != "/" or not query:
        return False
    if not _FRONT.search(query):
        return False
    return any(PARSERS[system]("/", query, "", how | {"base": "/"}) for _pk, system, how in sites())


def sites() -> list[Known]:
    """The sites whose addresses are known, which are few."""
    return cached("imported-sites", _read, generations=(GENERATION,), ttl=SITES_SECONDS)


def sites_changed() -> None:
    bump(GENERATION)


def _read() -> list[Known]:
    rows = ImportedSite.objects.filter(system__in=PARSERS).order_by("-imported_at", "pk")
    return list(rows.values_list("pk", "system", "settings"))


def _answer(parsed: list[tuple[int, OldAddress]], languages: Mapping[int, str]) -> str | None:
    """Where the first that is known leads; what may be no old address at all is left unknown."""
    rows = _rows(parsed)
    for pk, old in parsed:
        language = languages[pk]
        if old.form == "archive" or (not old.keys and old.form in ("home", "feed")):
            with override(language or settings.LANGUAGE_CODE):
                return _archive(old.period, language) if old.period else _home(old.form)
        for kind, foreign_id, page in old.keys:
            if row := rows.get((pk, kind, foreign_id)):
                return _address_of(row, old.form, page)
    return "" if any(old.is_sure for _, old in parsed) else None


def _rows(parsed: list[tuple[int, OldAddress]]) -> dict[tuple[int, str, str], Any]:
    return {(row.site_id, row.kind, row.foreign_id): row for row in rows_of(parsed)}


def rows_of(parsed: list[tuple[int, OldAddress]]) -> models.QuerySet[ImportedRecord]:
    """The lines of the ledger that an address may mean, in one query."""
    wanted = Q(pk__in=[])
    for pk, old in parsed:
        for kind in {kind for kind, _, _ in old.keys}:
            ids = [foreign_id for named, foreign_id, _ in old.keys if named == kind]
            wanted |= Q(site=pk, kind=kind, foreign_id__in=ids)
    return ImportedRecord.objects.filter(wanted)


def _home(form: str) -> str:
    return reverse("news:feed", kwargs={"form": FEED}) if form == "feed" else reverse("news:home")


def _archive(period: str, language: str) -> str:
    """The archive of a time of which anything remains; a day that never was has none."""
    try:
        asked = PeriodPath().to_python(period)
    except ValueError:
        return ""
    last = asked.first.replace(
        month=asked.month or 12, day=asked.day or monthrange(asked.year, asked.month or 12)[1]
    )
    begins, ends = (make_aware(datetime.combine(day, time())) for day in (asked.first, last))
    known = Article.objects.live().filter(
        publish_at__gte=begins, publish_at__lt=ends + timedelta(days=1)
    )
    known = known.in_language(language) if language else known
    return reverse("news:archive", kwargs={"period": asked}) if known.exists() else ""


def _address_of(row: ImportedRecord, form: str, page: int) -> str | None:
    model = ContentType.objects.get_for_id(row.content_type_id).model_class()
    found = PAGES[model](row.object_id, form) if model in PAGES else ("", "")
    if found is None:
        return None
    address, name = found
    if page > 1 and name and address.startswith("/"):
        before, mark, anchor = address.partition("#")
        address = f"{before}?{urlencode({name: page})}{mark}{anchor}"
    return address


Page = tuple[str, str]
"""An address, empty if nothing remains, and the parameter that numbers its pages."""


def _article(pk: int, form: str) -> Page | None:
    """What readers once saw is gone; what they never saw is nowhere, as on its own page."""
    story = Article.objects.filter(pk=pk).defer("body").first()
    if story is None or not story.is_live():
        return None if story and not story.was_live() else ("", "")
    with override(story.language):
        address = story.get_absolute_url()
    return (f"{address}#comments", "comments") if form == "comments" else (address, "page")


def _category(pk: int, form: str) -> Page:
    category = Category.objects.filter(pk=pk, is_open=True).first()
    if category is None:
        return "", ""
    if form == "feed":
        return reverse("news:section_feed", kwargs={"path": category.path, "form": FEED}), ""
    return category.get_absolute_url(), "page"


def _topic(pk: int, form: str) -> Page:
    topic = Topic.objects.live().filter(pk=pk).first()
    return (topic.get_absolute_url(), "") if topic else ("", "")


def _tag(pk: int, form: str) -> Page:
    tag = Tag.objects.filter(pk=pk).first()
    if tag is None:
        return "", ""
    if form == "feed":
        return reverse("news:tag_feed", args=[tag.slug, FEED]), ""
    return tag.get_absolute_url(), "page"


def _byline(pk: int, form: str) -> Page:
    byline = Byline.objects.filter(pk=pk, is_active=True).first()
    if byline is None:
        return "", ""
    if form == "feed":
        return reverse("news:author_feed", args=[byline.slug, FEED]), ""
    return byline.get_absolute_url(), "page"


def _flat_page(pk: int, form: str) -> Page | None:
    """What was never published is nowhere, as on its own page."""
    page = FlatPage.objects.filter(pk=pk).first()
    if page is None:
        return "", ""
    if not page.is_published:
        return None
    address = page.get_absolute_url()
    return (f"{address}#comments", "comments") if form == "comments" else (address, "")


def _member(pk: int, form: str) -> Page:
    byline = Byline.objects.filter(user=pk, is_active=True).first()
    return (byline.get_absolute_url(), "") if byline else ("", "")


def _picture(pk: int, form: str) -> Page:
    image = Image.objects.filter(pk=pk).first()
    widest = image and image.renditions.filter(file__endswith=".jpg").order_by("-width").first()
    return (widest.file.url, "") if widest else ("", "")


def _document(pk: int, form: str) -> Page:
    document = Document.objects.filter(pk=pk).first()
    return (document.get_absolute_url(), "") if document else ("", "")


PAGES: dict[type[models.Model] | None, Any] = {
    Article: _article,
    Category: _category,
    Topic: _topic,
    User: _member,
    Image: _picture,
    Document: _document,
    Byline: _byline,
    Tag: _tag,
    FlatPage: _flat_page,
}
