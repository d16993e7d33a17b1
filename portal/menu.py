"""The menu of the desk: every table under the work it belongs to, with an icon."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

Entry = dict[str, Any]

GROUPS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    (
        "newsroom",
        pgettext_lazy("menu of the desk", "Newsroom"),
        {
            "Article": "edit",
            "Image": "img",
            "Document": "doc",
            "Topic": "bookmark",
            "Category": "menu",
            "Tag": "menu",
            "Source": "link",
            "Byline": "user",
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
        {"Comment": "reply", "Thread": "reply", "ReactionKind": "heart"},
    ),
    (
        "system",
        pgettext_lazy("menu of the desk", "System"),
        {"User": "user", "Group": "user", "SiteSettings": "gear", "Redirect": "link"},
    ),
)
"""Keys, names and tables of the groups; a table named in none comes last in the last one."""


def grouped(apps: Iterable[Entry]) -> list[Entry]:
    """Put the tables of all apps into the groups; a group without any is left out."""
    tables = {table["object_name"]: table for app in apps for table in app["models"]}
    groups = []
    for key, name, icons in GROUPS:
        chosen = [tables.pop(table) | {"icon": icons[table]} for table in icons if table in tables]
        groups.append(_group(key, name, chosen))
    groups[-1]["models"] += sorted(tables.values(), key=lambda table: str(table["name"]))
    return [group for group in groups if group["models"]]


def mark_waiting(groups: Iterable[Entry], waiting: dict[str, str]) -> None:
    """Write beside a table how much waits there, by the table's name."""
    for group in groups:
        for table in group["models"]:
            table["waiting"] = waiting.get(table["object_name"], "")


def _group(key: str, name: Any, tables: list[Entry]) -> Entry:
    return {
        "name": name,
        "app_label": key,
        "app_url": "",
        "has_module_perms": True,
        "models": tables,
    }
