"""Saves a story again and again while the server is killed (SIGKILL), and counts what was lost.

A save counts as acknowledged when the browser was sent on. Each must stand among the versions
afterwards, the chain of versions must hold, and the database be whole.
"""

import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib

from tests.bench.server import HOST, ROOT, Server, free_port, process_tree

SESSION_AND_STORY = """
import django; django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from tests import factories
from tests.conftest import give_role
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
user = factories.make_user("editor")
give_role(user, "editor")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key, factories.make_article(state="draft", by=user).pk)
"""

FAULTS = """
import django; django.setup()
from news import revisions
print(len(list(revisions.faults())))
"""

CUT_OFF = (http.client.HTTPException, OSError)
"""What a client sees of a server that dies."""

LONGEST_DELAY = 0.5
"""Seconds after the start of a save within which the server is killed."""


@dataclass
class Outcome:
    """What was sent and acknowledged, and what of it is gone."""

    sent: int = 0
    kills: int = 0
    acknowledged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    faults: int = 0
    is_whole: bool = False


def trial(folder: Path, *, saves: int, one_in: int, seed: int = 26) -> Outcome:
    """Save `saves` times, and kill the server during one save in `one_in`."""
    environment = settings_of(folder)
    session, pk = python(environment, SESSION_AND_STORY).split()[-2:]
    luck, outcome = random.Random(seed), Outcome()
    while outcome.sent < saves:
        with Server("portal.webserver", free_port(), environment) as server:
            desk = _Desk(server.port, session, pk)
            lives = True
            while lives and outcome.sent < saves:
                delay = luck.uniform(0, LONGEST_DELAY) if luck.randrange(one_in) == 0 else None
                lives = _save(desk, server, outcome, delay)
    _judge(folder, environment, outcome)
    return outcome


def _save(desk: "_Desk", server: Server, outcome: Outcome, delay: float | None) -> bool:
    """Save once; with a delay the server is killed that soon. Does it still live?"""
    if delay is not None:
        threading.Timer(delay, _kill, [server.process.pid]).start()
        outcome.kills += 1
    outcome.sent += 1
    title = f"Save {outcome.sent:04d}"
    try:
        if desk.save(title):
            outcome.acknowledged.append(title)
    except CUT_OFF:
        if delay is None:
            raise
    if delay is not None:
        server.process.wait()
    return delay is None


class _Desk:
    """The form of one story, filled in as a browser without scripts would."""

    def __init__(self, port: int, session: str, pk: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}
        self.path = f"/admin/news/article/{pk}/change/"

    def save(self, title: str) -> bool:
        """Open the form, change the title and save; was it acknowledged?"""
        status, page = self._ask("GET")
        if status != 200:
            raise RuntimeError(f"The form answers {status}.")
        fields = [*_fields(page), ("_continue", "1")]
        fields = [(name, title if name == "title" else value) for name, value in fields]
        status, _page = self._ask("POST", urlencode(fields))
        return status == 302

    def _ask(self, method: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            for cookie in answer.msg.get_all("Set-Cookie") or []:
                name, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def _fields(page: str) -> Iterator[tuple[str, str]]:
    """What the form of the page would post."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(found for found in root.iter("form") if found.get("id") == "article_form")
    for element in form.iter():
        name = element.get("name")
        if name and element.tag == "select":
            yield from ((name, value) for value in _chosen(element))
        elif name and element.tag == "textarea":
            yield name, element.text or ""
        elif name and element.tag == "input" and _is_sent(element):
            yield name, element.get("value") or ""


def _is_sent(element: Element) -> bool:
    kind = element.get("type", "text")
    if kind in ("checkbox", "radio"):
        return element.get("checked") is not None
    return kind not in ("submit", "button", "file")


def _chosen(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    return [option.get("value", "") for option in chosen]


def _kill(pid: int) -> None:
    for process in process_tree(pid):
        os.kill(process, signal.SIGKILL)


def _judge(folder: Path, environment: Mapping[str, str], outcome: Outcome) -> None:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        states = [json.loads(row[0]) for row in database.execute("SELECT state FROM news_revision")]
        outcome.is_whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept = {state["title"] for state in states}
    outcome.lost = [title for title in outcome.acknowledged if title not in kept]
    outcome.faults = int(python(environment, FAULTS).split()[-1])


def settings_of(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    places = {
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    return kept | places


def python(environment: Mapping[str, str], code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
