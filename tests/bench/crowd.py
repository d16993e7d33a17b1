"""Many readers comment at once: every acknowledged comment stands there once, counts are exact.

`python -m tests.bench.crowd` does so for a minute, on SQLite or where DATABASE_URL says.
"""

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from tests.bench import kills
from tests.bench.server import HOST, Server, free_port

POSTERS, STORIES = 16, 40
TOKENS_A_SECOND = 250

STORIES_AND_TOKENS = f"""
import django; django.setup()
import json, os
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from portal.lib import formtokens
from portal.site.models import SiteSettings
from tests import factories
SiteSettings(comment_policy="open", holds_first_comments=False).save()
stories = [f"news.article:{{factories.make_article().pk}}" for _ in range({STORIES})]
wanted = int(os.environ["TOKENS"])
print(json.dumps([[key, formtokens.issue(key)] for key in (stories * wanted)[:wanted]]))
"""

STANDING = """
import django; django.setup()
import json
from django.db.models import Count, Q
from comments.models import Comment, Thread
from news.models import ArticleStats
shown = Count("comments", filter=Q(comments__state="published"))
stats = dict(ArticleStats.objects.values_list("article_id", "comment_count"))
wrong = [
    thread.pk
    for thread in Thread.objects.annotate(shown=shown)
    if not thread.comment_count == thread.shown == stats[thread.object_id]
]
print(json.dumps([list(Comment.objects.values_list("body", flat=True)), wrong]))
"""


@dataclass
class Outcome:
    """What was answered, and what stands in the database afterwards."""

    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong_counts: list[int] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Answers that no reader should see; 0 is a connection that broke."""
        return sum(number for status, number in self.statuses.items() if not 200 <= status < 500)


def trial(folder: Path, *, seconds: float, database: str = "") -> Outcome:
    """Let all posters write for so long, and compare."""
    environment = kills.settings_of(folder) | {"TRUSTED_PROXIES": "1"}
    environment |= {"DATABASE_URL": database} if database else {}
    wanted = {"TOKENS": str(int(TOKENS_A_SECOND * seconds) + POSTERS)}
    said = kills.python(environment | wanted, STORIES_AND_TOKENS)
    supply = _Supply(json.loads(said.splitlines()[-1]))
    outcome = Outcome()
    with Server("portal.webserver", free_port(), environment) as server:
        time.sleep(3)  # A token is good from its third second on.
        _crowd(server.port, supply, outcome, seconds)
    _judge(environment, outcome)
    return outcome


class _Supply:
    """Tokens, each handed out once, with the number of the comment."""

    def __init__(self, tokens: list[list[str]]) -> None:
        self._left = iter(enumerate(tokens))
        self._lock = threading.Lock()

    def next(self) -> tuple[int, list[str]] | None:
        with self._lock:
            return next(self._left, None)


def _crowd(port: int, supply: _Supply, outcome: Outcome, seconds: float) -> None:
    start = threading.Barrier(POSTERS)
    until = time.monotonic() + seconds

    def write() -> None:
        start.wait()
        while time.monotonic() < until and (drawn := supply.next()):
            number, (key, token) = drawn
            body = f"{number} " + "".join(
                chr(0x4E00 + number * 37 % 9000 + i * 41) for i in range(6)
            )
            status = _post(
                port, number, {"thing": key, "token": token, "text": body, "name": "江边人"}
            )
            outcome.statuses[status] += 1
            if status == 201:
                outcome.acknowledged.append(body)

    writers = [threading.Thread(target=write) for _ in range(POSTERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def _post(port: int, number: int, data: Mapping[str, str]) -> int:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-For": f"10.{number // 250 % 250}.{number % 250}.1",
    }
    connection = HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("POST", "/comments/post/", urlencode(data), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (HTTPException, OSError):
        return 0
    finally:
        connection.close()


def _judge(environment: Mapping[str, str], outcome: Outcome) -> None:
    bodies, outcome.wrong_counts = json.loads(kills.python(environment, STANDING).splitlines()[-1])
    standing = Counter(bodies)
    outcome.lost = [body for body in outcome.acknowledged if not standing[body]]
    outcome.doubled = [body for body, number in standing.items() if number > 1]


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    with TemporaryDirectory() as place:
        found = trial(Path(place), seconds=length, database=os.environ.get("DATABASE_URL", ""))
    told = f"{len(found.acknowledged)} acknowledged, {found.statuses}, {len(found.lost)} lost, "
    sys.stdout.write(f"{told}{len(found.doubled)} twice, {len(found.wrong_counts)} wrong counts\n")
