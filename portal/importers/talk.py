"""Comments of Disqus and Isso, which lived beside a site: only they come, the stories are here.

Disqus exports XML (help.disqus.com, comments export); Isso keeps an SQLite file and reads and
writes a generic JSON (isso-comments.de, imports). Both are staged in SQLite, so that parents come
before answers.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.dateparse import parse_datetime

from portal.importers.attachments import Attachments
from portal.importers.markup import plain
from portal.importers.records import Comment, Record, Thread, alias
from portal.importers.report import CannotImport, Report
from portal.importers.xmlstream import elements, local, words_of
from portal.lib.text import clean_line, clean_text

SYSTEMS = ("disqus", "isso")

MOST_JSON = 200 * 1024 * 1024
"""Bytes of a JSON file, which has to be read at once."""

ISSO_STATES = {1: "published", 2: "pending"}
ISSO_DELETED = 4

_ADDRESS = re.compile(r"https?://\S+")
_TABLES = """
CREATE TABLE thread (id TEXT PRIMARY KEY, links TEXT);
CREATE TABLE said (id TEXT PRIMARY KEY, thread TEXT, parent TEXT, written TEXT, name TEXT,
    address TEXT, state TEXT, words TEXT);
"""


@dataclass
class Talk:
    """What was said, as staged."""

    name: str
    key: str
    rows: sqlite3.Connection
    report: Report
    attachments: Attachments
    deleted: set[str] = field(default_factory=set)
    """Threads that were deleted there."""

    def old_addresses(self) -> dict[str, Any]:
        """It had none of its own."""
        return {}

    def thread(self, number: str, *links: str) -> None:
        found = [plain for link in links if (plain := clean_line(link))]
        self.rows.execute(
            "INSERT OR IGNORE INTO thread VALUES (?, ?)", (number, json.dumps(found or [number]))
        )

    def said(self, number: str, thread: str, **facts: str) -> None:
        names = ("parent", "written", "name", "address", "state", "words")
        done = self.rows.execute(
            "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, thread, *(facts[name] for name in names)),
        )
        if not done.rowcount:
            self.report.skip("comment", "with a number that was met before")


@contextmanager
def open_talk(system: str, file: Path, report: Report) -> Iterator[Talk]:
    """Give the comments of a file that was read to its end. Raises CannotImport."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="masthead-import-"))
        rows = sqlite3.connect(Path(folder) / "rows.sqlite3")
        stack.callback(rows.close)
        rows.executescript(_TABLES)
        talk = Talk(system.capitalize(), system, rows, report, Attachments(None))
        {"disqus": _read_disqus, "isso": _read_isso}[system](file, talk)
        report.facts |= {"system": system, "site": talk.name}
        yield talk


def records(talk: Talk) -> Iterator[Record]:
    """The threads, then all comments, older ones first."""
    for number, links in talk.rows.execute("SELECT id, links FROM thread ORDER BY id"):
        yield Thread(foreign_id=number, links=tuple(json.loads(links)))
    query = "SELECT id, thread, parent, written, name, address, state, words FROM said"
    for row in talk.rows.execute(f"{query} ORDER BY written, length(id), id"):
        number, thread, parent, written, name, address, state, words = row
        if not words:
            talk.report.skip("comment", "without words")
            continue
        yield Comment(
            foreign_id=number,
            article_id=thread,
            text=words,
            written=datetime.fromisoformat(written),
            guest_name=clean_line(name),
            state=state,
            address=address,
            parent_id=parent,
        )


def _read_disqus(file: Path, talk: Talk) -> None:
    forum = ""
    for element in elements(file, frozenset({"thread", "post"}), talk.report):
        facts = {local(child): words_of(child).strip() for child in element}
        number = _number(element)
        if local(element) == "thread":
            forum = forum or facts.get("forum", "")
            if facts.get("isDeleted") == "true":
                talk.deleted.add(number)
                continue
            named = _ADDRESS.search(facts.get("id", ""))
            talk.thread(number, named[0] if named else "", facts.get("link", ""))
        else:
            _read_post(element, facts, number, talk)
    if not (talk.deleted or talk.rows.execute("SELECT 1 FROM thread LIMIT 1").fetchone()):
        raise CannotImport(f"{file} is no export of Disqus: it holds no <thread>.")
    talk.key = forum or talk.key


