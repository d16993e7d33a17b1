"""Addresses that lead nowhere: counted without a word on who asked, and mended with one click."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from portal.lib.schedule import jobs
from portal.site import missed
from portal.site.models import MissedPath, Redirect

pytestmark = pytest.mark.django_db

ROAD = "/旧路/42/"


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch):
    monkeypatch.setattr(missed, "_waiting", set())


def ask(client, path: str, times: int = 1) -> None:
    """Ask for an address from as many networks, and write down that it was in vain."""
    for number in range(times):
        answer = client.get(path, REMOTE_ADDR=f"203.0.{number}.7", HTTP_REFERER="https://a.example")
        assert answer.status_code == 404
    missed.flush()


def test_a_wanted_address_is_made_a_redirect_with_one_click(clock, client, chief, client_of):
    ask(client, f"/en{quote(ROAD)}?from=somebody", 5)
    ask(client, "/asked/once/")
    desk = client_of(chief)
    [line] = [line for line in desk.get("/admin/").context["watch"] if "/redirect/" in line.url]
    assert ROAD in line.text
    form = desk.get(line.url).context["adminform"].form
    assert form["old_path"].value() == ROAD
    desk.post(line.url, {"old_path": ROAD, "new_path": "/archive/", "kind": "manual"})
    assert Redirect.objects.get().old_path == ROAD
    assert list(MissedPath.objects.values_list("path", flat=True)) == ["/asked/once/"]
    assert client.get(quote(ROAD)).status_code == 301


def test_who_may_make_no_redirects_is_not_told(clock, client, reader, client_of, make_user):
    ask(client, "/lost/", 5)
    moderator = make_user("审帖", role="moderator")
    lines = client_of(moderator).get("/admin/").context["watch"]
    assert not any("/lost/" in line.text for line in lines)


def test_one_network_makes_nothing_look_wanted(client):
    for _time in range(20):
        client.get("/lost/")
    missed.flush()
    assert MissedPath.objects.get().count == 1


@pytest.mark.parametrize(
    "path", ["/wp-login.php", "/.env", "/cgi-bin/x", "/a/b.PHP", "/backup.sql"]
)
def test_probes_are_kept_apart(client, path):
    ask(client, path, 5)
    assert MissedPath.objects.get().is_probe
    assert missed.often() == []


@pytest.mark.parametrize(
    "path", ["/mail/lin@river.cn/", "/preview/abcdef/", f"/{'x' * 81}/", f"/{'y/' * 200}"]
)
def test_names_and_tokens_are_not_written_down(client, path):
    ask(client, path)
    assert not MissedPath.objects.exists()


def test_a_flood_leaves_few_rows_and_those_that_count(clock, client, monkeypatch):
    ask(client, "/wanted/", 3)
    monkeypatch.setattr(missed, "MOST_PATHS", 4)
    monkeypatch.setattr(missed, "MOST_WAITING", 30)
    for number in range(40):
        missed.note(f"/flood/{number}/", network="198.51.100.0/24")
    assert missed.flush() == 30
    paths = list(MissedPath.objects.order_by("-count").values_list("path", flat=True))
    assert len(paths) == 4
    assert paths[0] == "/wanted/"


def test_what_nobody_asks_for_any_more_is_forgotten(clock, client):
    ask(client, "/old/")
    clock.advance(days=14)
    ask(client, "/new/")
    clock.advance(seconds=1)
    jobs()["portal.site.missed.forget_missed_paths"].task.call()
    assert MissedPath.objects.get().path == "/new/"
    assert timedelta(days=14) == missed.KEPT
