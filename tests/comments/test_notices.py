"""Notices of unlawful content, as article 16 of the DSA has them."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comments import moderation, notices
from comments.models import Ground, LegalNotice, Reason
from comments.screening.verdict import MOST_PRIORITY
from tests import factories

pytestmark = pytest.mark.django_db

FORM = reverse("comments:notice")


@pytest.fixture
def comment(clock, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    thread = factories.make_thread(factories.make_article())
    return factories.make_comment(thread, "煽动的话")


@pytest.fixture
def said(comment, settings):
    return {
        "url": f"{settings.SITE_URL}{comment.get_absolute_url()}",
        "law": "刑法第二百四十六条",
        "explanation": "捏造事实诽谤他人。",
        "good_faith": "on",
    }


def test_anybody_gives_a_notice_without_name_or_account(client, comment, said):
    answer = client.post(FORM, said)
    notice = LegalNotice.objects.get()
    assert answer["Location"] == notice.get_absolute_url()
    assert (notice.comment, notice.name, notice.email) == (comment, "", "")
    assert len(notice.receipt) == 12
    comment.refresh_from_db()
    assert comment.priority == MOST_PRIORITY
    assert comment.is_published
    page = client.get(answer["Location"])
    assert notice.receipt in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "change",
    [
        {"good_faith": ""},
        {"explanation": " "},
        {"law": ""},
        {"url": "https://elsewhere.example/comment/1/"},
        {"url": "javascript:alert(1)"},
    ],
)
def test_an_incomplete_notice_comes_back_with_its_text(client, said, change):
    answer = client.post(FORM, said | change)
    assert answer.status_code == 400
    assert LegalNotice.objects.count() == 0
    assert (said | change)["law"] in answer.content.decode()


def test_an_upheld_notice_takes_the_comment_off_on_the_ground_of_the_law(
    client, comment, said, moderator
):
    client.post(FORM, said | {"email": "a@example.cn"})
    notice = LegalNotice.objects.get()
    notices.settle(notice, upheld=True, by=moderator, note="已移除。")
    comment.refresh_from_db()
    assert comment.state == "removed"
    decision = comment.decisions.get()
    assert (decision.ground, decision.reason) == (Ground.LAW, Reason.ILLEGAL)
    assert "已移除。" in client.get(notice.get_absolute_url()).content.decode()
    assert [letter.to for letter in mail.outbox] == [["a@example.cn"]] * 2
    assert all(notice.receipt in letter.body for letter in mail.outbox)
    assert all("诽谤" not in letter.body for letter in mail.outbox)
    with pytest.raises(moderation.CannotDecide):
        notices.settle(notice, upheld=False, by=moderator)


def test_readers_decide_no_notice(client, said, reader):
    client.post(FORM, said)
    with pytest.raises(PermissionDenied):
        notices.settle(LegalNotice.objects.get(), upheld=True, by=reader)


def test_an_address_is_not_flooded_with_mail(comment, said):
    said = {name: said[name] for name in ("url", "law", "explanation")}
    for _number in range(5):
        notices.give(**said, email="victim@example.cn")
    assert len(mail.outbox) == notices.MAILS_A_DAY


def test_the_desk_lists_open_ones_first_and_decides(client, client_of, said, moderator, comment):
    client.post(FORM, said)
    first = LegalNotice.objects.get()
    notices.settle(first, upheld=False, by=moderator)
    client.post(FORM, said | {"law": "另一部法律"})
    desk = client_of(moderator)
    page = desk.get(reverse("admin:comments_legalnotice_changelist")).content.decode()
    assert page.index("另一部法律") < page.index("刑法第二百四十六条")
    waiting = LegalNotice.objects.get(outcome="open")
    change = reverse("admin:comments_legalnotice_change", args=[waiting.pk])
    assert "捏造事实" in desk.get(change).content.decode()
    desk.post(change, {"decision": "upheld", "note": "依法移除"})
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.note, waiting.decided_by) == ("upheld", "依法移除", moderator)
    comment.refresh_from_db()
    assert comment.state == "removed"


def test_the_form_is_filled_in_from_a_comment_and_linked_from_each_page(client, comment, said):
    page = client.get(FORM, {"comment": comment.pk}).content.decode()
    assert said["url"] in page
    assert FORM in client.get("/").content.decode()
    report = client.get(reverse("comments:report", args=[comment.pk])).content.decode()
    assert f"{FORM}?comment={comment.pk}" in report


def test_an_unknown_receipt_is_not_found(client):
    assert client.get(reverse("comments:notice_status", args=["ABCDEFGHJKMN"])).status_code == 404
