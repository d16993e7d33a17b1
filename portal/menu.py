"""The menu of the desk: every table under the work it belongs to, with an icon."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Entry = dict[str, Any]

GROUPS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    (
        "newsroom",
        pgettext_lazy("menu of the desk", "Newsroom"),
        {
            "Article": "edit",
            "Image": "img",
            "Collection": "img",
            "Document": "doc",
            "Topic": "bookmark",
            "Category": "menu",
            "Tag": "menu",
            "Source": "link",
            "Byline": "user",
            "HouseWord": "flag",
            "CheckupOverride": "hist",
        },
    ),
    (
        "front",
        pgettext_lazy("menu of the desk", "Front"),
        {"FrontPage": "pin", "FrontVersion": "hist", "Notice": "flag", "Page": "doc"},
    ),
    (
        "readers",
        pgettext_lazy("menu of the desk", "Readers"),
        {
            "Comment": "reply",
            "Thread": "reply",
            "WordRule": "flag",
            "Sanction": "flag",
            "Decision": "hist",
            "LegalNotice": "flag",
            "Alert": "flag",
            "ReactionKind": "heart",
        },
    ),
    (
        "system",
        pgettext_lazy("menu of the desk", "System"),
        {
            "User": "user",
            "Group": "user",
            "SiteSettings": "gear",
            "Redirect": "link",
            "Purge": "hist",
            "ImportRun": "hist",
        },
    ),
)
"""Keys, names and tables of the groups; a table named in none comes last in the last one."""

PAGES: dict[str, tuple[tuple[Any, str, str], ...]] = {
    "Article": (
        (_("Queues"), "hist", "admin:news_article_queues"),
        (_("Calendar"), "cal", "admin:news_article_calendar"),
    ),
    "Comment": ((_("Statistics"), "hist", "admin:comments_statistics"),),
}
"""Names, icons and addresses of pages that stand behind a table, for who sees the table."""


WORKED_AT = {
    "Comment": ("admin:comments_queue", pgettext_lazy("menu of the desk", "Comment review")),
}
"""Tables that are seldom looked at as lists: where they are worked on, and how that is called."""


def grouped(apps: Iterable[Entry]) -> list[Entry]:
    """Put the tables of all apps into the groups; a group without any is left out."""
    tables = {table["object_name"]: table for app in apps for table in app["models"]}
    groups = []
    for key, name, icons in GROUPS:
        chosen: list[Entry] = []
        for table in (name for name in icons if name in tables):
            chosen += [_entry(tables.pop(table), icons[table]), *_pages_of(table)]
        groups.append(_group(key, name, chosen))
    groups[-1]["models"] += sorted(tables.values(), key=lambda table: str(table["name"]))
    return [group for group in groups if group["models"]]


def mark_waiting(groups: Iterable[Entry], waiting: dict[str, str]) -> None:
    """Write beside a table how much waits there, by the table's name."""
    for group in groups:
        for table in group["models"]:
            table["waiting"] = waiting.get(table["object_name"], "")


def mark_current(groups: Iterable[Entry], path: str) -> None:
    """Mark the entry the page at `path` belongs to: the one whose own pages lie nearest."""
    entries = [table for group in groups for table in group["models"] if table.get("admin_url")]
    owners = [table for table in entries if path.startswith(_begins(table))]
    if owners:
        max(owners, key=lambda table: len(_begins(table)))["is_current"] = True


def _begins(table: Entry) -> str:
    """Where the pages of an entry lie: below its list, though it may lead elsewhere."""
    return str(table.get("list_url") or table["admin_url"])


def _entry(table: Entry, icon: str) -> Entry:
    """A table with its icon; what is worked through in a queue leads there."""
    worked_at = WORKED_AT.get(table["object_name"])
    if worked_at is None:
        return table | {"icon": icon}
    address, name = worked_at
    opened = {"admin_url": reverse(address), "list_url": table["admin_url"]}
    return table | opened | {"icon": icon, "name": name}


def _pages_of(table: str) -> list[Entry]:
    return [
        {"name": name, "object_name": "", "icon": icon, "admin_url": reverse(address)}
        for name, icon, address in PAGES.get(table, ())
    ]


def _group(key: str, name: Any, tables: list[Entry]) -> Entry:
    return {
        "name": name,
        "app_label": key,
        "app_url": "",
        "has_module_perms": True,
        "models": tables,
    }
