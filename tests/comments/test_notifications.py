"""Letters about answers: wanted, confirmed, few, plain, and ended by one click."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from comments import moderation, notifications, posting, things
from comments.models import Answer, Comment, Subscription
from comments.readers import Reader
from news.models import Article
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = OURS | {"Accept": "application/json"}
ADDRESS = "guest@example.org"


@pytest.fixture(autouse=True)
def settled(settings, clock):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    SiteSettings(holds_first_comments=False).save()


@pytest.fixture
def article():
    return factories.make_article(category=factories.make_category(comment_policy="open"))


@pytest.fixture
def member(reader):
    """A member whose address is known to be theirs."""
    reader.email = "member@example.org"
    reader.save()
    EmailAddress.objects.create(user=reader, email=reader.email, verified=True)
    return reader


@pytest.fixture
def comment(article, member):
    return posting.post(article, body="桥修好了吗", author=member)


def answer(article, comment, run_tasks, body="修好了", **by):
    reply = posting.post(article, body=body, parent=comment, **by or {"guest_name": "路人"})
    run_tasks()
    return reply


def link_in(letter, name):
    return re.search(rf"https?://[^/]+(/\S*letters/{name}/\S+)", letter.body)[1]


def test_a_member_who_asked_is_written_to_once_of_an_answer(article, comment, member, run_tasks):
    notifications.subscribe(comment.thread, reader=Reader(member=member))
    answer(article, comment, run_tasks)
    assert notifications.write_letters.call() == 1
    (letter,) = mail.outbox
    assert letter.to == ["member@example.org"]
    assert "修好了" in letter.body
    assert str(article.title) in letter.body
    assert notifications.write_letters.call() == 0


def test_a_member_is_written_to_in_the_language_chosen_since(article, comment, member, run_tasks):
    notifications.subscribe(comment.thread, reader=Reader(member=member))
    member.language = "en"
    member.save()
    answer(article, comment, run_tasks)
    notifications.write_letters.call()
    (letter,) = mail.outbox
    assert letter.subject == "1 answer to your comments"
    assert "/en/" in link_in(letter, "end")


def test_of_a_story_withdrawn_meanwhile_nothing_is_told(article, comment, member, run_tasks):
    notifications.subscribe(comment.thread, reader=Reader(member=member))
    answer(article, comment, run_tasks)
    Article.objects.update(state=Article.State.WITHDRAWN)
    assert notifications.write_letters.call() == 0
    assert mail.outbox == []


def test_nobody_is_written_to_unasked_or_of_their_own_words(article, comment, member, run_tasks):
    answer(article, comment, run_tasks)
    notifications.subscribe(None, reader=Reader(member=member))
    answer(article, comment, run_tasks, body="我自己说", author=member)
    assert not Answer.objects.exists()


def test_a_member_without_a_confirmed_address_is_told_so(client_of, stranger):
    client = client_of(stranger)
    page = client.post(reverse("comments:letters"), {"on": "1"}, follow=True)
    assert not Subscription.objects.exists()
    assert page.status_code == 200
    stranger.email = "other@example.org"
    stranger.save()
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True)
    client.post(reverse("comments:letters"), {"on": "1"})
    assert Subscription.objects.get().thread is None
    client.post(reverse("comments:letters"), {})
    assert not Subscription.objects.exists()


def test_one_letter_an_hour_tells_all_that_came(article, comment, member, run_tasks, clock):
    notifications.subscribe(None, reader=Reader(member=member))
    notifications.subscribe(comment.thread, reader=Reader(member=member))
    answer(article, comment, run_tasks)
    notifications.write_letters.call()
    for number in range(5):
        answer(article, comment, run_tasks, body=f"第{number}个回答")
    notifications.write_letters.call()
    assert len(mail.outbox) == 1
    clock.advance(minutes=61)
    assert notifications.write_letters.call() == 1
    assert mail.outbox[1].body.count("回答\n") == 5


def test_held_comments_are_told_of_when_they_are_approved_and_gone_ones_never(
    article, comment, member, moderator, run_tasks
):
    notifications.subscribe(None, reader=Reader(member=member))
    held = factories.make_comment(
        comment.thread, state="pending", parent=comment, root=comment, depth=2, guest_name="甲"
    )
    gone = answer(article, comment, run_tasks, body="马上不在")
    moderation.approve([held], by=moderator)
    moderation.reject([gone], by=moderator)
    run_tasks()
    notifications.write_letters.call()
    (letter,) = mail.outbox
    assert held.body in letter.body
    assert "马上不在" not in letter.body


def sent_by_guest(client, article, clock, **more):
    key = things.key_of(article)
    token = client.get(reverse("comments:token"), {"thing": key}).json()["token"]
    clock.advance(seconds=3)
    data = {"thing": key, "name": "江边人", "text": "路灯不亮", "token": token, "notify": "1"}
    return client.post(reverse("comments:post"), data | more, headers=SCRIPT)


def test_a_guests_address_is_used_only_after_its_owner_confirmed_it(
    client, article, clock, run_tasks
):
    assert sent_by_guest(client, article, clock, email=ADDRESS).status_code == 201
    mine = Comment.objects.get()
    answer(article, mine, run_tasks, guest_name="路人", body="亮了")
    notifications.write_letters.call()
    (asking,) = mail.outbox
    assert asking.to == [ADDRESS]
    assert "路灯" not in asking.body
    address = link_in(asking, "confirm")
    assert client.get(address).status_code == 200
    assert Subscription.objects.get().confirmed_at is None
    assert client.post(address).status_code == 200
    answer(article, mine, run_tasks, guest_name="路人", body="又灭了")
    assert notifications.write_letters.call() == 1
    assert mail.outbox[1].to == [ADDRESS]


def test_a_guest_without_or_with_a_bad_address_gets_the_text_back(client, article, clock):
    for email in ("", "nonsense", "a@b\nBcc: c@d"):
        answered = sent_by_guest(client, article, clock, email=email)
        assert answered.status_code == 400
    assert not Comment.objects.exists()
    assert mail.outbox == []


def test_an_address_is_asked_three_times_a_day_at_most(article, clock):
    for number in range(6):
        thread = things.open_thread(factories.make_article())
        notifications.subscribe(thread, reader=Reader(device=f"d{number}"), email=ADDRESS)
    assert len(mail.outbox) == 3


def test_forged_and_old_links_confirm_nothing(client, article, clock):
    thread = things.open_thread(article)
    notifications.subscribe(thread, reader=Reader(device="d"), email=ADDRESS)
    address = link_in(mail.outbox[0], "confirm")
    assert client.post(address.rstrip("/") + "x/").status_code == 404
    clock.advance(days=3, minutes=1)
    assert client.post(address).status_code == 404
    assert Subscription.objects.get().confirmed_at is None


def test_an_address_nobody_confirmed_is_forgotten(article, clock):
    thread = things.open_thread(article)
    notifications.subscribe(thread, reader=Reader(device="d"), email=ADDRESS)
    clock.advance(days=3, minutes=1)
    notifications.write_letters.call()
    assert not Subscription.objects.exists()


def test_one_click_ends_the_letters_and_looking_does_not(article, comment, member, run_tasks):
    notifications.subscribe(None, reader=Reader(member=member))
    answer(article, comment, run_tasks)
    notifications.write_letters.call()
    (letter,) = mail.outbox
    address = re.fullmatch(r"<https?://[^/]+(/.*)>", letter.extra_headers["List-Unsubscribe"])[1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    assert program.get(address).status_code == 200
    assert program.head(address).status_code == 200
    assert Subscription.objects.exists()
    assert program.post(address[:-4] + "xxx/").status_code == 404
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert program.post(address).status_code == 200


def test_letters_are_plain_text_without_links_of_readers(article, comment, member, run_tasks):
    notifications.subscribe(None, reader=Reader(member=member))
    body = "看 https://evil.example/x 和 www.casino.com <img src=x>"
    reply = answer(article, comment, run_tasks, body=body)
    Comment.objects.filter(pk=reply.pk).update(state="published", published_at=reply.created_at)
    notifications.note_answers.call([reply.pk])
    notifications.write_letters.call()
    (letter,) = mail.outbox
    assert letter.content_subtype == "plain"
    assert "evil.example" not in letter.body
    assert "casino" not in letter.body


def test_no_page_shows_an_address(client, article, clock):
    sent_by_guest(client, article, clock, email=ADDRESS)
    public = [article.get_absolute_url(), Comment.objects.get().get_absolute_url()]
    state = f"{reverse('portal:state')}?article={article.pk}"
    for address in [*public, state]:
        assert ADDRESS not in client.get(address, follow=True).content.decode()
