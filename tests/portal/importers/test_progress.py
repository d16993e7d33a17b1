"""How far a run is, told while it goes on."""

import pytest

from portal.importers import discuz
from portal.importers.moving import move_in
from portal.importers.report import Report
from tests.big_dump import write_dump
from tests.portal.importers.conftest import SMALL

STORIES = 60


@pytest.mark.parametrize("is_big", [False, True])
def test_a_tenth_at_most_is_guessed_wrong(tmp_path, is_big):
    dump = write_dump(tmp_path / "big.sql", STORIES, comments=40) if is_big else SMALL
    with discuz.open_site([dump], None, Report(), dsn="", charset="auto", prefix="pre_") as site:
        guessed = discuz.number_of(site)
        brought = sum(1 for _record in discuz.records(site))
    assert abs(guessed - brought) <= brought / 10


@pytest.mark.django_db
def test_time_left_is_told_until_the_guess_is_passed(tmp_path, monkeypatch):
    monkeypatch.setattr(discuz, "number_of", lambda site: 250)
    said: list[str] = []
    move_in(write_dump(tmp_path / "big.sql", STORIES, comments=40), say=said.append)
    told = [line for line in said if "records" in line]
    assert len(told) > 1
    assert told[0].startswith("200 of about 250 records, last a ")
    assert told[0].endswith(" minutes left")
    assert "records so far, last a " in told[-1]
    assert "left" not in told[-1]
