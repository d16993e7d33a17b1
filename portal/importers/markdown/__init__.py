"""Stories out of a folder of Markdown files with front matter, as Hugo and Jekyll keep them.

Files are named and dated as these two do it (gohugo.io/content-management and
jekyllrb.com/docs/posts): a story is `2024-05-01-name.md`, `name.md` or `name/index.md` with its
pictures beside it, a section's name stands in its `_index.md`, `_drafts` holds what was never
published.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from django.utils.timezone import is_naive, make_aware

from portal.importers.items import Item
from portal.importers.markdown.frontmatter import Facts, Unreadable, split
from portal.importers.markdown.rendering import to_html
from portal.importers.markup import is_picture
from portal.importers.report import CannotImport, Report
from portal.lib.text import clean_line

ENDS = (".md", ".markdown")

MOST_BYTES = 5_000_000
"""Of one file; a longer one is a bomb."""

PASSED_OVER = frozenset({"node_modules", "themes", "public", "_site", "resources", "layouts"})
"""Folders that the program made or that hold no stories."""

PLAIN_FOLDERS = frozenset({"content", "_posts", "_drafts", "posts", "post", "blog"})
"""Folders whose names say nothing of a section."""

YES, NO = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
"""How YAML 1.1 writes them, in whatever case."""

LONGEST_SLUG = 100

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_LINK = re.compile(r"href=\"(?P<path>[^\"#?:]{1,300}\.(?:md|markdown))(?:[#?][^\"]*)?\"", re.I)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_SPACE_BEFORE_ZONE = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")


def items(folder: Path, report: Report) -> Iterator[Item]:
    """The stories of a folder. Raises CannotImport if there is no Markdown file in it."""
    if not folder.is_dir():
        raise CannotImport(f"{folder} is no folder; name the one that holds the Markdown files.")
    files = list(_files(folder.resolve()))
    if not files:
        raise CannotImport(f"{folder} holds no Markdown file (.md, .markdown).")
    reader = _Reader(folder.resolve(), report)
    for path in files:
        if path.name.startswith("_index."):
            reader.name_section(path)
    for path in files:
        if not path.name.startswith("_index."):
            yield from reader.item(path)
    for name, number in sorted(reader.without.items()):
        report.note("Without a counterpart here", f"{name}: {number:,}")


def _files(root: Path) -> Iterator[Path]:
    """Every Markdown file below a folder, none that leads out of it."""
    for place, folders, names in os.walk(root):
        folders[:] = sorted(
            name for name in folders if name not in PASSED_OVER and not name.startswith(".")
        )
        for name in sorted(names):
            path = Path(place, name)
            if name.lower().endswith(ENDS) and path.resolve().is_relative_to(root):
                yield path


class _Reader:
    """Reads files one by one and knows what their sections are called."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root = root
        self.report = report
        self.sections: dict[str, str] = {}
        self.without: Counter[str] = Counter()

    def name_section(self, path: Path) -> None:
        try:
            facts, _ = split(_read(path))
        except Unreadable as error:
            self.report.note("Files left out", f"{self._name(path)}: {error}")
            return
        if title := _line(facts, "title"):
            self.sections[str(PurePosixPath(self._name(path)).parent)] = title

    def item(self, path: Path) -> Iterator[Item]:
        name = self._name(path)
        try:
            facts, text = split(_read(path))
            story = self._item(PurePosixPath(name), facts, text, path)
        except Unreadable as error:
            self.report.skip("article", "files that cannot be read as a story")
            self.report.note("Files left out", f"{name}: {error}")
        else:
            yield story

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _item(self, name: PurePosixPath, facts: Facts, text: str, path: Path) -> Item:
        title = _line(facts, "title")
        if not title:
            raise Unreadable("no title")
        place = _Place(name)
        is_draft = _line(facts, "draft").lower() in YES or _line(facts, "published").lower() in NO
        is_draft = is_draft or "_drafts" in name.parts
        if _line(facts, "expirydate", "unpublishdate"):
            self.without["a time to withdraw the story"] += 1
        sections = _lines(facts, "categories", "category") or self._section_of(place)
        return Item(
            key=str(name),
            title=title,
            published=_published(facts, place, path, is_draft=is_draft),
            html=_with_addresses(to_html(text, self.without), str(name.parent)),
            summary=_line(facts, "summary") or _line(facts, "description", "excerpt"),
            authors=_people(facts),
            section=sections[0] if sections else "",
            more_sections=sections[1:],
            tags=_lines(facts, "tags", "tag", "keywords"),
            picture=_cover(facts),
            pictures=self._beside(path, facts) if place.is_bundle else (),
            slug=_slug(_line(facts, "slug") or place.stem),
            addresses=_addresses(facts, place),
            folder=str(name.parent),
            language="en" if _language(facts, place).startswith("en") else "zh-hans",
            state="draft" if is_draft else "published",
        )

    def _section_of(self, place: "_Place") -> tuple[str, ...]:
        """By the first folder whose name means one, under the title it has in `_index`."""
        for at, part in enumerate(place.folders):
            if part not in PLAIN_FOLDERS:
                folder = "/".join(place.folders[: at + 1])
                return (self.sections.get(folder) or clean_line(part),)
        return ()

    def _beside(self, path: Path, facts: Facts) -> tuple[tuple[str, str], ...]:
        """The pictures in the folder of a story, with the titles that its resources have."""
        listed = facts.get("resources")
        rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
        titles = {str(row.get("src", "")): clean_line(str(row.get("title", ""))) for row in rows}
        found = sorted(each for each in path.parent.iterdir() if is_picture(each.name))
        return tuple((self._name(each), titles.get(each.name, "")) for each in found)


