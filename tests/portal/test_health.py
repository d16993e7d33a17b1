"""What a monitor reads, and what readers get while something is away."""

from collections.abc import Iterator

import pytest
from django.core.cache.backends.dummy import DummyCache
from django.core.mail import send_mail
from django.db import OperationalError, connection
from django.test import Client

from news.renditions.making import warm_later
from news.search.following import reindex_branch
from portal import health
from portal.lib import heartbeat


@pytest.fixture
def all_well(clock, db) -> None:
    heartbeat.beat("worker:1")
    heartbeat.beat("scheduler")


def ask(client: Client) -> dict:
    answer = client.get("/healthz")
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    return answer.json()


def test_all_is_well(client: Client, all_well: None) -> None:
    assert ask(client) == {
        "status": "ok",
        "trouble": {},
        "worker_age_seconds": 0.0,
        "scheduler_age_seconds": 0.0,
        "overdue_tasks": 0,
        "failed_tasks": 0,
        "mail_backlog": 0,
    }


def test_worker_and_scheduler_that_are_silent_are_named(client: Client, all_well, clock) -> None:
    clock.advance(minutes=2)
    found = ask(client)
    assert found["status"] == "degraded"
    assert set(found["trouble"]) == {"worker", "scheduler"}
    assert found["worker_age_seconds"] == 120.0


def test_letters_that_wait_are_named(client: Client, all_well, clock, settings) -> None:
    settings.EMAIL_BACKEND = "portal.lib.mail.QueuedBackend"
    send_mail("Hello", "Are you there?", "desk@news.cn", ["reader@mail.cn"])
    clock.advance(minutes=11)
    heartbeat.beat("worker:1")
    heartbeat.beat("scheduler")
    found = ask(client)
    assert set(found["trouble"]) == {"mail", "tasks"}
    assert (found["mail_backlog"], found["overdue_tasks"]) == (1, 1)


def test_cache_that_forgets_is_named_and_pages_go_on(client, all_well, monkeypatch) -> None:
    monkeypatch.setattr(health, "cache", DummyCache("", {}))
    assert set(ask(client)["trouble"]) == {"cache"}


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    """Let every question to the database fail as if its server were gone."""

    def refuse(*args: object) -> None:
        raise OperationalError("connection to server failed: Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", refuse)
        patch.setattr(connection, "_cursor", refuse)
        yield


def test_database_that_is_away_is_503(client: Client, database_away: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert answer.json() == {"status": "down", "trouble": {"database": "does not answer"}}


@pytest.mark.parametrize("address", ["/", "/en/", "/article/1/", "/admin/", "/accounts/login/"])
def test_pages_answer_503_while_the_database_is_away(database_away: None, address: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    answer = client.get(address)
    if answer.status_code != 200:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert "no-store" in answer.headers["Cache-Control"]


def test_our_own_mistake_stays_a_500(client: Client, db, monkeypatch) -> None:
    def stumble() -> None:
        raise OperationalError("no such column: news_article.colour")

    client.raise_request_exception = False
    monkeypatch.setattr(health, "report", stumble)
    assert client.get("/healthz").status_code == 500


def test_effects_that_are_late_are_named_with_since_when(
    client: Client, all_well, clock, settings, chief, client_of
) -> None:
    since = clock.now
    reindex_branch.enqueue(1, 0)
    clock.advance(minutes=2)
    warm_later.enqueue([])
    clock.advance(minutes=4)
    told = ask(client)["trouble"]["tasks"]
    assert told == "late: search index since 2026-07-10T08:30:00+08:00"
    clock.advance(minutes=2)
    late = health.report().late
    names = [str(what) for what, _at in late]
    assert names == [str(health.EFFECTS["news.search."]), str(health.EFFECTS["news.renditions."])]
    assert late[0][1] == since
    watch = client_of(chief).get("/admin/").context["watch"]
    [told] = [line.text for line in watch if line.look == "bad" and names[0] in line.text]
    assert "8" in told
