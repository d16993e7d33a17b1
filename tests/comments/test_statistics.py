"""The numbers of moderation: days are counted once, and ranges are read from what was counted."""

import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import appeals, moderation
from comments.models import Comment, DayFigure, Decision, Label, Reason, Report, Signal
from comments.statistics import counting, reading
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:comments_statistics")
FRIDAY = date(2026, 7, 10)
Kind = DayFigure.Kind


@pytest.fixture
def thread():
    return factories.make_thread(factories.make_article(title="旧船厂的龙门吊不拆了"))


def held(thread, clock, code="word", **fields):
    comment = factories.make_comment(thread, state="pending", **fields)
    Signal.objects.create(comment=comment, code=code, weight=30)
    return comment


def test_a_day_says_what_people_did(thread, clock, moderator, reader):
    section = thread.thing.category_id
    first, second, third = (held(thread, clock) for _number in range(3))
    Signal.objects.create(comment=first, code="trusted", weight=-10)
    clock.advance(minutes=2)
    moderation.approve([first], by=moderator)
    clock.advance(minutes=50)
    moderation.reject([second, third], by=moderator, reason=Reason.ATTACK)
    Report.objects.create(comment=first, reporter=reader, why="abuse", at=clock.now)
    figures = counting.count(FRIDAY)
    assert figures == {
        (Kind.ARRIVED, "08"): 3,
        (Kind.DECIDED, "08"): 1,
        (Kind.DECIDED, "09"): 2,
        (Kind.OUTCOME, "person:published"): 1,
        (Kind.OUTCOME, "person:rejected"): 2,
        (Kind.REASON, "2"): 2,
        (Kind.WAITED, "120"): 1,
        (Kind.WAITED, "3600"): 2,
        (Kind.SECTION, f"{section}:published"): 1,
        (Kind.SECTION, f"{section}:refused"): 2,
        (Kind.SIGNAL, "word:right"): 2,
        (Kind.SIGNAL, "word:wrong"): 1,
        (Kind.REPORT, "received"): 1,
    }


def test_what_was_taken_back_is_not_counted(thread, clock, moderator):
    taken_back = moderation.reject([held(thread, clock)], by=moderator)
    moderation.undo(taken_back, by=moderator)
    assert [kind for kind, _key in counting.count(FRIDAY)] == [Kind.ARRIVED]


def test_rules_are_told_from_people_and_another_day_from_this_one(thread, clock):
    comment = held(thread, clock)
    rule = Decision(comment=comment, before="published", after="pending", is_automatic=True)
    rule.at = clock.now
    rule.save()
    rule.pk, rule.at = None, clock.now - timedelta(days=1)
    rule.save()
    assert counting.count(FRIDAY)[Kind.OUTCOME, "rule:pending"] == 1
    assert not [key for kind, key in counting.count(FRIDAY) if kind == Kind.DECIDED]


def test_appeals_and_the_classifier_are_counted(thread, clock, moderator, make_user):
    colleague = make_user("乙", role="moderator")
    comment = held(thread, clock)
    (refusal,) = moderation.reject([comment], by=moderator)
    appeals.decide(appeals.appeal(refusal, "我没有骂人"), granted=True, by=colleague)
    Label.objects.create(comment=comment, is_spam=True, score=99, at=clock.now)
    figures = counting.count(FRIDAY)
    assert figures[Kind.APPEAL, "received"] == figures[Kind.APPEAL, "granted"] == 1
    assert figures[Kind.BAYES, "spam_caught"] == 1


def test_the_job_counts_what_is_over_and_the_latest_again(thread, clock, moderator, run_tasks):
    moderation.reject([held(thread, clock)], by=moderator)
    counting.count_days.call()
    assert not DayFigure.objects.exists()
    clock.advance(days=5)
    assert counting.count_days.call() == 6 - 1
    kept = DayFigure.objects.get(day=FRIDAY, kind=Kind.OUTCOME)
    assert (kept.key, kept.value) == ("person:rejected", 1)
    clock.advance(hours=1)
    assert counting.due(FRIDAY + timedelta(days=5)) == [date(2026, 7, 14), date(2026, 7, 13)]
    counting.count_days.call()
    assert DayFigure.objects.filter(kind=Kind.COUNTED).count() == 5


