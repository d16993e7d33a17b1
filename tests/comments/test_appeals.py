"""What a writer is told of a decision, how one appeals, and that another moderator decides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comments import appeals, ladder, letters, moderation
from comments.appeals import CannotAppeal
from comments.models import Appeal, Ground, ReaderLetter, Reason
from comments.statements import found, statement_of, ticket_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(clock, reader):
    reader.email = "reader@example.cn"
    reader.save()
    thread = factories.make_thread(factories.make_article(title="旧船厂的龙门吊不拆了"))
    return factories.make_comment(thread, "骂人的话", author=reader)


@pytest.fixture
def decision(comment, moderator):
    [made] = moderation.reject(
        [comment], by=moderator, reason=Reason.ATTACK, public_note="第二句骂了人。"
    )
    return made


@pytest.fixture
def sent(settings, run_tasks):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_BACKEND = settings.MAIL_TRANSPORT

    def written():
        letters.write_letters.call()
        return mail.outbox

    return written


def address(decided):
    return reverse("comments:statement", args=[ticket_of(decided)])


def test_a_statement_holds_all_that_dsa_17_3_asks_for(decision):
    lines = dict(statement_of(decision).lines)
    text = letters.as_text(statement_of(decision))
    assert "旧船厂的龙门吊不拆了" in lines["Comment"]
    assert lines["What it means"] == "Nobody sees it anywhere on this site, without an end."  # a
    assert "第二句骂了人。" in lines["Why"]  # b: the facts
    assert str(Reason.ATTACK.label) in lines["Why"]
    assert "Moderators found it" in lines["Why"]  # b: no notice led to it
    assert lines["Automatic means"].startswith("A person decided.")  # c
    assert "community rules" in lines["Rests on"]  # e
    for redress in ("appeal until", "out of court", "to a court"):  # f
        assert redress in lines["What you can do"]
    assert all(value in text for value in lines.values())


def test_a_statement_names_the_law_and_the_reports(comment, moderator, stranger, clock):
    comment.reports.create(reporter=stranger, why="illegal", at=clock.now)
    [made] = moderation.reject([comment], by=moderator, reason=Reason.ILLEGAL, ground=Ground.LAW)
    lines = dict(statement_of(made).lines)
    assert "The law" in lines["Rests on"]  # d
    assert "Readers had reported it." in lines["Why"]
    assert stranger.display_name not in str(lines)


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked at as they stand in the code."""
    from django.utils import translation

    with translation.override("en"):
        yield


def test_a_member_is_written_once_an_hour_with_all_decisions(
    decision, reader, moderator, sent, clock
):
    other = factories.make_comment(decision.comment.thread, author=reader)
    moderation.reject([other], by=moderator)
    assert len(sent()) == 0  # it can still be taken back
    clock.advance(minutes=11)
    [letter] = sent()
    assert letter.to == ["reader@example.cn"]
    assert letter.body.count("/comments/decision/") == 2
    third = factories.make_comment(decision.comment.thread, author=reader)
    moderation.reject([third], by=moderator)
    clock.advance(minutes=30)
    assert len(sent()) == 1
    clock.advance(minutes=31)
    assert len(sent()) == 2


def test_nobody_is_written_of_what_was_undone_or_of_spam(decision, reader, moderator, sent, clock):
    moderation.undo([decision], by=moderator)
    spam = factories.make_comment(decision.comment.thread, author=reader)
    moderation.mark_spam([spam], by=moderator)
    clock.advance(minutes=11)
    assert sent() == []
    assert ReaderLetter.objects.filter(mailed_at=None).count() == 0


def test_a_sanction_is_written_of(comment, moderator, sent, clock):
    ladder.impose(
        comment,
        kind="mute",
        subject="member",
        lasting=timedelta(days=7),
        reason="反复骂人",
        by=moderator,
    )
    clock.advance(minutes=11)
    [letter] = sent()
    assert "反复骂人" in letter.body


