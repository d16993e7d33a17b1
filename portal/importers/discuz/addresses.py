"""The addresses of a Discuz! X portal: what an old one named, by that site's own patterns.

The forms are those of the reference's table; nothing here asks the database.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote

from portal.importers import records
from portal.importers.old import GONE, HOME, LAST_PAGE, Key, OldAddress

ALIAS = records.Address.kind

STOCK_PATTERNS = {
    "portal_article": "article-{id}-{page}.html",
    "portal_topic": "topic-{name}.html",
    "home_space": "space-{user}-{value}.html",
    "home_blog": "blog-{uid}-{blogid}.html",
    "forum_viewthread": "thread-{tid}-{page}-{prevpage}.html",
}
"""As a fresh installation rewrites; a site may have had its own, and these before."""

SCRIPTS = {"forum.php", "group.php", "member.php", "misc.php", "search.php", "plugin.php"}
"""Doors of parts that have no counterpart here."""

_NUMBER, _NAME = r"\d{1,12}", r"[^/]{1,80}?"
_NUMBERS = ("id", "page", "prevpage", "uid", "blogid", "tid")
_SUFFIX = re.compile(r"\.(?:s?html?)$", re.I)
_THUMB = re.compile(r"\.thumb\.jpg$", re.I)


def parse(path: str, query: str, host: str, settings: Mapping[str, Any]) -> OldAddress | None:
    """Read an address of the site; None if it is none of its forms."""
    local = _local(path, str(settings.get("base") or "/"))
    asked = {name: values[-1] for name, values in _query(query).items()}
    label = _label(host, settings)
    if label and not local and not asked:
        return OldAddress(((ALIAS, f"host:{label}", 1),), is_sure=False)
    if local in ("", "index.php", "portal.php"):
        return _door(local, query, asked)
    if local == "home.php":
        return _home_door(asked)
    if local == "forum.php" and asked.get("mod") == "viewthread":
        return _aliased("thread", asked.get("tid", ""))
    if local in SCRIPTS:
        return GONE
    return _rewritten(local, settings) or _file(local, settings) or _place(local, asked, label)


def _local(path: str, base: str) -> str:
    """The path below the folder that the old site stood in."""
    return path.removeprefix(base) if path.startswith(base) else path.removeprefix("/")


def _query(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, keep_blank_values=True, max_num_fields=40, errors="strict")
    except UnicodeDecodeError:
        return parse_qs(query, keep_blank_values=True, max_num_fields=40, encoding="gb18030")
    except ValueError:
        return {}


def _label(host: str, settings: Mapping[str, Any]) -> str:
    """The name before the root under which sections and topics had domains of their own."""
    for root in settings.get("roots") or ():
        label = host.removesuffix(f".{root}")
        if label != host and label not in ("www", "") and "." not in label:
            return label
    return ""


def _door(script: str, query: str, asked: Mapping[str, str]) -> OldAddress | None:
    """portal.php, and the index, which is the portal where it is the front page."""
    if script != "portal.php" and query.partition("&")[0].isdigit():
        return _numbered("member", query.partition("&")[0])
    mod = asked.get("mod", "")
    if not mod:
        return HOME if script else None
    return _MODS[mod](asked) if mod in _MODS else GONE


def _view(asked: Mapping[str, str]) -> OldAddress:
    return _numbered("article", asked.get("aid", ""), asked)


def _list(asked: Mapping[str, str]) -> OldAddress:
    return _numbered("category", asked.get("catid", ""), asked)


def _comment(asked: Mapping[str, str]) -> OldAddress:
    kind = "topic" if asked.get("idtype") == "topicid" else "article"
    return _numbered(kind, asked.get("id", ""), asked, form="comments")


def _topic(asked: Mapping[str, str]) -> OldAddress:
    if "topicid" in asked:
        return _numbered("topic", asked["topicid"])
    return _aliased("topic", asked.get("topic", ""))


def _rss(asked: Mapping[str, str]) -> OldAddress:
    if "catid" in asked:
        return _numbered("category", asked["catid"], form="feed")
    return OldAddress(form="feed")


def _attachment(asked: Mapping[str, str]) -> OldAddress:
    number = _plain(asked.get("id", ""))
    return OldAddress((("document", number, 1), (ALIAS, f"attachment:{number}", 1)))


_MODS = {
    "index": lambda asked: HOME,
    "view": _view,
    "list": _list,
    "comment": _comment,
    "topic": _topic,
    "rss": _rss,
    "attachment": _attachment,
}


def _home_door(asked: Mapping[str, str]) -> OldAddress:
    """Members, and the blogs that became stories; favourites, shares and the rest are gone."""
    if asked.get("mod") != "space":
        return GONE
    if asked.get("do") == "blog" and "id" in asked:
        return _aliased("blog", asked["id"])
    if "username" in asked:
        return _aliased("name", asked["username"])
    return _numbered("member", asked.get("uid", ""))


def _rewritten(local: str, settings: Mapping[str, Any]) -> OldAddress | None:
    own = settings.get("patterns") or {}
    for name, read in _REWRITES.items():
        for pattern in dict.fromkeys((own.get(name), STOCK_PATTERNS[name])):
            found = pattern and _expression(str(pattern)).fullmatch(local)
            if found:
                return read(found.groupdict())
    return None


@lru_cache(maxsize=64)
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern of the site as an expression; an unknown variable stands for anything short."""
    text, met = "", set[str]()
    for place, part in enumerate(re.split(r"\{([A-Za-z]\w{0,20})\}", pattern[:100].lstrip("/"))):
        if place % 2 == 0:
            text += re.escape(part)
        elif part in met:
            text += r"[^/]{0,80}"
        else:
            met.add(part)
            text += f"(?P<{part}>{_NUMBER if part in _NUMBERS else _NAME})"
    return re.compile(text)


