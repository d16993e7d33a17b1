"""Reads WXR, the export of WordPress, into a temporary SQLite file.

A post names its pictures by numbers and a comment its parent, wherever these stand; staged, they
can be asked for in any order while memory stays small. The format is that of
wp-admin/includes/export.php, versions 1.0 to 1.2.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import Element

from portal.importers.report import CannotImport, Report
from portal.importers.xmlstream import elements, local, words_of

Facts = dict[str, Any]

WANTED = frozenset(
    {"title", "link", "description", "language", "base_site_url", "base_blog_url", "wxr_version"}
    | {"author", "category", "tag", "term", "item"}
)

MOST_TEXT = 5_000_000
"""Characters of one post; a longer one is a bomb."""

KEPT_META = frozenset({"_thumbnail_id", "_wp_attachment_image_alt", "_wp_attached_file"}) | {
    "_yoast_wpseo_primary_category",
    "_yoast_wpseo_title",
    "_yoast_wpseo_metadesc",
    "cap-display_name",
    "cap-description",
    "cap-linked_account",
}

_TABLES = """
CREATE TABLE item (id INTEGER PRIMARY KEY, type TEXT, status TEXT, parent INTEGER, data TEXT);
CREATE TABLE term (kind TEXT, slug TEXT, number TEXT, name TEXT, parent TEXT, description TEXT,
    PRIMARY KEY (kind, slug));
CREATE TABLE author (login TEXT PRIMARY KEY, number TEXT, name TEXT, email TEXT);
CREATE TABLE comment (id INTEGER PRIMARY KEY, post INTEGER, data TEXT);
CREATE TABLE upload (path TEXT PRIMARY KEY, id INTEGER, address TEXT);
"""
_INDEXES = """
CREATE INDEX item_type ON item (type, id);
CREATE INDEX item_parent ON item (parent);
CREATE INDEX author_number ON author (number);
CREATE INDEX comment_post ON comment (post, id);
"""


@contextmanager
def staged(files: Iterable[Path], report: Report) -> Iterator[tuple[sqlite3.Connection, Facts]]:
    """Give the staged rows and the facts of the channel. Raises CannotImport."""
    with TemporaryDirectory(prefix="masthead-import-") as folder:
        rows = sqlite3.connect(Path(folder) / "rows.sqlite3")
        try:
            rows.row_factory = sqlite3.Row
            rows.execute("PRAGMA journal_mode = OFF")
            rows.execute("PRAGMA synchronous = OFF")
            rows.executescript(_TABLES)
            channel: Facts = {}
            for file in files:
                _stage(file, rows, channel, report)
            if "wxr_version" not in channel:
                raise CannotImport(
                    "These are no exports of WordPress: no <wp:wxr_version> was met. Tools, Export "
                    "in its dashboard writes them."
                )
            rows.executescript(_INDEXES)
            rows.commit()
            yield rows, channel
        finally:
            rows.close()


def _stage(file: Path, rows: sqlite3.Connection, channel: Facts, report: Report) -> None:
    for element in elements(file, WANTED, report):
        name = local(element)
        if name == "item":
            _stage_item(element, rows, report)
        elif name == "author":
            _stage_author(element, rows)
        elif name in ("category", "tag", "term") and len(element):
            _stage_term(element, rows)
        elif not len(element):
            channel.setdefault(name, words_of(element).strip())


def _stage_author(element: Element, rows: sqlite3.Connection) -> None:
    facts = _facts(element)
    name = facts.get("author_display_name") or " ".join(
        part for part in (facts.get("author_first_name"), facts.get("author_last_name")) if part
    )
    login = facts.get("author_login", "")
    if login:
        rows.execute(
            "INSERT OR IGNORE INTO author VALUES (?, ?, ?, ?)",
            (
                login,
                facts.get("author_id", ""),
                name or login,
                facts.get("author_email", ""),
            ),
        )


def _stage_term(element: Element, rows: sqlite3.Connection) -> None:
    facts = _facts(element)
    kind = {"category": "category", "tag": "post_tag"}.get(local(element)) or facts.get(
        "term_taxonomy", ""
    )
    slug = facts.get("category_nicename") or facts.get("tag_slug") or facts.get("term_slug") or ""
    name = facts.get("cat_name") or facts.get("tag_name") or facts.get("term_name") or slug
    about = facts.get("category_description") or facts.get("tag_description") or ""
    parent = facts.get("category_parent") or facts.get("term_parent") or ""
    if slug:
        rows.execute(
            "INSERT OR IGNORE INTO term VALUES (?, ?, ?, ?, ?, ?)",
            (kind, slug, facts.get("term_id", ""), name, parent, about),
        )


def _facts(element: Element) -> dict[str, str]:
    return {local(child): words_of(child).strip() for child in element}


def _stage_item(element: Element, rows: sqlite3.Connection, report: Report) -> None:
    facts = _item(element)
    number = whole(facts["post_id"])
    if not number:
        report.note("Posts without a number, left out", facts["title"][:80])
        return
    if len(facts["content"]) > MOST_TEXT:
        report.note(
            "Posts left out because of their length",
            f"{number}: {len(facts['content']):,} characters",
        )
        return
    done = rows.execute(
        "INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?)",
        (number, facts["post_type"], facts["status"], whole(facts["post_parent"]), _text(facts)),
    )
    if not done.rowcount:
        report.note(
            "Numbers met twice, of which the first came", f"{number}: {facts['title'][:80]}"
        )
        return
    for slug, kind, name in facts["terms"]:
        rows.execute(
            "INSERT OR IGNORE INTO term VALUES (?, ?, '', ?, '', '')", (kind, slug, name or slug)
        )
    _stage_comments(element, number, rows, report)


def _text(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False)


def _item(element: Element) -> Facts:
    """What is used of an item; the two `encoded` are told apart by their namespaces."""
    facts: Facts = {"terms": [], "meta": {}, "content": "", "excerpt": ""}
    names = "title link creator post_id post_date post_date_gmt comment_status post_name status"
    facts |= dict.fromkeys(
        f"{names} post_parent post_type post_password is_sticky pubDate".split(), ""
    )
    facts["attachment_url"] = ""
    for child in element:
        name = local(child)
        if name == "encoded":
            facts["excerpt" if "excerpt" in str(child.tag) else "content"] = words_of(child)
        elif name == "category":
            slug, kind = child.get("nicename", ""), child.get("domain", "category")
            if slug:
                facts["terms"].append((slug, kind, words_of(child).strip()))
        elif name == "postmeta":
            pair = _facts(child)
            if pair.get("meta_key") in KEPT_META:
                facts["meta"][pair["meta_key"]] = pair.get("meta_value", "")
        elif name in facts:
            facts[name] = words_of(child).strip()
    return facts


def _stage_comments(
    element: Element, number: int, rows: sqlite3.Connection, report: Report
) -> None:
    for child in element:
        if local(child) != "comment":
            continue
        facts = _facts(child)
        done = rows.execute(
            "INSERT OR IGNORE INTO comment VALUES (?, ?, ?)",
            (whole(facts.get("comment_id")) or None, number, _text(facts)),
        )
        if not done.rowcount:
            report.skip("comment", "with a number that was met before")


def whole(value: Any) -> int:
    """A number, 0 where there is none."""
    try:
        return int(str(value or 0)[:18])
    except ValueError:
        return 0
