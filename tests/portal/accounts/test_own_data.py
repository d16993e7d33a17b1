"""A member takes what is theirs, and leaves."""

import json

import pytest
from django.contrib.auth import get_user
from django.test import Client

from comments import moderation, sanctions
from comments.models import Agreement, Comment, Decision, Reason, Report, Sanction, Signal
from news import workflow
from news.bookmarks import set_bookmark
from news.models import ArticleStats, Bookmark, Reaction, ReactionCount
from news.reactions import Reader, react
from portal.accounts.models import User
from tests.factories import (
    make_article,
    make_comment,
    make_reaction_kinds,
    make_thread,
    make_user,
)

pytestmark = pytest.mark.django_db

PASSWORD = "pass-word-26"


@pytest.fixture
def member():
    return make_user("溪边人", email="stream@news.example")


@pytest.fixture
def signed_in(member):
    client = Client()
    client.post("/accounts/login/", {"login": "溪边人", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def article():
    return make_article(title="北堤路")


@pytest.fixture
def thread(article):
    return make_thread(article)


def taken(client):
    return json.loads(client.get("/accounts/data/download/").content)


def test_a_member_takes_everything_along(signed_in, member, article, thread, moderator):
    comment = make_comment(thread, "二期快一点。", author=member, network="203.0.113.0/24")
    moderation.reject(
        [comment],
        by=moderator,
        reason=Reason.OFF_TOPIC,
        public_note="请谈报道。",
        internal_note="又是他",
    )
    other = make_comment(thread, "别人的话", author=make_user("别人"))
    Agreement.objects.create(comment=other, member=member)
    Report.objects.create(
        comment=other, reporter=member, why="abuse", text="骂人", at=other.created_at
    )
    react(article, make_reaction_kinds()[0], reader=Reader(user_id=member.pk))
    set_bookmark(member, article, saved=True)
    data = taken(signed_in)
    assert data["profile"]["email"] == "stream@news.example"
    assert [row["body"] for row in data["comments"]] == ["二期快一点。"]
    assert (data["comments"][0]["about"], data["comments"][0]["about_id"]) == ("story", article.pk)
    assert data["decisions"][0]["public_note"] == "请谈报道。"
    assert data["decisions"][0]["reason"] == str(Reason.OFF_TOPIC.label)
    assert [row["text"] for row in data["reports"]] == ["骂人"]
    assert [row["comment"] for row in data["agreements"]] == [other.pk]
    assert [row["article_title"] for row in data["saved"]] == ["北堤路"]
    assert len(data["reactions"]) == 1
    assert len(data["devices"]) == 1
    assert data["addresses"] == []


def test_titles_of_withdrawn_stories_are_not_handed_out(member, signed_in) -> None:
    article = make_article(title="北堤路")
    set_bookmark(member, article, saved=True)
    workflow.withdraw(article, by=None)
    row = taken(signed_in)["saved"][0]
    assert (row["article"], row["article_title"]) == (article.pk, "")


def test_nothing_of_anybody_else_is_in_it(signed_in, member, thread, moderator):
    comment = make_comment(thread, "二期快一点。", author=member)
    moderation.reject([comment], by=moderator, internal_note="又是他")
    make_comment(thread, "别人的话", author=make_user("别人", email="other@news.example"))
    text = json.dumps(taken(signed_in), ensure_ascii=False)
    for secret in ("别人", "other@news.example", "又是他", moderator.username):
        assert secret not in text


def test_taking_it_asks_for_the_password_of_an_old_session(member, client_of):
    client = client_of(member)
    asked = client.get("/accounts/data/download/")
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert client.post(asked.url, {"password": PASSWORD}).status_code == 302
    assert taken(client)["profile"]["username"] == "溪边人"
    assert Client().get("/accounts/data/download/").status_code == 302


def erase(client):
    return client.post("/accounts/data/erase/", {"understood": "on"})


def test_leaving_empties_comments_and_keeps_answers(
    signed_in, member, thread, run_tasks, committed
):
    mine = make_comment(thread, "我说的", author=member, device="d1", network="203.0.113.0/24")
    pending = make_comment(thread, "还没看", author=member, state=Comment.State.PENDING)
    answer = make_comment(
        thread, "别人答的", author=make_user("别人"), parent=mine, root=mine, depth=2
    )
    Signal.objects.create(comment=pending, code="contact", weight=30, detail="138 0000")
    thread.comment_count = 2
    thread.save()
    with committed():
        assert erase(signed_in).url.endswith("/accounts/left/")
    run_tasks()
    assert not User.objects.filter(username="溪边人").exists()
    for comment in (mine, pending):
        comment.refresh_from_db()
        assert (comment.state, comment.body, comment.author_id) == ("erased", "", None)
        assert (comment.network, comment.device) == ("", "")
    assert not Signal.objects.exists()
    answer.refresh_from_db()
    assert (answer.body, answer.parent_id) == ("别人答的", mine.pk)
    thread.refresh_from_db()
    assert thread.comment_count == 1
    page = Client().get(thread.thing.get_absolute_url()).content.decode()
    assert "别人答的" in page
    assert "我说的" not in page
    assert "溪边人" not in page


def test_leaving_is_in_the_log(signed_in, member, thread):
    mine = make_comment(thread, author=member)
    erase(signed_in)
    (row,) = Decision.objects.filter(comment=mine)
    assert (row.before, row.after, row.by) == ("published", "erased", None)


def test_leaving_takes_back_what_was_counted(signed_in, member, article, thread):
    kind = make_reaction_kinds()[0]
    react(article, kind, reader=Reader(user_id=member.pk))
    react(article, kind, reader=Reader(device="d2"))
    other = make_comment(thread, author=make_user(), agree_count=2)
    Agreement.objects.create(comment=other, member=member)
    Agreement.objects.create(comment=other, device="d2")
    set_bookmark(member, article, saved=True)
    erase(signed_in)
    other.refresh_from_db()
    assert other.agree_count == 1
    assert ReactionCount.objects.get(article=article, kind=kind).total == 1
    assert ArticleStats.objects.get(article=article).reaction_count == 1
    assert Reaction.objects.count() == 1
    assert not Bookmark.objects.exists()


def test_leaving_does_not_lift_a_ban(signed_in, member, moderator, clock):
    Sanction.objects.create(
        kind="ban", subject="member", key=str(member.pk), member=member, reason="刷屏", at=clock()
    )
    # The session began before the clock stood still; it is not asked again.
    erase(signed_in)
    if User.objects.filter(pk=member.pk).exists():
        signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
        erase(signed_in)
    assert not User.objects.filter(pk=member.pk).exists()
    again = make_user("新名字", email="Stream+new@news.example")
    (standing,) = sanctions.standing_against(again, "", clock())
    assert (standing.kind, standing.reason) == ("ban", "刷屏")


def test_the_network_stays_until_its_clock_under_the_law_of_china(signed_in, member, thread):
    from portal.site.models import CommentProfile, SiteSettings

    SiteSettings(comment_profile=CommentProfile.CN).save()
    mine = make_comment(thread, author=member, network="203.0.113.0/24")
    erase(signed_in)
    mine.refresh_from_db()
    assert (mine.body, mine.network) == ("", "203.0.113.0/24")


def test_leaving_wants_a_tick_and_the_password(signed_in, member, client_of):
    page = signed_in.post("/accounts/data/erase/", {})
    assert page.status_code == 200
    assert User.objects.filter(pk=member.pk).exists()
    assert erase(client_of(member)).url.startswith("/accounts/reauthenticate/")
    assert signed_in.get("/accounts/data/erase/").status_code == 405
    assert User.objects.filter(pk=member.pk).exists()


def test_staff_cannot_leave_by_themselves(editor):
    client = Client()
    client.force_login(editor)
    client.post("/accounts/reauthenticate/", {"password": "pass-phrase"})
    erase(client)
    assert User.objects.filter(pk=editor.pk).exists()


def test_after_leaving_one_is_signed_out(signed_in, member):
    response = erase(signed_in)
    assert get_user(signed_in).is_anonymous
    assert signed_in.get(response.url).status_code == 200
