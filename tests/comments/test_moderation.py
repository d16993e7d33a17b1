"""Decisions: what they change, that they are logged, and how they are taken back."""

import pytest
from django.core.exceptions import PermissionDenied

from comments import moderation
from comments.models import Comment, Decision, Ground, Reason, Report
from tests import factories

pytestmark = pytest.mark.django_db

State = Comment.State


@pytest.fixture
def thread():
    return factories.make_thread(factories.make_article())


def states(*comments):
    return [Comment.objects.get(pk=comment.pk).state for comment in comments]


def test_each_decision_is_logged_with_its_reason(thread, moderator):
    comment = factories.make_comment(thread, state="pending")
    [decision] = moderation.reject(
        [comment],
        by=moderator,
        reason=Reason.PRIVACY,
        ground=Ground.LAW,
        public_note="电话号码是别人的。",
        internal_note="第二次了",
    )
    logged = Decision.objects.get()
    assert logged == decision
    assert (logged.before, logged.after, logged.by) == (State.PENDING, State.REJECTED, moderator)
    assert (logged.reason, logged.ground) == (Reason.PRIVACY, Ground.LAW)
    assert (logged.public_note, logged.internal_note) == ("电话号码是别人的。", "第二次了")
    assert not logged.is_automatic


def test_many_are_decided_in_as_many_queries_as_one(
    thread, moderator, django_assert_max_num_queries
):
    comments = [factories.make_comment(thread, state="pending") for _ in range(20)]
    moderator.has_perm("comments.moderate_comment")
    with django_assert_max_num_queries(16):
        assert len(moderation.approve(comments, by=moderator)) == 20
    assert Decision.objects.count() == 20
    thread.refresh_from_db()
    assert thread.comment_count == 20


def test_what_readers_saw_leaves_a_tombstone_and_can_come_back(thread, moderator):
    seen = factories.make_comment(thread, state="published")
    moderation.reject([seen], by=moderator, reason=Reason.ATTACK)
    assert states(seen) == [State.REMOVED]
    assert moderation.reject([seen], by=moderator) == []
    moderation.approve([seen], by=moderator)
    assert states(seen) == [State.PUBLISHED]


def test_spam_with_answers_leaves_a_tombstone_and_without_goes(thread, moderator):
    alone, answered = (factories.make_comment(thread, state="published") for _ in range(2))
    factories.make_comment(thread, parent=answered, root=answered, depth=2, state="published")
    moderation.mark_spam([alone, answered], by=moderator)
    assert states(alone, answered) == [State.SPAM, State.REMOVED]
    assert set(Decision.objects.values_list("reason", flat=True)) == {Reason.ADVERTISING}


def test_the_latest_decision_is_taken_back(thread, moderator):
    comment = factories.make_comment(thread, state="pending")
    [approval] = moderation.approve([comment], by=moderator)
    [undone] = moderation.undo([approval], by=moderator)
    assert states(comment) == [State.PENDING]
    assert undone.undoes == approval
    thread.refresh_from_db()
    assert thread.comment_count == 0


def test_a_decision_somebody_overtook_is_not_taken_back(thread, moderator, chief):
    comment = factories.make_comment(thread, state="pending")
    [approval] = moderation.approve([comment], by=moderator)
    moderation.reject([comment], by=chief)
    with pytest.raises(moderation.CannotDecide):
        moderation.undo([approval], by=moderator)
    assert states(comment) == [State.REMOVED]


def test_a_reader_decides_nothing(thread, reader, moderator):
    comment = factories.make_comment(thread, state="pending")
    with pytest.raises(PermissionDenied):
        moderation.reject([comment], by=reader)
    [approval] = moderation.approve([comment], by=moderator)
    with pytest.raises(PermissionDenied):
        moderation.undo([approval], by=reader)
    assert states(comment) == [State.PUBLISHED]


@pytest.mark.parametrize("state", ["withdrawn", "erased"])
def test_what_its_writer_took_back_stays_away(thread, moderator, state):
    comment = factories.make_comment(thread, state=state)
    assert moderation.approve([comment], by=moderator) == []
    assert states(comment) == [state]


def test_two_moderators_never_decide_on_one_comment(thread, moderator, chief, clock):
    comment = factories.make_comment(thread, state="pending")
    assert moderation.claim(comment, by=moderator)
    assert not moderation.claim(comment, by=chief)
    assert moderation.approve([comment], by=chief) == []
    assert len(moderation.approve([comment], by=moderator)) == 1
    assert moderation.claim(comment, by=chief)


def test_a_claim_ends_by_itself_and_with_the_next(thread, moderator, chief, clock):
    first, second = (factories.make_comment(thread, state="pending") for _ in range(2))
    moderation.claim(first, by=moderator)
    moderation.claim(second, by=moderator)
    assert moderation.claim(first, by=chief)
    clock.advance(minutes=2)
    assert moderation.claim(second, by=chief)


def test_a_number_is_starred_before_publishing(thread, moderator):
    comment = factories.make_comment(thread, "打他电话13812340000", state="pending")
    moderation.mask_and_approve(comment, by=moderator)
    comment.refresh_from_db()
    assert comment.is_published
    assert comment.body == "打他电话13******00"


def test_only_published_comments_are_picked(thread, moderator):
    comment = factories.make_comment(thread, state="pending")
    with pytest.raises(moderation.CannotDecide):
        moderation.pick(comment, by=moderator)
    moderation.approve([comment], by=moderator)
    assert moderation.pick(comment, by=moderator).is_picked
    assert not moderation.pick(comment, by=moderator, picked=False).is_picked


def test_a_decision_settles_the_reports(thread, moderator, reader, clock):
    kept, gone = (factories.make_comment(thread) for _ in range(2))
    reports = [
        Report.objects.create(comment=comment, reporter=reader, why="abuse", at=clock.now)
        for comment in (kept, gone)
    ]
    moderation.reject([gone], by=moderator)
    moderation.approve([kept], by=moderator)
    assert [Report.objects.get(pk=report.pk).outcome for report in reports] == [
        "dismissed",
        "upheld",
    ]
    assert states(kept, gone) == [State.PUBLISHED, State.REMOVED]


def test_several_decisions_are_taken_back_together(thread, moderator):
    comments = [factories.make_comment(thread, state="pending") for _ in range(3)]
    decisions = moderation.approve(comments, by=moderator)
    moderation.undo(decisions, by=moderator)
    assert states(*comments) == [State.PENDING] * 3
