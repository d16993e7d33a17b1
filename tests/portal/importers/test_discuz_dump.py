"""A dump gives back what MySQL wrote, and says where it is broken."""

import codecs
import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.importers.discuz import dump as dump_module
from portal.importers.discuz.opening import open_dump
from portal.importers.report import CannotImport

HEAD = "/*!40101 SET NAMES utf8mb4 */;\n"
TABLE = "CREATE TABLE `t` (\n  `a` int(10) NOT NULL,\n  `b` text,\n  PRIMARY KEY (`a`)\n);\n"


def read(tmp_path: Path, text: str | bytes, charset: str = "auto") -> list[tuple[Any, ...]]:
    path = tmp_path / "dump.sql"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_dump(path, charset) as dump:
        return [tuple(cells) for _, _, cells in dump.rows({"t": ()})]


def quoted(value: str | int | None, *, doubled: bool) -> str:
    """Write a value as mysqldump does, or with doubled quotes as other tools do."""
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    escaped = value.replace("\\", "\\\\").replace("\0", "\\0").replace("\x1a", "\\Z")
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace('"', '\\"')
    return "'" + escaped.replace("'", "''" if doubled else "\\'") + "'"


TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("'\"\\,();`\n\r\0\x1a-#/*%_ NULL乗許功誠一😀"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
CELLS = st.tuples(st.integers(-(2**63), 2**63), st.one_of(st.none(), TRICKY))


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(CELLS, min_size=1, max_size=8), doubled=st.booleans(), chunk=st.integers(1, 60)
)
def test_every_value_comes_back_wherever_the_file_is_cut(rows, doubled, chunk, tmp_path_factory):
    lines = ",\n".join(
        f"({', '.join(quoted(cell, doubled=doubled) for cell in row)})" for row in rows
    )
    text = f"{HEAD}{TABLE}INSERT INTO `t` VALUES\n{lines};\n"
    path = tmp_path_factory.mktemp("dump")
    before, dump_module.CHUNK_BYTES = dump_module.CHUNK_BYTES, chunk
    try:
        assert read(path, text) == rows
        skipped = text.replace("`t`", "`other`") + f"{TABLE}INSERT INTO `t` VALUES (1,'x');"
        assert read(path, skipped) == [(1, "x")]
    finally:
        dump_module.CHUNK_BYTES = before


