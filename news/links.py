"""Links of stories to other sites: the worker calls them and remembers what became of them.

Nobody waits for another site: the check-up reads what is known, and asks for what is not.
"""

import time
from datetime import timedelta

from django.utils import timezone

from news.body.pages import anchors
from news.body.tree import parse
from news.models import Article, LinkCheck
from portal.lib.http import (
    AddressRefused,
    Answer,
    OutboundError,
    TooLarge,
    Unreachable,
    fetch,
)
from portal.lib.schedule import periodic
from portal.lib.tasks import task

FRESH = timedelta(days=1)
"""So long a finding holds before the address is called again on request."""

FRESH_AT_NIGHT = timedelta(days=7)
KEPT = timedelta(days=30)

MOST_IN_A_STORY = 50
NEWEST = 200
"""Stories whose links are looked at each night; readers seldom follow those of older ones."""

MOST_AT_NIGHT = 300
TURN_SECONDS = 30.0
"""How long the worker calls before it looks after other work; the rest is queued again."""

CALL_SECONDS = 8.0
GONE = frozenset({404, 410})
DEAD_AFTER = 2
"""Times in a row that nobody has to answer, before an address counts as dead."""

NOT_ASKED = frozenset({400, 403, 404, 405, 501})
"""Answers to HEAD that some servers give to what GET is given."""


def urls_in(html: str) -> list[str]:
    """The addresses on other sites that a body links to, each once, in their order."""
    found = (anchor.attributes.get("href", "") for anchor in anchors(parse(html)))
    longest = LinkCheck._meta.get_field("url").max_length or 0
    outside = (url for url in found if url.startswith(("https://", "http://")))
    return list(dict.fromkeys(url for url in outside if len(url) <= longest))[:MOST_IN_A_STORY]


def dead_among(html: str) -> tuple[tuple[str, str], ...]:
    """The dead among the links of a body, with the status they answer; none where nobody does."""
    rows = LinkCheck.objects.filter(url__in=urls_in(html), is_dead=True)
    return tuple((row.url, str(row.status or "")) for row in rows)


def ask_later(html: str) -> None:
    """Have the worker look at the links of a body whose state is not known or old."""
    if wanted := _not_known(urls_in(html), FRESH):
        look_later.enqueue(wanted)


@task
def look_later(urls: list[str]) -> int:
    """Call the addresses for a while, and queue what is left; returns how many were called."""
    until = time.monotonic() + TURN_SECONDS
    wanted = _not_known(urls, FRESH)
    for number, url in enumerate(wanted):
        if time.monotonic() >= until:
            look_later.enqueue(wanted[number:])
            return number
        look(url)
    return len(wanted)


@periodic(every=timedelta(days=1))
@task
def look_at_newest() -> int:
    """Have the links of the newest stories looked at, and forget what no story asks for."""
    LinkCheck.objects.filter(checked_at__lt=timezone.now() - KEPT).delete()
    newest = Article.objects.filter(state=Article.State.PUBLISHED).order_by("-publish_at", "-pk")
    bodies = newest.values_list("body", flat=True)[:NEWEST]
    urls = list(dict.fromkeys(url for body in bodies for url in urls_in(body)))
    wanted = _not_known(urls, FRESH_AT_NIGHT)[:MOST_AT_NIGHT]
    if wanted:
        look_later.enqueue(wanted)
    return len(wanted)


def look(url: str) -> LinkCheck:
    """Call an address and write down what it said.

    Only what says that it is gone counts as dead at once. A server that is busy, slow or shut to
    programs may still answer readers.
    """
    row = LinkCheck.objects.filter(url=url).first() or LinkCheck(url=url)
    row.status, answered = _called(url)
    row.failures = 0 if answered else min(row.failures + 1, DEAD_AFTER)
    row.is_dead = row.status in GONE or row.failures >= DEAD_AFTER
    row.checked_at = timezone.now()
    found = {name: getattr(row, name) for name in ("status", "failures", "is_dead", "checked_at")}
    return LinkCheck.objects.update_or_create(url=url, defaults=found)[0]


def _called(url: str) -> tuple[int, bool]:
    """The status, 0 for none, and whether anybody is there."""
    try:
        answer = _ask(url, "HEAD")
        if answer.status in NOT_ASKED:
            answer = _ask(url, "GET")
    except Unreachable:
        return 0, False
    except AddressRefused:
        # Not to be called by us: nothing is known of it.
        return 0, True
    except TooLarge:
        return 200, True
    except OutboundError:
        return 0, True
    return answer.status, True


def _ask(url: str, method: str) -> Answer:
    return fetch(url, method=method, seconds=CALL_SECONDS)


def _not_known(urls: list[str], fresh: timedelta) -> list[str]:
    since = timezone.now() - fresh
    rows = LinkCheck.objects.filter(url__in=urls, checked_at__gte=since)
    # One that was silent is asked again soon: once is no proof.
    known = set(rows.exclude(failures=1).values_list("url", flat=True))
    return [url for url in urls if url not in known]
