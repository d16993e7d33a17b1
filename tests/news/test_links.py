"""Dead links: looked for by the worker, named by the check-up with their place."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from news import checkup, links, revisions, workflow
from news.models import LinkCheck
from portal.lib.http import AddressRefused, Answer, OutboundError, TooSlow, Unreachable
from tests import factories

pytestmark = pytest.mark.django_db

GONE = "https://gone.example/a"
BODY = f'<p>墙后的<a href="{GONE}">船台</a>还在。</p><p><a href="/section/x/">本站</a></p>'


@pytest.fixture
def elsewhere(monkeypatch):
    """What other sites answer, by address: a status or an error; and what was asked."""
    answers: dict[str, object] = {}
    asked: list[tuple[str, str]] = []

    def fetch(url, *, method="GET", **_how):
        asked.append((method, url))
        answer = answers.get(url, 200)
        if isinstance(answer, OutboundError):
            raise answer
        return Answer(url, answer, "text/html", {}, b"")

    monkeypatch.setattr(links, "fetch", fetch)
    answers["asked"] = asked
    return answers


def dead_in(story):
    found = checkup.look_at(story, revisions.working_state(story))
    return [each for each in found if each.kind == "dead_links"]


def test_a_dead_link_is_named_with_its_place(clock, client_of, editor, elsewhere):
    story = factories.make_article(body=BODY, state="draft")
    assert dead_in(story) == []
    elsewhere[GONE] = 404
    assert links.look_later.call([GONE]) == 1
    [found] = dead_in(story)
    assert (found.place.field, found.place.block, found.place.start) == ("body", 0, 3)
    assert "船台" in found.place.excerpt
    assert "404" in found.text
    assert GONE in found.text
    # Whoever refuses HEAD is asked properly before anything is said.
    assert elsewhere["asked"] == [("HEAD", GONE), ("GET", GONE)]


@pytest.mark.parametrize("answer", [200, 403, 429, 503, TooSlow(""), AddressRefused("")])
def test_what_may_still_answer_readers_is_not_dead(clock, elsewhere, answer):
    elsewhere[GONE] = answer
    links.look(GONE)
    assert not links.look(GONE).is_dead


def test_silence_counts_when_it_lasts(clock, elsewhere):
    elsewhere[GONE] = Unreachable("")
    assert not links.look(GONE).is_dead
    assert links.look_later.call([GONE]) == 1
    assert links.dead_among(BODY) == ((GONE, ""),)
    elsewhere[GONE] = 200
    clock.advance(days=1, seconds=1)
    links.look_later.call([GONE])
    assert links.dead_among(BODY) == ()


def test_publishing_asks_the_worker_and_calls_nobody(clock, editor, elsewhere):
    story = factories.make_article(body=BODY, state="draft")
    with checkup.overriding("urgent"):
        workflow.publish(story, by=editor)
    assert elsewhere["asked"] == []
    task = DBTaskResult.objects.get(task_path=links.look_later.module_path)
    assert task.args_kwargs["args"] == [[GONE]]


def test_what_is_known_is_not_asked_again(clock, elsewhere):
    links.look(GONE)
    links.ask_later(BODY)
    assert not DBTaskResult.objects.filter(task_path=links.look_later.module_path).exists()
    clock.advance(days=1, seconds=1)
    links.ask_later(BODY)
    assert DBTaskResult.objects.filter(task_path=links.look_later.module_path).count() == 1


def test_a_turn_ends_and_the_rest_is_queued(clock, elsewhere, monkeypatch):
    monkeypatch.setattr(links, "TURN_SECONDS", 0.0)
    assert links.look_later.call([GONE]) == 0
    assert DBTaskResult.objects.filter(task_path=links.look_later.module_path).count() == 1


def test_at_night_the_newest_are_looked_at_and_old_findings_go(clock, elsewhere, monkeypatch):
    factories.make_article(body=BODY)
    factories.make_article(body=BODY.replace(GONE, "https://draft.example/"), state="draft")
    old = clock.now - links.KEPT - timedelta(days=1)
    LinkCheck.objects.create(url="https://old.example/", checked_at=old)
    assert links.look_at_newest.call() == 1
    assert not LinkCheck.objects.exists()
    monkeypatch.setattr(links, "MOST_AT_NIGHT", 0)
    assert links.look_at_newest.call() == 0
