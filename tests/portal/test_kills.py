"""A server that is killed while stories are saved loses none that it acknowledged."""

from pathlib import Path

import pytest

from tests.bench import kills


@pytest.mark.alone
def test_no_acknowledged_save_is_lost_when_the_server_is_killed(migrated_folder: Path) -> None:
    """Twenty saves; `make bench` tries two hundred."""
    outcome = kills.trial(migrated_folder, saves=20, one_in=4)
    assert outcome.sent == 20
    assert outcome.kills >= 3
    assert len(outcome.acknowledged) >= 10
    assert outcome.lost == []
    assert (outcome.faults, outcome.is_whole) == (0, True)
