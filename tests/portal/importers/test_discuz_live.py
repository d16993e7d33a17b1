"""A site is read out of its running MariaDB as out of its dump.

Skipped, and named so, where no MariaDB answers; TEST_MYSQL_URL says where one is.
"""

import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pymysql
import pytest
from django.core.management import CommandError

from portal.importers.discuz.live import open_database
from portal.importers.report import CannotImport
from tests.portal.importers.conftest import SMALL
from tests.portal.importers.dumps import everything, rewritten

SERVER = os.environ.get("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306")
NAME = f"masthead_test_{os.getpid()}"


def answers() -> bool:
    try:
        connected().close()
    except pymysql.MySQLError:
        return False
    return True


def connected() -> Any:
    parts = urlsplit(SERVER)
    return pymysql.connect(
        host=parts.hostname or "",
        port=parts.port or 3306,
        user=parts.username,
        password=parts.password or "",
        charset="utf8mb4",
        connect_timeout=2,
    )


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not answers(), reason=f"no MariaDB or MySQL answers at {SERVER}"),
]


@pytest.fixture
def load() -> Iterator[Any]:
    """Fill a database of our own with the statements of a dump; give its address."""
    connection = connected()

    def run(text: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{NAME}` CHARACTER SET utf8mb4")
            cursor.execute(f"USE `{NAME}`")
            for statement in re.split(r";\n", text):
                bare = re.sub(r"^(?:--.*|/\*.*\*/;?)$", "", statement, flags=re.M).strip()
                if bare and not re.match(r"CREATE DATABASE|USE |(?:UN)?LOCK TABLES", bare):
                    cursor.execute(bare)
        connection.commit()
        return f"{SERVER}/{NAME}"

    with connection:
        try:
            yield run
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS `{NAME}`")


def small() -> str:
    """Without a key that no server would have let be: it folds full-width letters."""
    return SMALL.read_text("utf-8").replace("UNIQUE KEY", "KEY")


def test_the_same_records_come_as_from_the_dump(bring, load):
    bring()
    before = everything()
    report = bring(dsn=load(small()))
    assert everything() == before
    for kind, counts in report["kinds"].items():
        assert counts["unchanged"] + counts["skipped"] == counts["read"], kind
    assert report["charset"] == "utf8mb4"


def test_tables_in_gbk_with_another_prefix_come_too(bring, load, tmp_path):
    plain = tmp_path / "plain.sql"
    plain.write_text(SMALL.read_text("utf-8").replace("😀", ""), "utf-8")
    bring(plain)
    before = everything()
    old = rewritten(plain, tmp_path / "old.sql", charset="gbk", prefix="cdb_", engine="MyISAM")
    text = re.sub(r"^.*SET NAMES.*\n", "", old.read_bytes().decode("gb18030"))
    report = bring(dsn=load(text), prefix="cdb_")
    assert everything() == before
    assert report["charset"] == "gbk"


def test_bytes_that_the_tables_call_something_else_are_read_as_the_operator_says(load):
    dsn = load("CREATE TABLE `t` (`a` varchar(20)) DEFAULT CHARSET=latin1;\n")
    with connected() as connection, connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO `{NAME}`.t VALUES (%s)", ("江川".encode("gbk").decode("latin1"),)
        )
        connection.commit()
    with open_database(dsn, "gbk") as live:
        assert list(live.rows({"t": ["a", "none"]})) == [("t", ["a"], ["江川"])]
        assert (live.charset, live.unreadable) == ("gbk", 0)


def test_the_database_of_something_else_is_refused(bring, load):
    with pytest.raises(CommandError, match=r"holds 1 tables .* not that of a Discuz! X portal"):
        bring(dsn=load("CREATE TABLE `wp_posts` (`id` int);\n"))


@pytest.mark.parametrize(
    ("dsn", "words"),
    [
        ("mysql://nobody:secret@127.0.0.1:1/bbs", "cannot be opened"),
        (f"{SERVER}/no_such_database", "cannot be opened"),
        ("postgres://root@127.0.0.1/bbs", "Write the database as"),
        ("mysql://root@127.0.0.1", "Write the database as"),
        ("mysql://root@127.0.0.1:port/bbs", "Write the database as"),
    ],
)
def test_what_cannot_be_opened_is_said_without_the_password(dsn, words):
    with pytest.raises(CannotImport, match=words) as refusal, open_database(dsn):
        pass
    assert "secret" not in str(refusal.value)


def test_nothing_can_be_written_there(load):
    dsn = load("CREATE TABLE `t` (`a` int);\n")
    with (
        open_database(dsn) as live,
        live._connection.cursor() as cursor,
        pytest.raises(pymysql.MySQLError, match="READ ONLY"),
    ):
        cursor.execute("INSERT INTO t VALUES (1)")
