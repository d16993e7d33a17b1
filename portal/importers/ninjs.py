"""Stories out of IPTC ninjs, versions 1 to 3: one item, a list of them, or one to a line."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from portal.importers.items import Item
from portal.importers.report import CannotImport, Report
from portal.lib.text import clean_line

MOST_BYTES = 200 * 1024 * 1024
"""Of a file that has to be read at once; one item to a line may be longer."""

STATES = {"usable": "published", "withheld": "draft", "canceled": "binned"}
"""What was called off was seen: its address says that it is gone."""

Facts = dict[str, Any]


def items(files: list[Path], report: Report) -> Iterator[Item]:
    """The items of the files. Raises CannotImport if one is no JSON."""
    for file in files:
        for place, facts in enumerate(_all(file, report), 1):
            item = _item(facts) if isinstance(facts, dict) else None
            if item is None:
                report.skip("article", "without a name, a title or a time")
                report.note("Items left out", f"{file.name}, item {place}")
            else:
                yield item


def _all(file: Path, report: Report) -> Iterator[Any]:
    with file.open(encoding="utf-8-sig", errors="replace") as opened:
        first = opened.readline(MOST_BYTES)
        if _is_whole(first) and opened.readline(1):
            opened.seek(0)
            yield from _each_line(opened, file, report)
            return
    if file.stat().st_size > MOST_BYTES:
        raise CannotImport(f"{file} is longer than {MOST_BYTES:,} bytes; write one item to a line.")
    try:
        found = json.loads(file.read_bytes().decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise CannotImport(f"{file} is no JSON: {error}.") from error
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    yield from found if isinstance(found, list) else [found]


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _each_line(opened: Any, file: Path, report: Report) -> Iterator[Any]:
    for number, line in enumerate(opened, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            report.note("Items left out", f"{file.name}, line {number}: no JSON")


def _item(facts: Facts) -> Item | None:
    times = ("firstCreated", "firstcreated", "contentCreated", "contentcreated", "versionCreated")
    published = next(
        (time for name in (*times, "versioncreated") if (time := _moment(facts.get(name)))), None
    )
    title = clean_line(
        _by_role(facts.get("headlines"), "main") or _text(facts, "headline", "title")
    )
    key = clean_line(str(facts.get("uri") or facts.get("guid") or ""))
    if not key or not title or published is None:
        return None
    language = str(facts.get("language") or "").lower()
    people = facts.get("people") or facts.get("person") or []
    by = str(facts.get("by") or facts.get("byline") or "")
    names = [_text(each, "name") for each in people if _is_author(each)] or by.split(",")
    subjects = facts.get("subjects") or facts.get("subject") or []
    return Item(
        key=key,
        title=title,
        published=published,
        html=_body(facts),
        summary=_by_role(facts.get("descriptions"), "summary") or _text(facts, "description_text"),
        authors=tuple(dict.fromkeys(name for each in names if (name := clean_line(each)))),
        tags=tuple(
            dict.fromkeys(name for each in subjects if (name := clean_line(_text(each, "name"))))
        ),
        link=_link(facts, key),
        language="en" if language.startswith("en") else "zh-hans",
        state=STATES.get(str(facts.get("pubStatus") or facts.get("pubstatus") or ""), "published"),
    )


def _is_author(person: Any) -> bool:
    return isinstance(person, dict) and str(person.get("rel", "author")) in ("author", "creator")


def _text(facts: Any, *names: str) -> str:
    if not isinstance(facts, dict):
        return ""
    return next((str(facts[name]) for name in names if isinstance(facts.get(name), str)), "")


def _by_role(rows: Any, role: str) -> str:
    """Since 2.0 texts stand in lists, each with its role; the first where none fits."""
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    fitting = [row for row in found if row.get("role") == role] or found
    return _text(fitting[0], "value") if fitting else ""


def _body(facts: Facts) -> str:
    rows = facts.get("bodies")
    for row in rows if isinstance(rows, list) else []:
        kind = str(row.get("contentType", "")) if isinstance(row, dict) else ""
        if "html" in kind:
            return _text(row, "value")
    if html := _text(facts, "body_html", "body_xhtml"):
        return html
    words = _by_role(rows, "plain") or _text(facts, "body_text")
    return "".join(f"<p>{escape(line)}</p>" for line in words.splitlines() if line.strip())


def _link(facts: Facts, key: str) -> str:
    """The address of its page: our own exports say it, others are known by their uri."""
    for row in facts.get("altIds") or []:
        if isinstance(row, dict) and row.get("role") == "page":
            return _text(row, "value")
    return key if key.startswith(("http://", "https://")) else ""


def _moment(value: Any) -> Any:
    try:
        found = parse_datetime(str(value or ""))
    except ValueError:
        return None
    return make_aware(found) if found and is_naive(found) else found
