"""Agreeing with a comment: once a reader, exact, with and without a script."""

import pytest
from django.urls import reverse

from comments import agreeing, things
from comments.models import Agreement, Comment
from comments.readers import Reader
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = OURS | {"Accept": "application/json"}


@pytest.fixture
def article():
    return factories.make_article()


@pytest.fixture
def comment(article):
    return factories.make_comment(things.open_thread(article), guest_name="江边人")


def send(client, comment, agree="1", headers=SCRIPT):
    address = reverse("comments:agree", args=[comment.pk])
    return client.post(address, {"agree": agree}, headers=headers)


def test_a_member_counts_once_and_can_take_it_back(comment, reader, stranger):
    for _twice in range(2):
        assert agreeing.agree(comment, reader=Reader(member=reader)).agree_count == 1
    assert agreeing.agree(comment, reader=Reader(member=stranger)).agree_count == 2
    for _twice in range(2):
        assert agreeing.take_back(comment, reader=Reader(member=reader)).agree_count == 1
    assert Agreement.objects.get().member == stranger


def test_a_guest_counts_once_a_device(client, comment):
    answer = send(client, comment).json()
    assert answer["agreement"] == {"id": comment.pk, "count": 1, "agrees": True}
    assert send(client, comment).json()["agreement"]["count"] == 1
    assert send(client, comment, agree="").json()["agreement"] == {
        "id": comment.pk,
        "count": 0,
        "agrees": False,
    }


def test_nobody_agrees_with_what_is_hidden_closed_or_their_own(client_of, article, reader):
    client = client_of(reader)
    thread = things.open_thread(article)
    own = factories.make_comment(thread, author=reader)
    assert send(client, own).status_code == 409
    for state in (Comment.State.PENDING, Comment.State.SPAM, Comment.State.REMOVED):
        hidden = factories.make_comment(thread, state=state)
        assert send(client, hidden).status_code == 404
    other = factories.make_comment(thread)
    thread.is_open = False
    thread.save()
    assert send(client, other).status_code == 409
    assert not Agreement.objects.exists()


def test_a_comment_on_a_story_nobody_sees_is_not_there(client, comment, article):
    article.__class__.objects.filter(pk=article.pk).update(state="draft")
    assert send(client, comment).status_code == 404


def test_without_a_script_a_page_of_ones_own_shows_it_and_takes_it_back(client, comment):
    sent = send(client, comment, headers=OURS)
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    assert "no-store" in page.headers["Cache-Control"]
    assert "你赞同这条评论" in page.content.decode() or "You agree" in page.content.decode()
    send(client, comment, agree="", headers=OURS)
    comment.refresh_from_db()
    assert comment.agree_count == 0


def test_an_unproven_post_is_asked_about_first(client, comment):
    asked = send(client, comment, headers={"Sec-Fetch-Site": "cross-site"})
    assert asked.status_code == 200
    assert not Agreement.objects.exists()


def test_guests_are_sent_to_sign_in_where_only_members_react(client, comment):
    SiteSettings(allows_guest_reactions=False).save()
    assert "/accounts/login/" in send(client, comment).json()["sign_in"]
    assert "/accounts/login/" in send(client, comment, headers=OURS).headers["Location"]


def test_a_machine_is_told_when_to_come_back(clock, client, comment):
    for _click in range(61):
        answer = send(client, comment)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_the_private_fetch_tells_what_one_agreed_with(client, client_of, article, comment, reader):
    member = client_of(reader)
    send(member, comment)
    address = reverse("portal:state")
    own = member.get(address, {"article": article.pk}).json()
    assert own["agreed"] == {str(comment.pk): 1}
    assert client.get(address, {"article": article.pk}).json()["agreed"] == {}
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'aria-pressed="true"' not in page
