"""Building a portal from a folder that `writing` made: checked first, then all of it or nothing."""

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Field, Model

from news.models import Article, Category
from news.search import rebuilding
from portal.exporting.folder import (
    FILES,
    FORMAT,
    MANIFEST,
    MEDIA,
    NINJS,
    VERSION,
    CannotRead,
    check_lines,
    checksum,
    inside,
    read_lines,
)
from portal.exporting.nouns import BATCH, Names, filled, nouns
from portal.lib import files
from portal.lib.database import without_time_limit

Say = Callable[[str], None]

KEPT = {"contenttypes.ContentType", "auth.Permission"}
"""What the program itself made, and what an import finds by name."""


def read_site(folder: Path, *, replace: bool = False, say: Say = lambda line: None) -> None:
    """Build the portal of an export, in an empty one or in place of what is here.

    Every checksum is compared before anything is written. Raises CannotRead.
    """
    manifest = _manifest(folder)
    _refuse_if_in_use(replace)
    say("Comparing checksums ...")
    _check(folder, manifest)
    without_time_limit()
    written: list[str] = []
    with files.all_or_nothing(written):
        say(f"{_bring_files(folder, written, replace):>9,} files")
        try:
            with transaction.atomic():
                _bring_rows(folder, manifest, say)
        except DatabaseError as error:
            raise CannotRead(f"The database does not take it: {error}") from error
    cache.clear()


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        kind, version = manifest["format"], manifest["version"]
        strange = sorted(set(manifest["nouns"]) - set(nouns()))
        _facts = manifest["media"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotRead(f"{folder} holds no whole export: {MANIFEST}: {error!r}") from error
    if (kind, version) != (FORMAT, VERSION):
        raise CannotRead(f"This is {kind!r} {version!r}; what can be read is {FORMAT} {VERSION}.")
    if strange:
        raise CannotRead(f"A newer Masthead wrote this; unknown here: {', '.join(strange)}.")
    return manifest


def _refuse_if_in_use(replace: bool) -> None:
    models = (Article, Category, get_user_model())
    if not replace and any(model._default_manager.exists() for model in models):
        raise CannotRead("This portal has content or members already; --replace throws them away.")


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    for noun, facts in manifest["nouns"].items():
        check_lines(folder / f"{noun}.jsonl", facts)
    check_lines(folder / MEDIA, manifest["media"])
    if "ninjs" in manifest:
        check_lines(folder / NINJS, manifest["ninjs"])
    for line in _present(folder):
        place = inside(folder / FILES, line["name"])
        if not place.is_file():
            raise CannotRead(f"{line['name']} is missing.")
        with place.open("rb") as file:
            if checksum(file) != (line.get("sha256"), line.get("size")):
                raise CannotRead(f"{line['name']} is not as it was written.")


def _present(folder: Path) -> Iterator[dict[str, Any]]:
    """The lines of files that were there when the export was written."""
    for line in read_lines(folder / MEDIA):
        if not isinstance(line.get("name"), str):
            raise CannotRead(f"{MEDIA}: a line without a name")
        if not line.get("missing"):
            yield line


def _bring_files(folder: Path, written: list[str], replace: bool) -> int:
    """Copy the files; those that stand here already with the same content stay."""
    count = 0
    for line in _present(folder):
        count += 1
        name = line["name"]
        if not _stands_here(name, line["sha256"]):
            if default_storage.exists(name) and not replace:
                raise CannotRead(f"Another file {name} is here; --replace throws it away.")
            with inside(folder / FILES, name).open("rb") as file:
                written.append(files.write(name, File(file)))
    return count


def _stands_here(name: str, sha256: str) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _bring_rows(folder: Path, manifest: dict[str, Any], say: Say) -> None:
    names = Names()
    _empty()
    for noun, model in nouns().items():
        if noun in manifest["nouns"]:
            count = _insert(model, folder / f"{noun}.jsonl", names)
            if count != manifest["nouns"][noun].get("count"):
                raise CannotRead(f"{noun}.jsonl holds {count} rows, not as many as were written.")
            say(f"{count:>9,} {noun}")
    connection.check_constraints()
    _go_on_counting()
    rebuilding.start_over()


def _empty() -> None:
    """Take out what is here. References are looked at when all is done, so no order is needed."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label not in KEPT and model._meta.managed and not model._meta.proxy:
                cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)}")  # noqa: S608


def _insert(model: type[Model], path: Path, names: Names) -> int:
    """Put the rows of a file into their table as they are: keys, times and all."""
    fields = list(model._meta.concrete_fields)
    table = _quoted(model._meta.db_table)
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    lines, count = read_lines(path), 0
    with connection.cursor() as cursor:
        while batch := list(islice(lines, BATCH)):
            cursor.executemany(
                statement,
                [
                    _values(model, fields, row, names, f"{path.name}, line {count + number}")
                    for number, row in enumerate(batch, start=1)
                ],
            )
            count += len(batch)
    return count


def _values(
    model: type[Model], fields: list[Field], row: dict[str, Any], names: Names, where: str
) -> list[Any]:
    strange = row.keys() - {field.attname for field in fields}
    if strange:
        raise CannotRead(f"{where}: unknown here: {', '.join(sorted(strange))}")
    full = filled(model, row)
    try:
        return [names.back(field, full[field.attname]) for field in fields]
    except LookupError as error:
        raise CannotRead(f"{where}: nothing here is called {error}") from error
    except (ValueError, TypeError, ValidationError) as error:
        raise CannotRead(f"{where}: {error}") from error


def _go_on_counting() -> None:
    """Let new rows get keys after those that came."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(nouns().values()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
