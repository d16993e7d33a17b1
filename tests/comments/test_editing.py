"""A writer's second thoughts: what may be changed, for how long, and what becomes of it."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comments import editing, moderation, posting, things
from comments.models import Comment, Wording, WordRule
from comments.readers import Reader
from comments.reading import read_page
from news.models import Article
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
State = Comment.State


@pytest.fixture
def article(clock):
    SiteSettings(holds_first_comments=False).save()
    return factories.make_article(category=factories.make_category(comment_policy="open"))


@pytest.fixture
def comment(article, reader):
    return posting.post(article, body="桥修好了吗", author=reader)


def count_of(article):
    return Article.objects.get(pk=article.pk).stats.comment_count


def test_a_slip_is_mended_marked_and_the_earlier_wording_kept(comment, reader, clock):
    clock.advance(minutes=9)
    edited = editing.edit(comment, body="桥修好了吗？", by=Reader(member=reader))
    assert (edited.body, edited.edited_at, edited.state) == ("桥修好了吗？", clock.now, "published")
    assert Wording.objects.get().body == "桥修好了吗"


def test_saving_the_same_words_marks_nothing(comment, reader):
    assert editing.edit(comment, body=" 桥修好了吗 ", by=Reader(member=reader)).edited_at is None
    assert not Wording.objects.exists()


def test_after_ten_minutes_or_an_answer_the_words_stand(article, comment, reader, stranger, clock):
    posting.post(article, body="修好了", author=stranger, parent=comment)
    with pytest.raises(posting.CannotComment):
        editing.edit(comment, body="桥塌了吗", by=Reader(member=reader))
    other = posting.post(article, body="路修好了吗", author=reader)
    clock.advance(minutes=10)
    with pytest.raises(posting.CannotComment):
        editing.edit(other, body="路塌了吗", by=Reader(member=reader))


def test_new_words_go_through_the_checks_and_are_held(article, comment, reader, moderator):
    WordRule.objects.create(pattern="贷款", action="hold")
    edited = editing.edit(comment, body="办贷款找我", by=Reader(member=reader))
    assert edited.state == State.PENDING
    assert count_of(article) == 0
    assert edited.decisions.get().is_automatic
    assert {signal.code for signal in edited.signals.all()} >= {"word"}
    moderation.approve([edited], by=moderator)
    assert count_of(article) == 1


def test_words_that_are_refused_change_nothing(comment, reader):
    WordRule.objects.create(pattern="赌场", action="ban")
    for body in ("来赌场", "", "x" * 1001):
        with pytest.raises(posting.CannotComment):
            editing.edit(comment, body=body, by=Reader(member=reader))
    comment.refresh_from_db()
    assert (comment.body, comment.edited_at) == ("桥修好了吗", None)


def test_what_waits_goes_on_waiting_and_what_was_approved_is_looked_at_again(
    article, reader, moderator, clock
):
    WordRule.objects.create(pattern="贷款", action="hold")
    held = posting.post(article, body="办贷款", author=reader)
    held = editing.edit(held, body="修桥好", by=Reader(member=reader))
    assert held.state == State.PENDING
    moderation.approve([held], by=moderator)
    held = editing.edit(Comment.objects.get(pk=held.pk), body="办贷款", by=Reader(member=reader))
    assert (held.state, held.decided_by) == (State.PENDING, None)
    assert moderation.approve([held], by=moderator)


def test_nothing_is_changed_where_the_discussion_closed_or_a_moderator_decided(
    article, comment, reader, moderator
):
    thread = comment.thread
    thread.is_open = False
    thread.save()
    with pytest.raises(posting.CannotComment):
        editing.edit(Comment.objects.get(pk=comment.pk), body="好", by=Reader(member=reader))
    moderation.reject([comment], by=moderator)
    removed = Comment.objects.get(pk=comment.pk)
    with pytest.raises(posting.CannotComment):
        editing.edit(removed, body="好", by=Reader(member=reader))
    with pytest.raises(posting.CannotComment):
        editing.withdraw(removed, by=Reader(member=reader))


def test_a_withdrawn_comment_leaves_a_line_only_where_others_answered(
    article, comment, reader, stranger
):
    reply = posting.post(article, body="修好了", author=stranger, parent=comment)
    editing.withdraw(comment, by=Reader(member=reader))
    (node,) = read_page(comment.thread).nodes
    assert (node.comment.state, node.replies[0].comment) == (State.WITHDRAWN, reply)
    assert count_of(article) == 1
    editing.withdraw(reply, by=Reader(member=stranger))
    assert read_page(comment.thread).nodes == []
    assert count_of(article) == 0


def test_a_reply_withdrawn_before_anybody_saw_it_leaves_nothing(article, comment, reader):
    WordRule.objects.create(pattern="贷款", action="hold")
    held = posting.post(article, body="办贷款", author=reader, parent=comment)
    editing.withdraw(held, by=Reader(member=reader))
    assert read_page(comment.thread).nodes[0].replies == []


def test_nobody_touches_what_others_wrote(article, comment, stranger):
    guests = posting.post(article, body="好", guest_name="路人", device="d1")
    for reader in (Reader(member=stranger), Reader(device="d2")):
        for one in (comment, guests):
            with pytest.raises(PermissionDenied):
                editing.edit(one, body="坏", by=reader)
            with pytest.raises(PermissionDenied):
                editing.withdraw(one, by=reader)


def own_page(client, comment):
    return client.get(reverse("comments:own", args=[comment.pk]))


def test_a_member_changes_and_withdraws_by_plain_forms(client_of, comment, reader, clock):
    client = client_of(reader)
    page = own_page(client, comment)
    assert "no-store" in page.headers["Cache-Control"]
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    address = reverse("comments:own", args=[comment.pk])
    hasty = client.post(address, {"text": "改过的话", "token": token})
    assert hasty.status_code == 400
    assert "改过的话" in hasty.content.decode()
    token = re.search(r'name="token" value="([^"]+)"', hasty.content.decode())[1]
    clock.advance(seconds=3)
    assert client.post(address, {"text": "改过的话", "token": token}).status_code == 303
    comment.refresh_from_db()
    assert comment.body == "改过的话"
    client.post(reverse("comments:withdraw", args=[comment.pk]))
    comment.refresh_from_db()
    assert comment.state == State.WITHDRAWN
    assert "撤回" in own_page(client, comment).content.decode()


def test_a_guest_is_known_by_the_device_and_nobody_else_gets_the_page(
    client, client_of, article, comment, stranger, clock
):
    script = OURS | {"Accept": "application/json"}
    key = things.key_of(article)
    token = client.get(reverse("comments:token"), {"thing": key}).json()["token"]
    clock.advance(seconds=3)
    data = {"thing": key, "name": "路人", "text": "路灯不亮", "token": token}
    pk = client.post(reverse("comments:post"), data, headers=script).json()["id"]
    mine = Comment.objects.get(pk=pk)
    assert own_page(client, mine).status_code == 200
    state = client.get(reverse("portal:state"), {"article": article.pk}).json()
    assert [row["url"] for row in state["own"]] == [reverse("comments:own", args=[pk])]
    for other in (client.__class__(), client_of(stranger)):
        assert own_page(other, mine).status_code == 404
        withdrawn = other.post(reverse("comments:withdraw", args=[pk]))
        assert withdrawn.status_code == 404
    assert own_page(client, comment).status_code == 404


def test_a_forged_form_from_elsewhere_withdraws_nothing(comment, reader):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    assert client.post(reverse("comments:withdraw", args=[comment.pk])).status_code == 403


def test_moderators_see_the_earlier_words(client_of, comment, reader, moderator):
    WordRule.objects.create(pattern="贷款", action="hold")
    editing.edit(comment, body="办贷款找我", by=Reader(member=reader))
    queue = client_of(moderator).get(reverse("admin:comments_queue")).content.decode()
    assert "桥修好了吗" in queue
