"""Writing a portal into a folder, as it is at one moment, in constant memory."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from news.models import Article
from news.ninjs import ninjs
from portal.exporting.folder import (
    BLOCK,
    FILES,
    FORMAT,
    MANIFEST,
    MEDIA,
    NINJS,
    VERSION,
    CannotRead,
    CannotWrite,
    checksum,
    inside,
    write_lines,
)
from portal.exporting.nouns import BATCH, Names, columns, file_columns, nouns, rows
from portal.lib.database import newest_migrations, without_time_limit

Say = Callable[[str], None]


def write_site(
    folder: Path, *, with_ninjs: bool = True, say: Say = lambda line: None
) -> dict[str, Any]:
    """Write everything into a new folder; answer the manifest. Raises CannotWrite.

    Readers and editors may go on meanwhile: rows are those of the moment it began.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotWrite(f"{folder} is there already and not an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "written_at": timezone.now().isoformat(),
        "migrations": newest_migrations(),
        "nouns": {},
    }
    with _one_moment():
        names = Names()
        for noun, model in nouns().items():
            facts = write_lines(folder / f"{noun}.jsonl", _lines(model, names))
            manifest["nouns"][noun] = facts
            say(f"{facts['count']:>9,} {noun}")
    manifest["media"] = _write_media(folder)
    say(f"{manifest['media']['count']:>9,} files, {manifest['media']['missing']:,} missing")
    if with_ninjs:
        manifest["ninjs"] = write_lines(folder / NINJS, _ninjs())
        say(f"{manifest['ninjs']['count']:>9,} articles as ninjs")
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let everything within read the database as it is now, whoever writes meanwhile.

    On SQLite a transaction of Django's would keep all others from writing as long as it lasts;
    a deferred one that only reads keeps nobody.
    """
    without_time_limit()
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _lines(model: type[Model], names: Names) -> Iterator[dict[str, Any]]:
    fields = columns(model)
    for row in rows(model, [field.attname for field in fields]):
        yield {field.attname: names.out(field, row[field.attname]) for field in fields}


def _write_media(folder: Path) -> dict[str, Any]:
    """Copy the files that the rows just written name, and list them."""
    totals = {"bytes": 0, "missing": 0}
    (folder / FILES).mkdir()

    def lines() -> Iterator[dict[str, Any]]:
        for name in _file_names():
            line = _copy(name, folder / FILES)
            totals["bytes"] += line.get("size", 0)
            totals["missing"] += "missing" in line
            yield line

    return write_lines(folder / MEDIA, lines()) | totals


def _file_names() -> Iterator[str]:
    for model in nouns().values():
        for column in file_columns(model):
            for row in rows(model, [column]):
                if row[column]:
                    yield row[column]


def _copy(name: str, folder: Path) -> dict[str, Any]:
    try:
        place = inside(folder, name)
        with default_storage.open(name) as source:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as target:
                shutil.copyfileobj(source, target, BLOCK)
    except (OSError, CannotRead):
        return {"name": name, "missing": True}
    with place.open("rb") as copy:
        digest, size = checksum(copy)
    return {"name": name, "size": size, "sha256": digest}


def _ninjs() -> Iterator[dict[str, Any]]:
    live, after = Article.objects.live().order_by("pk"), 0
    while found := list(live.filter(pk__gt=after).select_related("source", "cover")[:BATCH]):
        for article in found:
            with override(article.language):
                yield ninjs(article)
        after = found[-1].pk