def test_the_same_moderator_does_not_decide_on_the_appeal(decision, moderator, chief):
    made = appeals.appeal(decision, "我没有骂人")
    with pytest.raises(PermissionDenied):
        appeals.decide(made, granted=False, by=moderator)
    made.refresh_from_db()
    assert made.outcome == Appeal.Outcome.OPEN
    appeals.decide(made, granted=False, by=chief, note="第二句确实骂了人。")
    with pytest.raises(moderation.CannotDecide):
        appeals.decide(made, granted=True, by=chief)


def test_a_granted_appeal_brings_the_comment_back(decision, reader, chief, sent, clock):
    made = appeals.appeal(decision, "我没有骂人")
    appeals.decide(made, granted=True, by=chief)
    decision.comment.refresh_from_db()
    assert decision.comment.is_published
    clock.advance(minutes=11)
    assert "您的申诉成立。" in sent()[-1].body


def test_a_granted_appeal_lifts_the_sanction(comment, moderator, chief, clock):
    ban = ladder.impose(
        comment, kind="ban", subject="member", lasting=None, reason="广告", by=moderator
    )
    appeals.decide(appeals.appeal(ban, "不是广告"), granted=True, by=chief)
    ban.refresh_from_db()
    assert ban.lifted_by == chief


def test_one_appeals_once_and_within_six_months(decision, clock):
    clock.advance(days=184)
    with pytest.raises(CannotAppeal):
        appeals.appeal(decision, "太晚了")
    clock.advance(days=-2)
    appeals.appeal(decision, "还来得及")
    with pytest.raises(CannotAppeal):
        appeals.appeal(decision, "再来一次")


def test_what_was_taken_back_is_not_appealed_against(decision, moderator):
    moderation.undo([decision], by=moderator)
    with pytest.raises(CannotAppeal):
        appeals.appeal(decision, "已经没事了")


def test_a_guest_appeals_by_the_address_alone(client, decision):
    page = client.get(address(decision.comment))
    assert "第二句骂了人。" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert client.post(address(decision), {"text": " "}).status_code == 400
    assert client.post(address(decision), {"text": "我没有骂人"}).status_code == 303
    assert Appeal.objects.get().decision == decision
    assert "我没有骂人" in client.get(address(decision)).content.decode()


def test_a_forged_ticket_finds_nothing(client, decision):
    forged = ticket_of(decision).replace("decision", "sanction")
    assert found(forged) is None
    assert client.get(reverse("comments:statement", args=[forged])).status_code == 404


def test_a_long_appeal_comes_back_whole(client, decision):
    answer = client.post(address(decision), {"text": "很" * 2_001})
    assert answer.status_code == 400
    assert "很" * 2_001 in answer.content.decode()


def test_appeals_are_decided_in_the_queue(client_of, decision, moderator, chief):
    appeals.appeal(decision, "我没有骂人")
    place = {"tab": "appeals"}
    decide = reverse("admin:comments_decide")
    own = client_of(moderator)
    assert 'value="grant"' not in own.get(reverse("admin:comments_queue"), place).content.decode()
    press = {"one": decision.comment_id, "deed": "grant", "appeal_note": "您说得对。"} | place
    own.post(decide, press)
    assert Appeal.objects.get().outcome == "open"
    other = client_of(chief)
    page = other.get(reverse("admin:comments_queue"), place).content.decode()
    assert "我没有骂人" in page
    assert 'value="grant"' in page
    other.post(decide, press)
    assert (Appeal.objects.get().outcome, Appeal.objects.get().note) == ("granted", "您说得对。")
    decision.comment.refresh_from_db()
    assert decision.comment.is_published


def test_my_comments_lead_to_the_reasons(client_of, decision, reader):
    page = client_of(reader).get(reverse("accounts:comments")).content.decode()
    assert address(decision.comment) in page
