"""What readers are told of moderation: sums of half-years, from counted days alone."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import DayFigure
from comments.statistics import periods

pytestmark = pytest.mark.django_db

PAGE = "/comments/transparency/"


def counted(day, **figures):
    rows = {"counted:": 1} | {name.replace("__", ":", 1): n for name, n in figures.items()}
    for name, value in rows.items():
        kind, _colon, key = name.partition(":")
        DayFigure.objects.create(day=day, kind=kind, key=key, value=value)


def cells(page, name):
    return [line.values for line in page.context[name]]


def test_half_years_stand_side_by_side(client, clock):
    counted(date(2026, 7, 1), arrived__08=1_200, reason__2=3, waited__600=5, appeal__granted=1)
    counted(date(2026, 6, 30), arrived__08=10, reason__2=1)
    counted(date(2026, 1, 1), arrived__09=5)
    page = client.get(PAGE)
    assert [(one.first, one.is_over) for one in page.context["periods"]] == [
        (date(2026, 7, 1), False),
        (date(2026, 1, 1), True),
    ]
    assert cells(page, "overview")[0] == ["1,200", "15"]
    assert cells(page, "reasons")[1] == ["3", "1"]
    assert "1,200" in page.content.decode()


def test_an_empty_site_says_so(client, clock):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert b"<table" not in page.content


def test_everybody_gets_the_same_page_in_three_languages(client, client_of, moderator, clock):
    counted(date(2026, 7, 1), arrived__08=7)
    page = client.get(PAGE)
    assert client_of(moderator).get(PAGE).content == page.content
    assert "Cookie" not in page.get("Vary", "")
    for address in ("/en/comments/transparency/", "/zh-hant/comments/transparency/"):
        assert client.get(address).status_code == 200
    assert b"/comments/transparency/" in client.get("/").content


def test_it_asks_as_often_for_much_as_for_little(clock):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            periods.periods(date(2026, 7, 10))
        return len(queries)

    few = asked()
    for month in range(1, 8):
        counted(date(2026, month, 3), arrived__08=1, reason__1=1)
    assert asked() == few == periods.SHOWN
