"""What readers report, what it weighs, and that a crowd hides nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from comments import moderation, reporting
from comments.models import EVERYBODY, Comment, Decision, Report
from comments.readers import Reader
from comments.reporting import CannotReport, report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(clock):
    return factories.make_thread(factories.make_article())


@pytest.fixture
def comment(thread, clock):
    return factories.make_comment(thread, "你们都是骗子")


def member(clock, *, age=timedelta(days=90)):
    return factories.make_user(date_joined=clock.now - age)


def with_history(clock, thread, *, upheld=0, dismissed=0):
    reporter = member(clock)
    outcomes = ["upheld"] * upheld + ["dismissed"] * dismissed
    for outcome in outcomes:
        Report.objects.create(
            comment=factories.make_comment(thread),
            reporter=reporter,
            why="abuse",
            outcome=outcome,
            at=clock.now,
        )
    return Reader(member=reporter)


def test_twenty_fresh_accounts_cannot_hide_a_comment(comment, clock):
    for _number in range(20):
        by = Reader(member=member(clock, age=timedelta(hours=1)))
        report(comment, why="abuse", by=by)
    comment.refresh_from_db()
    assert comment.is_published
    assert comment.priority == 20
    assert Decision.objects.count() == 0


def test_three_reporters_who_were_right_before_hold_a_comment(comment, thread, clock):
    reporters = [with_history(clock, thread, upheld=8) for _number in range(3)]
    for by in reporters[:2]:
        report(comment, why="abuse", by=by)
    comment.refresh_from_db()
    assert comment.is_published
    report(comment, why="abuse", by=reporters[2])
    comment.refresh_from_db()
    assert comment.state == Comment.State.PENDING
    decision = comment.decisions.get()
    assert (decision.before, decision.after, decision.is_automatic, decision.by) == (
        "published",
        "pending",
        True,
        None,
    )
    thread.refresh_from_db()
    assert thread.comment_count == Comment.objects.visible_to(EVERYBODY).count()


def test_who_reports_in_vain_is_not_heard(comment, thread, clock):
    by = with_history(clock, thread, dismissed=6)
    assert report(comment, why="abuse", by=by).weight == 0
    comment.refresh_from_db()
    assert comment.priority == 0


@pytest.mark.parametrize(
    ("upheld", "dismissed", "bonus"),
    [(5, 0, 0.0), (6, 0, 12.92), (0, 6, -12.92), (7, 3, 0.0), (16, 0, 20.0), (35, 65, -16.61)],
)
def test_the_history_of_a_reporter_weighs_as_discourse_has_it(upheld, dismissed, bonus):
    assert reporting.accuracy_bonus(upheld, dismissed) == bonus


def test_guests_weigh_as_little_as_new_accounts(comment, clock):
    assert report(comment, why="ad", by=Reader(device="d" * 32)).weight == reporting.STRANGER
    assert report(comment, why="ad", by=Reader(member=member(clock))).weight == 1.0


def test_one_reporter_is_heard_once(comment, clock):
    for by in (Reader(member=member(clock)), Reader(device="d" * 32)):
        report(comment, why="abuse", by=by)
        with pytest.raises(CannotReport):
            report(comment, why="privacy", by=by)
    assert Report.objects.count() == 2


def test_nobody_reports_their_own_comment_or_nothing_in_particular(thread, reader, clock):
    own = factories.make_comment(thread, author=reader)
    with pytest.raises(CannotReport):
        report(own, why="abuse", by=Reader(member=reader))
    with pytest.raises(CannotReport):
        report(own, why="other", text=" \u200b ", by=Reader(member=member(clock)))
    assert Report.objects.count() == 0


def test_what_a_decision_settled_is_open_again_when_taken_back(comment, moderator, clock):
    report(comment, why="abuse", by=Reader(member=member(clock)))
    decisions = moderation.reject([comment], by=moderator)
    assert Report.objects.get().outcome == "upheld"
    moderation.undo(decisions, by=moderator)
    assert (Report.objects.get().outcome, Report.objects.get().settled_at) == ("open", None)


def test_a_guest_reports_by_a_plain_page(client, comment):
    address = reverse("comments:report", args=[comment.pk])
    page = client.get(address)
    assert "你们都是骗子" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    answer = client.post(address, {"why": "abuse", "text": "骂人"})
    assert answer.status_code == 200
    made = Report.objects.get()
    assert (made.text, made.reporter, len(made.device)) == ("骂人", None, 32)
    again = client.post(address, {"why": "privacy", "text": "还是骂人"})
    assert again.status_code == 400
    assert "还是骂人" in again.content.decode()


def test_a_member_reports(client_of, reader, comment):
    client_of(reader).post(reverse("comments:report", args=[comment.pk]), {"why": "ad"})
    assert Report.objects.get().reporter == reader


@pytest.mark.parametrize("state", ["pending", "rejected", "removed", "spam"])
def test_what_nobody_sees_is_not_reported(client, thread, state):
    comment = factories.make_comment(thread, state=state)
    assert client.get(reverse("comments:report", args=[comment.pk])).status_code == 404


def test_too_many_reports_wait_with_their_text(client_of, reader, thread, clock):
    client = client_of(reader)
    for _number in range(10):
        comment = factories.make_comment(thread)
        client.post(reverse("comments:report", args=[comment.pk]), {"why": "ad"})
    comment = factories.make_comment(thread)
    answer = client.post(
        reverse("comments:report", args=[comment.pk]), {"why": "ad", "text": "第十一个"}
    )
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "第十一个" in answer.content.decode()
    assert Report.objects.count() == 10


def test_each_comment_leads_to_its_report(client, comment):
    page = client.get(comment.thread.thing.get_absolute_url())
    assert reverse("comments:report", args=[comment.pk]) in page.content.decode()


def test_the_queue_counts_reports(client_of, moderator, comment, clock):
    for _number in range(2):
        report(comment, why="abuse", by=Reader(member=member(clock)))
    page = client_of(moderator).get(reverse("admin:comments_queue"), {"tab": "reported"})
    [(row, _address)] = page.context["rows"]
    assert row.report_count == 2