def _read_post(element: Element, facts: dict[str, str], number: str, talk: Talk) -> None:
    if facts.get("isSpam") == "true":
        talk.report.skip("comment", "spam")
        return
    named = {local(child): child for child in element}
    thread = _number(named.get("thread"))
    if facts.get("isDeleted") == "true" or thread in talk.deleted:
        talk.report.skip("comment", "deleted")
        return
    author = {local(child): words_of(child).strip() for child in named.get("author", ())}
    talk.said(
        number,
        thread,
        parent=_number(named.get("parent")),
        written=_moment(facts.get("createdAt")),
        name=author.get("name") or author.get("username") or "",
        address=facts.get("ipAddress", ""),
        state="pending" if facts.get("isApproved") == "false" else "published",
        words=plain(facts.get("message", "")),
    )


def _number(element: Element | None) -> str:
    """The id that Disqus gives an element, under its own namespace."""
    if element is None:
        return ""
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")


def _read_isso(file: Path, talk: Talk) -> None:
    with file.open("rb") as opened:
        is_database = opened.read(16) == b"SQLite format 3\x00"
    if is_database:
        _read_isso_rows(file, talk)
    else:
        _read_isso_json(file, talk)


def _read_isso_rows(file: Path, talk: Talk) -> None:
    """Isso's own file; modes are 1 accepted, 2 waiting, 4 deleted but answered."""
    try:
        theirs = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        theirs.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            for number, uri in theirs.execute("SELECT id, uri FROM threads"):
                talk.thread(str(number), str(uri))
            query = "SELECT id, tid, parent, created, mode, remote_addr, text, author FROM comments"
            for number, tid, parent, created, mode, address, text, author in theirs.execute(query):
                if mode not in ISSO_STATES:
                    talk.report.skip(
                        "comment", "deleted" if mode == ISSO_DELETED else "of no state"
                    )
                    continue
                talk.said(
                    str(number),
                    str(tid),
                    parent=str(parent or ""),
                    written=_moment(created),
                    name=str(author or ""),
                    address=str(address or ""),
                    state=ISSO_STATES[mode],
                    words=clean_text(str(text or "")).strip(),
                )
        finally:
            theirs.close()
    except sqlite3.DatabaseError as error:
        raise CannotImport(f"{file} cannot be read as the file of Isso: {error}.") from error


def _read_isso_json(file: Path, talk: Talk) -> None:
    """The generic form: threads by their address, each with its comments."""
    if file.stat().st_size > MOST_JSON:
        raise CannotImport(f"{file} is longer than {MOST_JSON:,} bytes; give the SQLite file.")
    try:
        threads = json.loads(file.read_bytes().decode("utf-8-sig", "replace"))
        found = [(str(each["id"]), list(each.get("comments", ()))) for each in threads]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CannotImport(
            f"{file} is no JSON of Isso: a list of threads with comments."
        ) from error
    for uri, comments in found:
        thread = alias("uri", uri)
        talk.thread(thread, uri)
        for place, said in enumerate(comments):
            if not isinstance(said, dict):
                talk.report.skip("comment", "in no known form")
                continue
            mode = said.get("mode", 1)
            if mode not in ISSO_STATES:
                talk.report.skip("comment", "deleted" if mode == ISSO_DELETED else "of no state")
                continue
            talk.said(
                str(said["id"]) if "id" in said else alias("uri", f"{uri}#{place}"),
                thread,
                parent=str(said.get("parent") or ""),
                written=_moment(said.get("created")),
                name=str(said.get("author") or ""),
                address=str(said.get("remote_addr") or ""),
                state=ISSO_STATES[mode],
                words=clean_text(str(said.get("text") or "")).strip(),
            )


def _moment(value: Any) -> str:
    """A time in seconds or in ISO form, as text that sorts."""
    try:
        found = datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        found = None
    if found is None:
        try:
            found = parse_datetime(str(value or ""))
        except ValueError:
            found = None
    found = found or datetime(1970, 1, 1, tzinfo=UTC)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