def test_columns_are_named_by_the_table_or_by_the_statement(tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text(
        HEAD
        + "CREATE TABLE IF NOT EXISTS bbs.t (a int, `from` enum('x,y','(z') COMMENT 'it''s; b',"
        " c decimal(10,2), UNIQUE KEY `k` (`a`,`from`), CONSTRAINT x CHECK (`a` > 0))"
        " ENGINE=MyISAM COMMENT='a; b';\n"
        "INSERT INTO bbs.t VALUES (1,'x,y',2.50);\n"
        "REPLACE INTO `t` (`c`, `a`) VALUES (-1e3, 2);\n"
        "INSERT IGNORE INTO t VALUES (0x414243, X'C3A9', b'101'), (_binary '\\0', NULL, .5);\n",
        encoding="utf-8",
    )
    with open_dump(path) as dump:
        rows = [(columns, cells) for _, columns, cells in dump.rows({"t": ()})]
    names = ["a", "from", "c"]
    assert rows == [
        (names, [1, "x,y", 2.5]),
        (["c", "a"], [-1000.0, 2]),
        (names, ["ABC", "é", 5]),
        (names, ["\0", None, 0.5]),
    ]


def test_gbk_and_big5_are_read_whose_characters_end_in_a_backslash(tmp_path):
    text = HEAD + TABLE + "INSERT INTO `t` VALUES (1,'许功盖誠\\'s');"
    assert read(tmp_path, text.replace("utf8mb4", "gbk").encode("gbk")) == [(1, "许功盖誠's")]
    text = HEAD + TABLE + "INSERT INTO `t` VALUES (1,'許功蓋\\'s');"
    assert read(tmp_path, text.replace("utf8mb4", "big5").encode("big5")) == [(1, "許功蓋's")]
    assert read(tmp_path, text.encode("big5"), charset="big5") == [(1, "許功蓋's")]


def test_without_set_names_the_tables_say_the_character_set(tmp_path):
    table = TABLE.replace(");\n", ") ENGINE=MyISAM DEFAULT CHARSET=gbk;\n")
    text = table + "INSERT INTO `t` VALUES (1,'望潮');"
    assert read(tmp_path, text.encode("gbk")) == [(1, "望潮")]


def test_unknown_character_sets_are_refused(tmp_path):
    rows = "INSERT INTO `t` VALUES (1,'x');"
    with pytest.raises(CannotImport, match="latin1, which is not read"):
        read(tmp_path, HEAD.replace("utf8mb4", "latin1") + TABLE + rows)
    with pytest.raises(CannotImport, match="do not say its character set"):
        read(tmp_path, TABLE + rows)
    with pytest.raises(CannotImport, match="utf16"):
        read(tmp_path, codecs.BOM_UTF16_LE + (HEAD + TABLE + rows).encode("utf-16-le"))
    assert read(tmp_path, codecs.BOM_UTF8 + (TABLE + rows).encode()) == [(1, "x")]


def test_another_character_set_than_said_is_noticed_with_its_line(tmp_path):
    rows = ",\n".join(f"({number},'望潮云渡')" for number in range(5))
    text = HEAD + TABLE + f"INSERT INTO `t` VALUES\n{rows};"
    with pytest.raises(CannotImport, match=r"5 texts of the dump are not utf8mb4.*line 8\b"):
        read(tmp_path, text.encode("gbk"))


def test_a_few_broken_characters_are_marked_and_let_pass(tmp_path):
    rows = b",".join(b"(%d,'%s')" % (number, "望".encode()) for number in range(400))
    text = (
        f"{HEAD}{TABLE}INSERT INTO `t` VALUES (9,'".encode() + b"a\xff'),".join([b"", b""]) + rows
    )
    assert read(tmp_path, text + b";")[0] == (9, "a\ufffd")


WHOLE = (
    "-- MySQL dump 10.13  Distrib 5.7.42\n"
    + HEAD
    + TABLE
    + "INSERT INTO `t` VALUES (1,'x'),\n(2,'y; z');\n-- Dump completed on 2024-02-01\n"
)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("y; z", r"statement that begins in line 8 has no end"),
        ("(2,", r"statement that begins in line 8 has no end"),
        ("PRIMARY", r"statement that begins in line 3 has no end"),
        ("');\n-- Dump", r"after line 9 the line “-- Dump completed” is missing"),
    ],
)
def test_a_dump_cut_short_is_refused_with_the_line(tmp_path, end, words):
    assert read(tmp_path, WHOLE) == [(1, "x"), (2, "y; z")]
    cut = WHOLE[: WHOLE.index(end) + len(end.removesuffix("\n-- Dump"))]
    with pytest.raises(CannotImport, match=words):
        read(tmp_path, cut)


def test_a_compressed_dump_is_known_by_its_bytes_and_refused_when_it_breaks_off(tmp_path):
    packed = gzip.compress(WHOLE.encode())
    assert read(tmp_path, packed) == [(1, "x"), (2, "y; z")]
    with pytest.raises(CannotImport, match="breaks off"):
        read(tmp_path, packed[:-20])


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO `t` VALUES (1,'x',3);", "line 7: a row of t has 3 values for 2 columns"),
        ("INSERT INTO `t` VALUES (1,now());", "line 7 of the dump cannot be understood"),
        ("INSERT INTO `t` VALUES (1,'x') ON DUPLICATE KEY UPDATE a=1;", "line 7 of the dump"),
        (TABLE, "line 7 defines the table t again"),
    ],
)
def test_what_no_dump_holds_is_refused_with_the_line(tmp_path, statement, words):
    with pytest.raises(CannotImport, match=f"(?i){words}"):
        read(tmp_path, HEAD + TABLE + statement)


def test_rows_of_a_table_that_is_not_defined_are_refused(tmp_path):
    with pytest.raises(CannotImport, match="Line 2 fills the table t"):
        read(tmp_path, HEAD + "INSERT INTO `t` VALUES (1);")


def test_memory_does_not_grow_with_the_file(tmp_path):
    row = "(1,'" + "望潮云渡" * 200 + "'),\n"
    path = tmp_path / "dump.sql"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + TABLE)
        for _ in range(40):
            file.write("INSERT INTO `t` VALUES\n" + row * 100 + "(2,'');\n")
    with open_dump(path) as dump:
        longest = max(len(dump._buffer) for _ in dump.rows({"t": ()}))
    assert path.stat().st_size > 9_000_000
    assert longest < 1_000_000
