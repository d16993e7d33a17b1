"""Steps against a writer: what each needs, how it ends, and that the writer is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comments import ladder, posting, things
from comments.ladder import CannotSanction
from comments.models import Comment, Decision, Sanction
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def article(clock):
    return factories.make_article()


@pytest.fixture
def comment(article, reader):
    reader.email = "a.b+x@gmail.com"
    reader.save()
    thread = factories.make_thread(article)
    return factories.make_comment(thread, "骂人的话", author=reader, network="203.0.113.0/24")


def impose(comment, by, **said):
    terms = {"kind": "mute", "subject": "member", "lasting": DAY, "reason": "反复骂人"} | said
    return ladder.impose(comment, by=by, **terms)


def test_a_mute_holds_until_it_ends(article, comment, reader, moderator, clock):
    impose(comment, moderator)
    with pytest.raises(posting.CannotComment, match="反复骂人"):
        posting.post(article, body="我又来了", author=reader)
    clock.advance(days=1)
    assert posting.post(article, body="我又来了", author=reader).pk


def test_a_guest_whose_network_is_reviewed_first_is_told_before_and_after(
    client, article, clock, moderator
):
    thread = things.open_thread(article)
    guests = factories.make_comment(thread, network="127.0.0.0/24")
    impose(guests, moderator, kind="premod", subject="network", lasting=DAY)
    state = reverse("portal:state")
    assert "反复骂人" in client.get(state, {"article": article.pk}).json()["told"]
    assert "反复骂人" in client.get(state, {"thing": things.key_of(article)}).json()["told"]
    assert posting.post(
        article, body="又来了", guest_name="路人", network="127.0.0.0/24"
    ).state == (Comment.State.PENDING)
    door = reverse("comments:post-confirmed")
    asked = client.post(door, {"thing": things.key_of(article), "text": "话"})
    assert "反复骂人" in asked.content.decode()


def test_a_lifted_ban_is_over_at_once(article, comment, reader, moderator, chief):
    ban = impose(comment, moderator, kind="ban", lasting=None)
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="我又来了", author=reader)
    [lifted] = ladder.lift([ban], by=chief)
    assert lifted.lifted_by == chief
    assert posting.post(article, body="我又来了", author=reader).pk
    assert ladder.lift([ban], by=chief) == []


def test_a_warned_member_writes_on_after_reading_it(client_of, article, comment, reader, moderator):
    warning = impose(comment, moderator, kind="warn", lasting=None)
    with pytest.raises(posting.CannotComment, match="反复骂人"):
        posting.post(article, body="我又来了", author=reader)
    client = client_of(reader)
    page = client.get(reverse("accounts:comments")).content.decode()
    read = reverse("comments:acknowledge", args=[warning.pk])
    assert read in page
    assert "反复骂人" in page
    client.post(read)
    assert posting.post(article, body="我又来了", author=reader).pk
    assert read not in client.get(reverse("accounts:comments")).content.decode()


def test_a_warning_is_confirmed_by_its_member_alone(client_of, comment, moderator, stranger):
    warning = impose(comment, moderator, kind="warn", lasting=None)
    read = reverse("comments:acknowledge", args=[warning.pk])
    assert client_of(stranger).post(read).status_code == 404
    warning.refresh_from_db()
    assert warning.waits_for_reading


def test_a_ban_on_an_address_meets_its_aliases(article, comment, moderator, stranger):
    impose(comment, moderator, kind="ban", subject="email", lasting=None)
    stranger.email = "ab@googlemail.com"
    stranger.save()
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="大家好", author=stranger)
    assert "gmail" not in Sanction.objects.get().key


@pytest.mark.parametrize(
    "said",
    [
        {"reason": "  "},
        {"lasting": timedelta(days=8)},
        {"lasting": None},
        {"kind": "warn", "subject": "network"},
        {"kind": "ban", "subject": "network", "lasting": None},
        {"kind": "ban", "subject": "domain", "lasting": None},
    ],
)
def test_a_step_out_of_measure_is_refused(comment, moderator, said):
    with pytest.raises(CannotSanction):
        impose(comment, moderator, **said)
    assert Sanction.objects.count() == 0


def test_colleagues_are_not_sanctioned_and_readers_sanction_nobody(
    article, comment, moderator, editor, stranger
):
    own = factories.make_comment(comment.thread, author=editor)
    with pytest.raises(CannotSanction):
        impose(own, moderator)
    with pytest.raises(PermissionDenied):
        impose(comment, stranger)
    assert Sanction.objects.count() == 0


def test_the_form_rejects_what_it_showed_and_logs_each(client_of, comment, reader, moderator):
    address = reverse("admin:comments_sanction", args=[comment.pk])
    waiting = factories.make_comment(comment.thread, "也在骂", author=reader, state="pending")
    desk = client_of(moderator)
    shown = [one.pk for one in desk.get(address).context["hit"]]
    assert set(shown) == {comment.pk, waiting.pk}
    later = factories.make_comment(comment.thread, "后来写的", author=reader)
    said = {"kind": "mute", "subject": "member", "lasting": "7d", "reason": "反复骂人"}
    desk.post(address, said | {"rejects": "on", "why": "2", "hit": shown})
    states = Comment.objects.in_bulk()
    assert states[comment.pk].state == "removed"
    assert states[waiting.pk].state == "rejected"
    assert states[later.pk].state == "published"
    logged = Decision.objects.filter(by=moderator, reason=2, public_note="反复骂人")
    assert set(logged.values_list("comment", flat=True)) == set(shown)
    assert Sanction.objects.get().until - Sanction.objects.get().at == timedelta(days=7)


def test_a_refused_form_keeps_what_was_typed_and_rejects_nothing(client_of, comment, moderator):
    address = reverse("admin:comments_sanction", args=[comment.pk])
    said = {"kind": "mute", "subject": "member", "lasting": "30d", "reason": "反复骂人"}
    hit = {"rejects": "on", "why": "2", "hit": [comment.pk]}
    answer = client_of(moderator).post(address, said | hit)
    assert answer.status_code == 400
    assert "反复骂人" in answer.content.decode()
    assert Sanction.objects.count() == Decision.objects.count() == 0


def test_the_record_leads_to_the_steps(client_of, comment, moderator):
    page = client_of(moderator).get(reverse("admin:comments_queue"), {"tab": "new"})
    address = reverse("admin:comments_sanction", args=[comment.pk])
    assert f"{address}?kind=premod&amp;lasting=7d" in page.content.decode()


def test_sanctions_are_listed_and_lifted(client_of, comment, moderator):
    ban = impose(comment, moderator, kind="ban", lasting=None)
    desk = client_of(moderator)
    address = reverse("admin:comments_sanction_changelist")
    assert "反复骂人" in desk.get(address).content.decode()
    desk.post(address, {"action": "lift", "_selected_action": [ban.pk]})
    ban.refresh_from_db()
    assert ban.lifted_by == moderator


def test_the_log_is_exported_without_formulas(client_of, comment, moderator, clock):
    Decision.objects.create(
        comment=comment,
        before="published",
        after="removed",
        by=moderator,
        reason=2,
        public_note='=HYPERLINK("http://evil")',
        internal_note="@SUM(A1)",
        at=clock.now,
    )
    address = reverse("admin:comments_decision_changelist")
    pks = list(Decision.objects.values_list("pk", flat=True))
    answer = client_of(moderator).post(address, {"action": "export", "_selected_action": pks})
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert """'=HYPERLINK(""http://evil"")""" in text
    assert "'@SUM(A1)" in text
    assert f"2026-07-10T08:30:00+08:00,{comment.pk},published,removed,审核员,0,2,house" in text


def test_a_reader_sees_neither_list(client_of, reader):
    for name in ("sanction", "decision"):
        address = reverse(f"admin:comments_{name}_changelist")
        assert client_of(reader).get(address).status_code == 403
