"""One moderator at the queue in a real browser, by keyboard alone: what 200 decisions take.

An approval is one key, a rejection with its reason two. Each decision is waited for, as a person
would, until the next comment is at hand.
"""

import statistics
import time
from collections.abc import Iterator, Mapping
from datetime import datetime

from tests.bench.server import Server, free_port

DECISIONS = 200
REASON = "1"

IS_NEXT = "before => !['', before].includes(document.querySelector('[name=one]')?.value ?? '')"


def decide(environment: Mapping[str, str], number: int = DECISIONS) -> Iterator[str]:
    """Decide on so many comments, every second one against; the database says what came of it."""
    from django.utils import timezone

    from tests.conftest import CHROMIUM

    if CHROMIUM is None:
        yield "Moderating by keyboard: LEFT OUT, there is no Chromium"
        return
    began_at, session = timezone.now(), _sign_in()
    with Server("portal.webserver", free_port(), environment) as server:
        keys, times = _press(server, session, CHROMIUM, number)
    approved, rejected = _decided_since(began_at)
    expected = (number - number // 2, number // 2)
    is_kept = (approved, rejected) == expected and keys == expected[0] + 2 * expected[1]
    median = statistics.median(times)
    yield (
        f"{'PASS' if is_kept else 'FAIL'}  moderating {number} by keyboard: {approved} approved,"
        f" {rejected} rejected with a reason, {keys} keys, p50 {median:.0f} ms a decision,"
        f" {60_000 / statistics.mean(times):.0f} decisions a minute"
    )


def _press(server: Server, session: str, chromium: str, number: int) -> tuple[int, list[float]]:
    """Press the keys; how many they were, and the milliseconds of each decision."""
    from playwright.sync_api import sync_playwright

    keys, times = 0, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        tab = browser.new_page()
        tab.context.add_cookies([{"name": "sessionid", "value": session, "url": server.url("")}])
        tab.goto(server.url("/admin/comments/comment/queue/"))
        at_hand = tab.locator("#queue-form [name=one]")
        for turn in range(number):
            before, began = at_hand.input_value(), time.perf_counter()
            for key in ("r", REASON) if turn % 2 else ("a",):
                tab.keyboard.press(key)
                keys += 1
            tab.wait_for_function(IS_NEXT, arg=before)
            times.append(1_000 * (time.perf_counter() - began))
        browser.close()
    return keys, times


def _sign_in() -> str:
    """The session of a moderator."""
    from django.conf import settings
    from django.test import Client

    from tests import factories
    from tests.conftest import give_role

    moderator = factories.make_user()
    give_role(moderator, "moderator")
    client = Client()
    client.force_login(moderator)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _decided_since(at: datetime) -> tuple[int, int]:
    from comments.models import Decision

    rows = Decision.objects.filter(at__gte=at, is_automatic=False)
    approved = rows.filter(after="published").count()
    return approved, rows.filter(after="rejected", reason=int(REASON)).count()
