"""An import is killed outright: what stands reads well, and the next run brings the rest."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.bench.kills import settings_of
from tests.bench.server import ROOT
from tests.big_dump import write_dump

STORIES, COMMENTS = 700, 200
LONGEST_WAIT = 120

WITHOUT_THEIR_PARTS = """
SELECT count(*) FROM news_article a WHERE NOT (
  EXISTS (SELECT 1 FROM news_articlestats WHERE article_id = a.id)
  AND EXISTS (SELECT 1 FROM news_placement WHERE article_id = a.id)
  AND EXISTS (SELECT 1 FROM news_workflowentry WHERE article_id = a.id)
  AND EXISTS (SELECT 1 FROM importers_importedrecord WHERE kind = 'article' AND object_id = a.id))
"""

OF_EACH_RUN = {"importers_importrun", "django_tasks_database_dbtaskresult", "sqlite_sequence"}
"""A second run is a row more, and what it asks of the worker may be."""


def site_in(folder: Path, migrated: Path) -> Path:
    """A folder of state for one site, migrated."""
    folder.mkdir()
    if (migrated / "db.sqlite3").exists():
        shutil.copy(migrated / "db.sqlite3", folder)
    else:
        assert manage(folder, "migrate", "--verbosity", "0").wait() == 0
    return folder


def manage(folder: Path, *words: str) -> subprocess.Popen:
    command = [sys.executable, "manage.py", *words]
    environment = settings_of(folder) | {"LOG_LEVEL": "ERROR"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def ask(folder: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=30)) as database:
        return database.execute(query).fetchall()


def counts(folder: Path) -> dict[str, int]:
    """How many rows there are in each table."""
    tables = {name for (name,) in ask(folder, "SELECT name FROM sqlite_master WHERE type='table'")}
    return {
        name: ask(folder, f'SELECT count(*) FROM "{name}"')[0][0]
        for name in sorted(tables - OF_EACH_RUN)
        if not name.startswith("news_search")
    }


def stories(folder: Path) -> int:
    return int(ask(folder, "SELECT count(*) FROM news_article")[0][0])


def kill_amid(run: subprocess.Popen, folder: Path) -> None:
    """Kill the run as soon as some of its stories stand in the database."""
    late = monotonic() + LONGEST_WAIT
    while not stories(folder) and run.poll() is None and monotonic() < late:
        sleep(0.02)
    run.kill()
    assert run.wait() < 0, "it ended before it could be killed"


@pytest.mark.alone
def test_an_import_that_is_killed_leaves_whole_stories_and_is_run_again(
    migrated_folder: Path,
) -> None:
    dump = write_dump(migrated_folder / "big.sql", STORIES, comments=COMMENTS)
    killed, unbroken = (
        site_in(migrated_folder / name, migrated_folder) for name in ("killed", "unbroken")
    )
    command = ("import_site", "discuz", str(dump))
    kill_amid(manage(killed, *command), killed)
    assert 0 < stories(killed) < STORIES
    assert ask(killed, "PRAGMA integrity_check") == [("ok",)]
    assert ask(killed, "PRAGMA foreign_key_check") == []
    assert ask(killed, WITHOUT_THEIR_PARTS) == [(0,)]
    for folder in (killed, unbroken):
        assert manage(folder, *command).wait() == 0
    assert stories(killed) == STORIES
    assert counts(killed) == counts(unbroken)
    assert ask(killed, "PRAGMA integrity_check") == [("ok",)]
