"""Dumps of the same site in other forms, and all that came of one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comments.models import Comment
from news.models import Article, Category, Image, ReactionCount
from portal.accounts.models import User
from portal.importers.discuz.opening import ENCODINGS, open_dump
from portal.importers.discuz.staging import SPLIT, STAGED_ONLY, TEXTS, WANTED
from tests.portal.importers.conftest import SMALL

ROWS_AT_ONCE = 50


def everything() -> dict[str, list]:
    """All that an import writes, but for ids and clocks."""
    return {
        "members": list(User.objects.order_by("pk").values_list("username", "email", "is_active")),
        "sections": list(
            Category.objects.order_by("pk").values_list("path", "name_zh", "position")
        ),
        "stories": [
            (article.title, article.body, article.state, article.publish_at, article.summary)
            for article in Article.objects.order_by("pk")
        ],
        "comments": list(Comment.objects.order_by("pk").values_list("body", "state", "guest_name")),
        "reactions": list(
            ReactionCount.objects.order_by("pk").values_list("kind__name_zh", "count", "imported")
        ),
        "pictures": list(Image.objects.order_by("pk").values_list("caption_zh", "credit")),
    }


def story(title: str) -> Article:
    return Article.objects.get(title=title)


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The small dump with other words in some places."""
    text = SMALL.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    dump = tmp_path / "changed.sql"
    dump.write_text(text, "utf-8")
    return dump


def rewritten(
    source: Path,
    target: Path,
    *,
    charset: str = "utf8mb4",
    prefix: str = "pre_",
    engine: str = "InnoDB",
    extended: bool = True,
    without: frozenset[str] = frozenset(),
    instead: dict[str, dict[str, Any]] | None = None,
) -> Path:
    """Write a dump anew as another server would have; `without` names columns it did not have
    yet, `instead` gives other values to columns of a table.
    """
    statements = _statements(source, prefix, engine, charset, extended, without, instead or {})
    text = f"/*!40101 SET NAMES {charset} */;\n" + "".join(statements)
    target.write_bytes(text.encode(ENCODINGS[charset], "replace"))
    return target


def parts_of(source: Path, folder: Path, *, charset: str, count: int) -> list[Path]:
    """The files of a backup by Discuz! itself, which name their character set in tables alone."""
    lines = list(_statements(source, "pre_", "MyISAM", charset, False, frozenset(), {}))
    share = -(-len(lines) // count)
    files = [folder / f"backup-{number}.sql" for number in range(1, count + 1)]
    for number, file in enumerate(files):
        text = (
            f"# Identify: MTcwMDAwMDAwMA==\n# <?exit();?>\n# Discuz! Multi-Volume Data Dump "
            f"Vol.{number + 1}\n# Version: Discuz! X3.2\n# Please visit our website\n\n\n"
        ) + "".join(lines[number * share : (number + 1) * share])
        file.write_bytes(text.encode(ENCODINGS[charset], "replace"))
    (folder / f"copy-{count}.sql").write_bytes(b"CREATE TABLE `pre_common_member` (`uid` int);\n")
    return files


def _statements(
    source: Path,
    prefix: str,
    engine: str,
    charset: str,
    extended: bool,
    without: frozenset[str],
    instead: dict[str, dict[str, Any]],
) -> Iterator[str]:
    """Each table that an import reads, then its rows."""
    split = {f"{table}_{n}": WANTED[table] for table, numbers in SPLIT.items() for n in numbers}
    wanted = {
        f"pre_{table}": columns.split()
        for table, columns in (WANTED | split).items()
        if table not in STAGED_ONLY
    }
    rows: dict[str, list[dict[str, Any]]] = {}
    with open_dump(source) as dump:
        for table, columns, cells in dump.rows(wanted):
            rows.setdefault(table, []).append(dict(zip(columns, cells, strict=True)))
        tables = {name: dump.tables[name] for name in wanted if name in dump.tables}
    for full_name, columns in tables.items():
        table = full_name.removeprefix("pre_")
        kept = [column for column in columns if column not in without]
        found = rows.get(full_name, [])
        wordy = {name for row in found for name, cell in row.items() if isinstance(cell, str)}
        defined = ",\n".join(
            f"  `{column}` {'text' if column in wordy | TEXTS else 'bigint(20)'}" for column in kept
        )
        yield (
            f"DROP TABLE IF EXISTS `{prefix}{table}`;\nCREATE TABLE `{prefix}{table}` (\n"
            f"{defined}\n) ENGINE={engine} DEFAULT CHARSET={charset};\n\n"
        )
        changed = [row | instead.get(table, {}) for row in found]
        values = [f"({','.join(_quoted(row[column]) for column in kept)})" for row in changed]
        step = ROWS_AT_ONCE if extended else 1
        for at in range(0, len(values), step):
            some = ",\n".join(values[at : at + step])
            yield f"INSERT INTO `{prefix}{table}` VALUES {some};\n"


def _quoted(value: Any) -> str:
    """A value as PHP's own backup writes it, numbers in quotes too."""
    if value is None:
        return "NULL"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return "'" + text.replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0") + "'"
