"""The classifier learns from people, unlearns, and is silent until it knows enough."""

import pytest

from comments import learning, moderation
from comments.models import Label, LearnedFeature
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    return factories.make_thread(factories.make_article())


def counts(feature):
    row = LearnedFeature.objects.filter(pk=feature).first()
    return (row.spam, row.ham) if row else (0, 0)


def test_only_advertising_and_approval_teach(thread, moderator, run_tasks):
    advert, fine, rude = (
        factories.make_comment(thread, text, state="pending")
        for text in ("代开发票", "桥修好了", "代开骂街")
    )
    moderation.mark_spam([advert], by=moderator)
    moderation.approve([fine], by=moderator)
    moderation.reject([rude], by=moderator)
    run_tasks()
    assert counts(learning.TOTAL) == (1, 1)
    assert counts("c:代开") == (1, 0)
    assert counts("c:骂街") == (0, 0)


def test_undo_unlearns(thread, moderator, run_tasks):
    comment = factories.make_comment(thread, "代开发票", state="pending")
    [decision] = moderation.mark_spam([comment], by=moderator)
    run_tasks()
    moderation.undo([decision], by=moderator)
    run_tasks()
    assert counts(learning.TOTAL) == (0, 0)
    assert counts("c:代开") == (0, 0)
    assert not Label.objects.exists()


def test_a_second_thought_replaces_the_first(thread, moderator, run_tasks):
    comment = factories.make_comment(thread, "代开发票", state="pending")
    moderation.mark_spam([comment], by=moderator)
    run_tasks()
    moderation.approve([comment], by=moderator)
    run_tasks()
    assert counts("c:代开") == (0, 1)


def test_silent_until_it_has_labels_enough_then_tells_and_counts_itself(thread, clock, monkeypatch):
    monkeypatch.setattr(learning, "ENOUGH_LABELS", 40)
    monkeypatch.setattr(learning, "ENOUGH_SPAM", 10)
    for number in range(40):
        is_spam = number % 2 == 0
        text = f"代开发票加微信领取优惠{number}" if is_spam else f"江边的步道今天又堵了{number}"
        comment = factories.make_comment(thread, text)
        assert learning.opinion_of("代开发票") is None
        learning.teach(comment, is_spam=is_spam, at=clock.now)
    spam, ham = learning.opinion_of("代开发票，有优惠"), learning.opinion_of("步道今天堵吗")
    assert spam.score > learning.threshold() > ham.score
    assert "代开" in "".join(spam.because)
    learning.teach(factories.make_comment(thread, "代开发票领优惠"), is_spam=True, at=clock.now)
    learning.teach(factories.make_comment(thread, "步道什么时候通"), is_spam=False, at=clock.now)
    seen = learning.confusion()
    assert (seen.spam_caught, seen.spam_missed, seen.ham_held, seen.ham_passed) == (1, 0, 0, 1)
    assert (seen.precision, seen.recall) == (1.0, 1.0)
