"""Letters wait in the queue and go out by whatever transport the site has."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django_tasks_db.models import DBTaskResult

pytestmark = pytest.mark.django_db

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def queued_letters(settings) -> None:
    settings.EMAIL_BACKEND = "portal.lib.mail.QueuedBackend"
    settings.MAIL_TRANSPORT = LOCMEM


def test_letter_is_sent_by_the_worker_as_it_was_written(run_tasks) -> None:
    letter = EmailMultiAlternatives(
        "您的验证码", "代码是 1234。", "desk@news.cn", ["reader@mail.cn"], bcc=["archive@news.cn"]
    )
    letter.attach_alternative("<p>代码是 <b>1234</b>。</p>", "text/html")
    assert letter.send() == 1
    assert mail.outbox == []
    run_tasks()
    [sent] = mail.outbox
    message = sent.message()
    assert sent.recipients() == ["reader@mail.cn", "archive@news.cn"]
    assert message["Subject"] == letter.message()["Subject"]
    assert "Bcc" not in message
    plain, html = message.get_payload()
    assert plain.get_payload(decode=True).decode() == "代码是 1234。"
    assert html.get_content_type() == "text/html"


def test_letter_to_nobody_is_not_queued() -> None:
    assert EmailMultiAlternatives("Hello", "Nobody there").send() == 0
    assert not DBTaskResult.objects.exists()


def test_letter_waits_for_a_mail_server_that_is_away(settings, clock, run_tasks) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_mail("Hello", "Are you there?", "desk@news.cn", ["reader@mail.cn"])
    run_tasks()
    settings.MAIL_TRANSPORT = LOCMEM
    clock.advance(minutes=1)
    run_tasks()
    assert [letter.to for letter in mail.outbox] == [["reader@mail.cn"]]


def test_letter_of_a_deed_that_failed_is_never_sent(run_tasks) -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Published", "Your story is live.", "desk@news.cn", ["reader@mail.cn"])
        raise RuntimeError
    run_tasks()
    assert mail.outbox == []


def test_letters_do_not_outlive_their_hour(clock, run_tasks) -> None:
    from portal.lib.housekeeping import KEEP_SUCCEEDED, prune_finished_tasks

    send_mail("Reset", "https://news.cn/secret-link", "desk@news.cn", ["reader@mail.cn"])
    run_tasks()
    clock.now += KEEP_SUCCEEDED + timedelta(seconds=1)
    prune_finished_tasks.call()
    assert not DBTaskResult.objects.exists()
