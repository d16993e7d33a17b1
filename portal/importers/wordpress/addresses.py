"""The addresses of a WordPress site: what an old one named; nothing here asks the database.

Pretty permalinks are whatever the owner chose, so the export's own links are kept as names; the
ends that WordPress hangs on any of them (pages, feeds, embeds) are read here. The query forms are
those of its query variables (developer.wordpress.org, WP_Query).
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from portal.importers import paths, records
from portal.importers.old import GONE, HOME, LAST_PAGE, Key, OldAddress
from portal.importers.wordpress.permalinks import NO_BASE

ALIAS = records.Address.kind

Bases = Mapping[str, list[str]]
"""The folders below which the addresses of sections, tags and authors stand."""

USUAL_BASES = {"category_name": ["category"], "tag": ["tag"], "author_name": ["author"]}

DOORS = re.compile(
    r"(?:wp-(?:admin|json|includes|login|cron|signup|activate|comments-post|trackback|mail)"
    r"|xmlrpc\.php|comments/feed)(?:[/.]|$)"
)
"""Doors of parts that have no counterpart here."""

_NUMBER = re.compile(r"\s*0*([0-9]{1,12})")
_FEED = re.compile(r"/feed(?:/(?:rss|rss2|rdf|atom))?/?$")
_ENDS = re.compile(
    r"/(?:page/(?P<list>[0-9]{1,6})|comment-page-(?P<said>[0-9]{1,6})"
    r"|(?P<hung>trackback|embed|amp))/?$"
)
_PART = re.compile(r"/(?P<part>[0-9]{1,3})/?$")
_PERIOD = re.compile(r"/?([0-9]{4}(?:/[0-9]{2}){0,2})/?")
_UPLOAD = re.compile(r"^(?:wp-content/)?(?:blogs\.dir/[0-9]+/files|uploads|files)/(?P<path>.+)$")
_SIZE = re.compile(r"-(?:[0-9]{1,5}x[0-9]{1,5}|scaled|rotated)(?=\.[A-Za-z]{2,5}$)")


def parse(path: str, query: str, host: str, settings: Mapping[str, Any]) -> OldAddress | None:
    """Read an address of the site; None if it is none of its forms."""
    base = str(settings.get("base") or "/")
    local = path.removeprefix(base) if path.startswith(base) else path.removeprefix("/")
    asked = _asked(query)
    if local in ("", "index.php"):
        return _query_form(asked) or (HOME if local and not asked else None)
    local = local.removeprefix("index.php/")
    if found := _UPLOAD.match(local):
        return OldAddress(tuple(_file_keys(found["path"])))
    if DOORS.match(local):
        return GONE
    return _pretty(f"/{local}", base, settings)


def _asked(query: str) -> dict[str, str]:
    try:
        found = parse_qs(query, keep_blank_values=True, max_num_fields=40)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in found.items()}


def _query_form(asked: Mapping[str, str]) -> OldAddress | None:
    """What the front page was asked for, in the order in which WordPress decides."""
    form = "feed" if "feed" in asked else "page"
    page = _page(asked.get("page", "")) if "page" in asked else _page(asked.get("paged", ""))
    for name, subject in (("attachment_id", "attachment"), ("page_id", "id"), ("p", "id")):
        if number := _plain(asked.get(name, "")):
            shown = "page" if form == "feed" else form
            return OldAddress(((ALIAS, f"{subject}:{number}", page),), shown)
    if number := _plain(asked.get("cat", "")):
        return OldAddress(((ALIAS, f"cat:{number}", page),), form)
    if number := _plain(asked.get("author", "")):
        return OldAddress(((ALIAS, f"author:{number}", page),), form)
    for name in ("category_name", "tag", "author_name"):
        if asked.get(name):
            slug = asked[name].rsplit("/", 1)[-1]
            return OldAddress(((ALIAS, records.alias(name, slug), page),), form, is_sure=False)
    if found := re.fullmatch(r"([0-9]{4})([0-9]{2})?([0-9]{2})?", asked.get("m", "")):
        return OldAddress(form="archive", period="/".join(part for part in found.groups() if part))
    return OldAddress(form="feed") if form == "feed" else None


def _pretty(path: str, base: str, settings: Mapping[str, Any]) -> OldAddress | None:
    """A permalink, an archive or what hangs on one of them, below the folder of the site."""
    path, feeds = _FEED.subn("", path)
    if not path:
        return OldAddress(form="feed", is_sure=False)
    form, page = "feed" if feeds else "page", 1
    if ends := _ENDS.search(path):
        path = path[: ends.start()]
        page = _page(ends["list"] or "")
        form = "comments" if ends["said"] else form
    if not path:
        return HOME
    front = str(settings.get("front") or "")
    inner = path.removeprefix(f"/{front}") if front else path
    if period := _PERIOD.fullmatch(inner.removeprefix("/date")):
        return OldAddress(form="archive", period=period[1], is_sure=False)
    is_dated = bool(settings.get("is_dated") and re.match(r"/[0-9]{4}/[0-9]{2}/", inner))
    bases = USUAL_BASES | dict(settings.get("bases") or {})
    return OldAddress(tuple(_path_keys(path, page, base, bases)), form, is_sure=is_dated)


def _path_keys(path: str, page: int, base: str, bases: Bases) -> list[Key]:
    """The whole path as the export links it; or one of the pages of a story; or a term's."""
    folder_of_site = base.rstrip("/")
    keys = [(kind, name, page) for kind, name, _ in paths.keys(f"{folder_of_site}{path}")]
    if part := _PART.search(path):
        before = f"{folder_of_site}{path[: part.start()]}"
        keys += [(kind, name, _page(part["part"])) for kind, name, _ in paths.keys(before)]
    folder, _, last = paths.tidy(path).strip("/").rpartition("/")
    return keys + [
        (ALIAS, records.alias(subject, last), page)
        for subject, names in bases.items()
        if any(name == NO_BASE or f"{folder}/".startswith(f"{name}/") for name in names)
    ]


def _file_keys(path: str) -> list[Key]:
    """A file, or the picture that a smaller one was cut of."""
    name = paths.tidy(path).lstrip("/")
    names = dict.fromkeys((name, _SIZE.sub("", name)))
    return [(ALIAS, records.alias("upload", each), 1) for each in names]


def plain_path(path: str) -> str:
    """The path of the picture that a smaller one was cut of."""
    return _SIZE.sub("", path)


def _plain(number: str) -> str:
    found = _NUMBER.match(number)
    return found[1] if found else ""


def _page(number: str) -> int:
    return min(max(int(_plain(number) or 1), 1), LAST_PAGE)
