"""The page for readers without a network, and the worker that keeps it."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db


def kept(client):
    script = client.get("/sw.js").content.decode()
    return json.loads(re.search(r"self\.KEPT = (.*);", script).group(1))


def test_worker_sees_to_all_pages_and_is_looked_for_every_time(client):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert 'data-worker="/sw.js"' in client.get("/").content.decode()


def test_worker_names_files_and_pages_that_are_there(client):
    pages = kept(client)["pages"]
    assert sorted(pages) == ["/en/offline/", "/offline/", "/zh-hant/offline/"]
    assert pages[-1] == "/offline/"
    for address in pages:
        assert client.get(address).status_code == 200, address
    for address in kept(client)["files"]:
        assert finders.find(address.removeprefix("/static/")), address


def test_worker_is_another_when_a_file_changes(client, monkeypatch):
    before = kept(client)["version"]
    monkeypatch.setattr("portal.offline.static", lambda name: f"/static/{name}?new")
    assert kept(client)["version"] != before


@pytest.mark.parametrize("path", ["/offline/", "/zh-hant/offline/", "/en/offline/"])
def test_offline_page_is_for_nobody_to_find(client, path):
    html = client.get(path).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "data-stored hidden" in html
