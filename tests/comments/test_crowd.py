"""A race of many posters loses and doubles nothing (attack class: race)."""

import os
from pathlib import Path

from tests.bench import crowd


def test_race_of_sixteen_posters(tmp_path: Path) -> None:
    """Three seconds; `python -m tests.bench.crowd` takes a minute, on PostgreSQL as well."""
    outcome = crowd.trial(tmp_path, seconds=3, database=os.environ.get("CROWD_DATABASE_URL", ""))
    assert len(outcome.acknowledged) >= 16
    assert (outcome.lost, outcome.doubled, outcome.wrong_counts) == ([], [], [])
    assert outcome.faults == 0, outcome.statuses
