"""Colleagues are told of stories at the desk, and by mail within a budget."""

import pytest
from django.core import mail
from django.utils import timezone

from news import assignments, notices, workflow
from news.models import DeskNotice
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(make_user):
    return make_user("记者", role="reporter", email="reporter@example.com")


def give(reporter, editor, count=1):
    stories = [factories.make_article(state="draft") for _number in range(count)]
    for story in stories:
        assignments.assign(story, to=reporter, by=editor)
    return stories


def test_an_assignment_is_told_at_the_desk_and_by_mail(run_tasks, reporter, editor, client_of):
    (story,) = give(reporter, editor)
    run_tasks()
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == ["reporter@example.com"]
    page = client_of(reporter).get("/admin/news/article/queues/")
    assert [row.article for row in page.context["notices"]] == [story]


def test_sending_back_tells_the_reason(reporter, editor):
    story = factories.make_article(state="draft")
    workflow.send_for_review(story, by=reporter)
    workflow.send_back(story, by=editor, reason="导语请重写。")
    (notice,) = notices.newest(reporter)
    assert (notice.what, notice.text) == (DeskNotice.What.SENT_BACK, "导语请重写。")


def test_nobody_is_told_of_their_own_deeds_or_twice(reporter, editor):
    story = factories.make_article(state="draft")
    assignments.assign(story, to=editor, by=editor)
    assignments.assign(story, to=reporter, by=editor)
    assignments.assign(story, to=reporter, by=editor)
    assert DeskNotice.objects.get().to == reporter


def test_what_is_over_the_budget_comes_in_one_letter(clock, reporter, editor):
    sent = 0
    for _number in range(notices.LETTERS_AN_HOUR + 3):
        give(reporter, editor)
        clock.advance(minutes=1)
        sent += notices.write(reporter, timezone.now())
    assert sent == notices.LETTERS_AN_HOUR
    assert DeskNotice.objects.filter(mailed_at=None).count() == 3
    clock.advance(minutes=50)
    assert not notices.write(reporter, timezone.now())
    clock.advance(minutes=4)
    assert notices.write(reporter, timezone.now())
    assert not DeskNotice.objects.filter(mailed_at=None).exists()
