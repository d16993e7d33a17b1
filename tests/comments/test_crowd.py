"""A race of many posters loses and doubles nothing (attack class: race)."""

import os
from pathlib import Path

import pytest

from tests.bench import crowd


@pytest.mark.alone
def test_race_of_sixteen_posters(migrated_folder: Path) -> None:
    """Three seconds; `python -m tests.bench.crowd` takes a minute, on PostgreSQL as well."""
    outcome = crowd.trial(
        migrated_folder, seconds=3, database=os.environ.get("CROWD_DATABASE_URL", "")
    )
    assert len(outcome.acknowledged) >= 16
    assert (outcome.lost, outcome.doubled, outcome.wrong_counts) == ([], [], [])
    assert outcome.faults == 0, outcome.statuses