class _Place:
    """What the path of a file says: its section, its day, its language, its name."""

    def __init__(self, name: PurePosixPath) -> None:
        stem, _, language = name.stem.rpartition(".")
        if not stem or not _LANGUAGE.fullmatch(language):
            stem, language = name.stem, ""
        self.language = language
        self.is_bundle = stem == "index"
        folders = name.parent.parts
        named = folders[-1] if self.is_bundle and folders else stem
        self.folders = folders[:-1] if self.is_bundle else folders
        dated = _DATED.fullmatch(named)
        self.day, self.stem = (dated[1], dated[2]) if dated else ("", named)


def _read(path: Path) -> str:
    """The text of a file, in UTF-8 or GB 18030. Raises Unreadable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{path.stat().st_size:,} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(str(error.strerror)) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _with_addresses(html: str, folder: str) -> str:
    """Links to other files lead to the old addresses of their stories, which lead on."""

    def lead(found: re.Match[str]) -> str:
        path = unquote(found["path"])
        inner = path.lstrip("/") if path.startswith("/") else normpath(f"{folder}/{path}")
        address = _usual_addresses({}, _Place(PurePosixPath(inner)))[0]
        return f'href="{escape(address)}"'

    return _LINK.sub(lead, html)


def _published(facts: Facts, place: _Place, path: Path, *, is_draft: bool) -> datetime:
    """The time of a story; a draft without one has that of its file. Raises Unreadable."""
    named = _line(facts, "publishdate", "date", "pubdate") or place.day
    if not named and is_draft:
        return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    plain = _SPACE_BEFORE_ZONE.sub("", named).replace("/", "-").replace(" ", "T", 1)
    try:
        found = datetime.fromisoformat(plain)
    except ValueError as error:
        why = f"no date can be read in “{named[:40]}”" if named else "no date"
        raise Unreadable(why) from error
    return make_aware(found) if is_naive(found) else found


def _addresses(facts: Facts, place: _Place) -> tuple[str, ...]:
    """The old addresses: those it names, and those that the programs make of its name."""
    own = _line(facts, "url", "permalink")
    named = [own] if own.startswith("/") and ":" not in own else []
    folder = _folder_of_address(place)
    aliases = _lines(facts, "aliases", "redirect_from")
    named += [each if each.startswith("/") else f"{folder}{each}" for each in aliases]
    return tuple(dict.fromkeys([*named, *_usual_addresses(facts, place)]))


def _usual_addresses(facts: Facts, place: _Place) -> list[str]:
    stems = dict.fromkeys((place.stem, _line(facts, "slug") or place.stem))
    found = [f"{_folder_of_address(place)}{stem}/" for stem in stems]
    if place.day:
        sections = "/".join(_lines(facts, "categories", "category"))
        day = f"/{sections}/{place.day.replace('-', '/')}/".replace("//", "/")
        found += [f"{day}{stem}{end}" for stem in stems for end in (".html", "/")]
    return found


def _folder_of_address(place: _Place) -> str:
    parts = [part for part in place.folders if part not in ("content", "_posts", "_drafts")]
    return "".join(f"/{part}" for part in parts) + "/"


def _cover(facts: Facts) -> str:
    for name in ("cover", "image", "featured_image", "thumbnail", "images"):
        found = facts.get(name)
        found = found.get("image") or found.get("path") if isinstance(found, dict) else found
        found = found[0] if isinstance(found, list) and found else found
        if isinstance(found, str) and found.strip():
            return found.strip()
    return ""


def _people(facts: Facts) -> tuple[str, ...]:
    found = facts.get("authors") or facts.get("author")
    every = found if isinstance(found, list) else [found]
    names = (each.get("name", "") if isinstance(each, dict) else each for each in every)
    lines = (clean_line(name) for name in names if isinstance(name, str))
    return tuple(dict.fromkeys(line for line in lines if line))


def _language(facts: Facts, place: _Place) -> str:
    return (_line(facts, "language", "lang") or place.language).lower()


def _slug(name: str) -> str:
    kept = "".join(mark for mark in name if mark.isalnum() or mark in "-_")
    return kept[:LONGEST_SLUG] if not kept.isdigit() else ""


def _line(facts: Facts, *names: str) -> str:
    """The first of some values that is a text."""
    found = (facts.get(name) for name in names)
    return next((clean_line(each) for each in found if isinstance(each, str) and each.strip()), "")


def _lines(facts: Facts, *names: str) -> tuple[str, ...]:
    """Several values: a list, or a text whose parts stand between commas."""
    found: Any = next((facts[name] for name in names if facts.get(name)), [])
    if isinstance(found, str):
        found = found.split(",") if "," in found else [found]
    if not isinstance(found, list):
        return ()
    lines = (clean_line(each) for each in found if isinstance(each, str))
    return tuple(dict.fromkeys(line for line in lines if line))