def _space(found: Mapping[str, str]) -> OldAddress:
    is_number = found.get("user") == "uid"
    value = found.get("value", "")
    return _numbered("member", value) if is_number else _aliased("name", value)


_REWRITES = {
    "portal_article": lambda found: _numbered("article", found.get("id", ""), found),
    "portal_topic": lambda found: _aliased("topic", found.get("name", "")),
    "home_space": _space,
    "home_blog": lambda found: _aliased("blog", found.get("blogid", "")),
    "forum_viewthread": lambda found: _aliased("thread", found.get("tid", "")),
}


def _file(local: str, settings: Mapping[str, Any]) -> OldAddress | None:
    """A picture, its thumbnail or a file, below the folder of the attachments."""
    folder = str(settings.get("attachurl") or "data/attachment").strip("/") + "/"
    if not local.startswith((folder, "data/attachment/")):
        return None
    path = local.removeprefix(folder).removeprefix("data/attachment/")
    plain = _THUMB.sub("", path)
    return OldAddress(
        tuple(
            key
            for name in dict.fromkeys((path, plain))
            for key in (("picture", name, 1), (ALIAS, records.alias("file", name), 1))
        )
    )


def _place(local: str, asked: Mapping[str, str], label: str) -> OldAddress | None:
    """A folder of a section, or a page that was written out as a file of HTML."""
    folder, _, last = local.rpartition("/")
    if last in ("", "index.php", "index.html", "index.htm"):
        if not folder:
            return HOME if last else None
        names = [f"{label}/{folder}", folder] if label else [folder]
        page = _page(asked)
        keys = tuple((ALIAS, records.alias("folder", name), page) for name in names)
        return OldAddress(keys, is_sure=False)
    if not _SUFFIX.search(last):
        return None
    return OldAddress(tuple(_html_keys(_SUFFIX.sub("", local), last)), is_sure=False)


def _html_keys(stem: str, last: str) -> Iterator[Key]:
    """Page 2 of 00000012.html is 000000122.html: nothing stands between name and page."""
    yield ALIAS, records.alias("html", stem), 1
    for digits in (1, 2, 3):
        page = stem[-digits:]
        if page.isdigit() and not page.startswith("0") and len(stem) > digits and int(page) > 1:
            yield ALIAS, records.alias("html", stem[:-digits]), int(page)
    yield ALIAS, records.alias("topic", _SUFFIX.sub("", last)), 1


def _numbered(
    kind: str, number: str, asked: Mapping[str, str] | None = None, form: str = "page"
) -> OldAddress:
    plain = _plain(number)
    return OldAddress(((kind, plain, _page(asked or {})),), form) if plain else GONE


def _aliased(subject: str, name: str) -> OldAddress:
    """A name may have been sent in the characters of the old site."""
    plain = unquote(name, encoding="gb18030") if "%" in name else name
    return OldAddress(((ALIAS, records.alias(subject, plain), 1),)) if plain else GONE


def _plain(number: str) -> str:
    """PHP reads the digits at the start of whatever it is given."""
    found = re.match(r"\s*0*(\d{1,12})", number, re.ASCII)
    return found[1] if found else ""


def _page(asked: Mapping[str, str]) -> int:
    return min(max(int(_plain(asked.get("page") or "") or 1), 1), LAST_PAGE)
