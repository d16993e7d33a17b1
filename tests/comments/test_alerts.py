"""Moderators are told that something waits: within a budget, signed, at public addresses only."""

import hashlib
import hmac
import json

import pytest
from django.core import mail
from django.urls import reverse

from comments import alerts, moderation
from comments.models import Alert, Comment
from portal.lib.http.outbound import Answer, OutboundError
from tests import factories

pytestmark = pytest.mark.django_db

HOOK = "https://hooks.example/masthead"


@pytest.fixture
def thread():
    return factories.make_thread(factories.make_article(title="旧船厂的龙门吊不拆了"))


@pytest.fixture
def mailbox():
    return Alert.objects.create(kind="mail", address="desk@news.example")


@pytest.fixture
def calls(monkeypatch):
    """What is called out, answered by 200 until `calls.status` says otherwise."""

    class Calls(list):
        status = 200

        def __call__(self, url, **said):
            self.append((url, said))
            return Answer(url, self.status, "text/plain", {"location": "http://10.0.0.1/"}, b"")

    made = Calls()
    monkeypatch.setattr(alerts, "fetch", made)
    return made


def flood(thread, state, number=1_000):
    at = alerts.timezone.now()
    Comment.objects.bulk_create(
        [Comment(thread=thread, body="发票", state=state, created_at=at) for _n in range(number)]
    )


def test_a_thousand_spam_comments_are_one_letter_at_most(thread, mailbox, clock, run_tasks):
    flood(thread, "spam")
    for _five_minutes in range(12):
        alerts.ring.call()
        clock.advance(minutes=5)
    run_tasks()
    assert mail.outbox == []
    for _turn in range(10):
        flood(thread, "pending", 100)
        alerts.ring.call()
        clock.advance(hours=2)
    run_tasks()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["desk@news.example"]


def test_the_next_letter_comes_once_somebody_has_decided(
    thread, mailbox, clock, moderator, run_tasks
):
    factories.make_comment(thread, state="pending")
    assert alerts.ring.call() == 1
    clock.advance(minutes=30)
    moderation.approve(Comment.objects.all(), by=moderator)
    factories.make_comment(thread, state="pending")
    assert alerts.ring.call() == 0, "within the hour"
    clock.advance(minutes=31)
    assert alerts.ring.call() == 1
    clock.advance(minutes=61)
    moderation.approve(Comment.objects.all(), by=moderator)
    assert alerts.ring.call() == 0, "nothing new waits"


def test_what_nobody_looks_at_is_said_again_after_a_day(thread, mailbox, clock):
    factories.make_comment(thread, state="pending")
    assert alerts.ring.call() == 1
    clock.advance(hours=5)
    factories.make_comment(thread, state="pending")
    assert alerts.ring.call() == 0
    clock.advance(hours=20)
    assert alerts.ring.call() == 1


def test_two_schedulers_send_one(thread, mailbox, clock):
    factories.make_comment(thread, state="pending")
    same = Alert.objects.get(pk=mailbox.pk)
    assert alerts._send_if_due(mailbox, clock.now)
    assert not alerts._send_if_due(same, clock.now)


def test_a_webhook_is_signed_over_time_and_body(thread, clock, calls, run_tasks):
    alert = Alert.objects.create(kind="webhook", address=HOOK)
    factories.make_comment(thread, "我的电话是", state="pending")
    alerts.ring.call()
    run_tasks()
    ((url, said),) = calls
    assert (url, said["method"]) == (HOOK, "POST")
    stamp = said["headers"]["Masthead-Timestamp"]
    assert int(stamp) == int(clock.now.timestamp())
    signed = stamp.encode() + b"." + said["body"]
    expected = hmac.new(alert.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert said["headers"]["Masthead-Signature"] == f"v1={expected}"
    facts = json.loads(said["body"])
    assert (facts["event"], facts["pending"]) == ("moderation.waiting", 1)
    assert "电话" not in said["body"].decode()


@pytest.mark.parametrize("status", [302, 404, 500])
def test_anything_but_success_is_a_failure_that_is_tried_again(thread, clock, calls, status):
    alert = Alert.objects.create(kind="webhook", address=HOOK)
    calls.status = status
    with pytest.raises(OutboundError):
        alerts.send_later.call(alert.pk)
    alert.refresh_from_db()
    assert str(status) in alert.trouble
    assert len(calls) == 1, "no redirect is followed"
    assert alerts.send_later.func.retry_policy.times == 5
    calls.status = 204
    alerts.send_later.call(alert.pk)
    alert.refresh_from_db()
    assert alert.trouble == ""


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:8443/", "https://[::1]:8443/", "https://169.254.169.254/"]
)
def test_private_addresses_are_refused(address):
    with pytest.raises(OutboundError):
        alerts.call(Alert(kind="webhook", address=address), {"event": "moderation.test"})


ADD = reverse("admin:comments_alert_add")


def test_the_secret_is_shown_once(chief, client_of, calls):
    desk = client_of(chief)
    form = {"kind": "webhook", "address": HOOK, "every": "60", "is_active": "on"}
    saved = desk.post(ADD, form | {"_test": "1"}, follow=True)
    alert = Alert.objects.get()
    page = reverse("admin:comments_alert_change", args=[alert.pk])
    assert saved.redirect_chain[-1][0] == page
    assert alert.secret in saved.content.decode()
    assert json.loads(calls[0][1]["body"])["event"] == "moderation.test"
    again = desk.get(page).content.decode()
    assert alert.secret not in again
    assert f"…{alert.secret[-4:]}" in again
    old = alert.secret
    desk.post(page, form | {"_secret": "1"})
    alert.refresh_from_db()
    assert alert.secret != old


def test_a_failed_test_says_why_and_a_letter_goes_out(chief, client_of, calls, mailbox, run_tasks):
    desk = client_of(chief)
    calls.status = 500
    form = {"kind": "webhook", "address": HOOK, "every": "60", "_test": "1"}
    assert "500" in desk.post(ADD, form, follow=True).content.decode()
    page = reverse("admin:comments_alert_change", args=[mailbox.pk])
    desk.post(page, {"kind": "mail", "address": mailbox.address, "every": "15", "_test": "1"})
    run_tasks()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("kind", "address"),
    [("mail", HOOK), ("webhook", "http://hooks.example/"), ("webhook", "a@b.example")],
)
def test_an_address_fits_its_kind(chief, client_of, kind, address):
    answer = client_of(chief).post(ADD, {"kind": kind, "address": address, "every": "60"})
    assert answer.status_code == 200
    assert address in answer.content.decode()
    assert not Alert.objects.exists()


def test_notices_are_set_by_those_who_lead(moderator, client_of, mailbox):
    desk = client_of(moderator)
    assert desk.get(ADD).status_code == 403
    page = reverse("admin:comments_alert_change", args=[mailbox.pk])
    assert desk.post(page, {"kind": "mail", "address": "x@y.example"}).status_code == 403
