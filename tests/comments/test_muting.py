"""Not reading somebody: one's own list, which hides from oneself alone."""

import pytest
from django.urls import reverse

from comments import muting, things
from comments.models import Mute
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.make_article()


@pytest.fixture
def thread(article):
    return things.open_thread(article)


def state(client, article):
    return client.get(reverse("portal:state"), {"article": article.pk}).json()


def test_a_muted_reader_is_hidden_from_the_member_alone(
    client, client_of, article, thread, reader, stranger
):
    theirs = factories.make_comment(thread, author=stranger)
    guests = factories.make_comment(thread, guest_name="路人", device="d1")
    other = factories.make_comment(thread, guest_name="路人", device="d2")
    member = client_of(reader)
    for comment in (theirs, guests):
        assert member.post(reverse("comments:mute", args=[comment.pk])).status_code == 302
    assert state(member, article)["muted"]["ids"] == [guests.pk, theirs.pk]
    assert state(client_of(stranger), article)["muted"]["ids"] == []
    page = client.get(article.get_absolute_url()).content.decode()
    assert all(f'id="comment-{one.pk}"' in page for one in (theirs, guests, other))


def test_the_list_is_on_ones_own_page_and_can_be_shortened(client_of, thread, reader, stranger):
    comment = factories.make_comment(thread, author=stranger)
    muting.mute(comment, by=reader)
    muted = muting.mute(comment, by=reader)
    client = client_of(reader)
    assert stranger.display_name in client.get(reverse("accounts:comments")).content.decode()
    client_of(stranger).post(reverse("comments:unmute", args=[muted.pk]))
    assert Mute.objects.get() == muted
    client.post(reverse("comments:unmute", args=[muted.pk]))
    assert not Mute.objects.exists()


def test_oneself_and_the_newsroom_cannot_be_muted(client_of, thread, reader, editor):
    client = client_of(reader)
    for author in (reader, editor):
        comment = factories.make_comment(thread, author=author)
        assert client.post(reverse("comments:mute", args=[comment.pk])).status_code == 409
    assert not Mute.objects.exists()


def test_guests_are_asked_to_sign_in(client, thread):
    comment = factories.make_comment(thread, device="d1")
    answer = client.post(reverse("comments:mute", args=[comment.pk]))
    assert "/accounts/login/" in answer.headers["Location"]


def test_what_is_hidden_is_asked_for_in_two_queries(
    thread, reader, stranger, django_assert_num_queries
):
    for _more in range(5):
        muting.mute(factories.make_comment(thread, author=stranger), by=reader)
    with django_assert_num_queries(2):
        assert len(muting.muted_in(thread.pk, reader)) == 5