def test_a_range_is_its_counted_days_and_today(thread, clock, moderator):
    moderation.reject([held(thread, clock)], by=moderator)
    counting.keep(FRIDAY)
    clock.advance(days=3)
    late = held(thread, clock)
    clock.advance(hours=3)
    moderation.reject([late], by=moderator)
    numbers, waits = reading.range_of(7, FRIDAY + timedelta(days=3))
    assert numbers.of(Kind.OUTCOME)["person:rejected"] == 2
    assert [(day.half, day.most) for day in waits if day.count] == [(60, 60), (10_800, 10_800)]
    assert len(waits) == 7
    assert waits[0].half is None


def test_percentiles_are_read_from_the_steps():
    waits = {"60": 5, "600": 4, "86400": 1}
    assert reading.percentile(waits, 0.5) == 60
    assert reading.percentile(waits, 0.9) == 600
    assert reading.percentile(waits, 0.95) == 86_400
    assert reading.percentile({}, 0.5) is None


def test_the_page_is_for_moderators(client, client_of, moderator, reader, make_user):
    assert client.get(PAGE).status_code == 302
    assert client_of(reader).get(PAGE).status_code == 403
    assert client_of(make_user("编", role="editor")).get(PAGE).status_code == 403
    page = client_of(moderator).get(PAGE, {"days": "7"})
    assert page.context["days"] == 7
    assert client_of(moderator).get(PAGE, {"days": "7000"}).context["days"] == 30


def test_each_chart_has_its_table(thread, clock, moderator, client_of):
    moderation.reject([held(thread, clock)], by=moderator, reason=Reason.HATE)
    page = client_of(moderator).get(PAGE).content.decode()
    for key in ("waits", "hours", "reasons", "sections", "findings"):
        part = page.partition(f'id="{key}"')[2].partition("</section>")[0]
        assert '<svg class="bars"' in part, key
        assert "<rect" in part, key
        assert "<table>" in part, key
    assert thread.thing.category.name in page


def test_the_page_asks_as_often_for_much_as_for_little(thread, clock, moderator, client_of):
    desk = client_of(moderator)

    def asked():
        from django.core.cache import cache

        from portal.lib.caching import forget

        cache.clear()
        forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(PAGE, {"days": "90"}).status_code == 200
        return len(queries)

    moderation.reject([held(thread, clock)], by=moderator)
    few = asked()
    other = factories.make_thread(factories.make_article())
    for _number in range(5):
        moderation.reject([held(other, clock)], by=moderator)
        moderation.approve([held(thread, clock, code="link")], by=moderator)
    counting.keep(FRIDAY - timedelta(days=1))
    assert asked() == few


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_nothing_walks_a_table_that_grows(thread, clock, moderator):
    with CaptureQueriesContext(connection) as queries:
        counting.count(FRIDAY)
        reading.range_of(90, FRIDAY)
        counting.due(FRIDAY)
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(asked) > 8
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            walks = [row[3] for row in cursor.fetchall() if row[3].startswith("SCAN")]
            assert walks == [], sql


@pytest.mark.alone
def test_a_day_at_size_is_counted_at_once(thread, clock, moderator):
    rows = [
        Comment(thread=thread, body="旧", state="published", created_at=at, published_at=at)
        for number in range(20_000)
        for at in [clock.now - timedelta(days=1 + number % 300)]
    ]
    Comment.objects.bulk_create(rows, batch_size=2_000)
    moderation.reject([held(thread, clock)], by=moderator)
    spent = []
    for _round in range(3):
        before = time.process_time()
        figures = counting.count(FRIDAY)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.1
    assert figures[Kind.OUTCOME, "person:rejected"] == 1
