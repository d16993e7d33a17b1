"""Who reported an error hears what became of it: one letter, in their language, and their page."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comments import notifications
from comments.readers import Reader as Commenter
from news import corrections, error_letters, error_reports, workflow
from news.models import ErrorLetter, ErrorReport
from news.reactions import Reader
from portal.accounts.leaving import leave
from portal.accounts.own_data import own_data
from portal.lib import formtokens
from portal.lib.retention import purge
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

BODY = "<p>早上六点，北堤路的围墙缺了一个口子。它高 48 米。</p>"
GUEST = "guest@readers.example"
LINK = re.compile(r"https?://\S+?(/\S*error/letter/\S+)")


@pytest.fixture
def story(clock):
    SiteSettings().save()
    return factories.make_article(title="旧船厂的龙门吊不拆了", body=BODY)


@pytest.fixture
def member():
    user = factories.make_user("读者甲", email="member@readers.example", language="zh-hans")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def tell(client, story, clock, *, prefix="", **more):
    address = prefix + reverse("news:error", args=[story.pk])
    page = client.get(address).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    clock.advance(seconds=5)
    data = {"sentence": "", "text": "是 52 米，见 https://elsewhere.example 。", "token": token}
    return client.post(address, data | more)


def reported(story, **fields):
    """A report of a guest's device."""
    by = Reader(device="d1")
    return error_reports.report(
        story, text=fields.pop("text", "是 52 米。"), by=by, network="203.0.113.0/24", **fields
    )


def settle(committed, report, by, outcome="mended", **more):
    with committed():
        error_reports.settle([report.pk], report.article, outcome=outcome, by=by, **more)


def link_in(letter):
    return LINK.search(letter.body).group(1)


def test_a_guest_confirms_and_hears_once_of_the_correction(
    client, story, clock, editor, committed, run_tasks
):
    told = tell(client, story, clock, email=GUEST)
    assert "d1" not in told.content.decode()
    run_tasks()
    (asking,) = mail.outbox
    assert asking.to == [GUEST]
    assert "elsewhere.example" not in asking.body
    assert client.get(link_in(asking)).status_code == 200
    assert ErrorLetter.objects.get().confirmed_at is None
    assert client.post(link_in(asking)).status_code == 200

    report = ErrorReport.objects.get()
    made = corrections.correct(story, text="原文写 48 米，应为 52 米。", by=editor)
    settle(committed, report, editor, "corrected", correction=made)
    run_tasks()
    run_tasks()
    letter = mail.outbox[1]
    assert len(mail.outbox) == 2
    assert letter.to == [GUEST]
    assert f"{story.get_absolute_url()}#c{made.pk}" in letter.body
    assert story.title in letter.body
    assert "elsewhere.example" not in letter.body
    assert not ErrorLetter.objects.exists()
    assert client.post(link_in(asking)).status_code == 404


def test_an_address_nobody_confirmed_is_written_to_of_nothing_and_forgotten(
    client, story, clock, editor, committed, run_tasks
):
    tell(client, story, clock, email=GUEST)
    settle(committed, ErrorReport.objects.get(), editor)
    run_tasks()
    assert len(mail.outbox) == 1
    purge(clock.advance(days=2))
    assert ErrorLetter.objects.count() == 1
    purge(clock.advance(days=2))
    assert not ErrorLetter.objects.exists()
    assert client.post(link_in(mail.outbox[0])).status_code == 404


def test_who_confirms_after_it_was_settled_is_told_then(
    client, story, clock, editor, committed, run_tasks
):
    tell(client, story, clock, email=GUEST)
    settle(committed, ErrorReport.objects.get(), editor, "dismissed", reason="quoted")
    run_tasks()
    with committed():
        client.post(link_in(mail.outbox[0]))
    run_tasks()
    assert len(mail.outbox) == 2
    assert str(ErrorReport.Reason.QUOTED.label) in mail.outbox[1].body


def test_a_member_is_written_to_at_the_address_of_the_account_in_the_language_chosen_since(
    client_of, story, clock, editor, member, committed, run_tasks
):
    tell(client_of(member), story, clock, wants_letter="on")
    assert ErrorLetter.objects.get().email == ""
    member.language, member.email = "en", "new@readers.example"
    member.save()
    member.emailaddress_set.create(email=member.email, verified=True)
    report = ErrorReport.objects.get()
    settle(committed, report, editor, "dismissed", reason="right", note="See page 3.")
    run_tasks()
    (letter,) = mail.outbox
    assert letter.to == ["new@readers.example"]
    assert letter.subject == "What became of the error you reported"
    assert "leaves the story as it is" in letter.body
    assert "Reason: What the story says is right" in letter.body
    assert "See page 3." in letter.body
    assert not ErrorLetter.objects.exists()


def test_a_guest_is_written_to_in_the_language_of_the_page(
    client, story, clock, editor, committed, run_tasks
):
    tell(client, story, clock, prefix="/en", email=GUEST)
    run_tasks()
    assert mail.outbox[0].subject == "Please confirm your address"
    client.post(link_in(mail.outbox[0]))
    settle(committed, ErrorReport.objects.get(), editor)
    run_tasks()
    assert "has put it right in the text" in mail.outbox[1].body


def test_a_member_who_unticks_the_box_gets_none(
    client_of, story, clock, editor, member, committed, run_tasks
):
    tell(client_of(member), story, clock)
    settle(committed, ErrorReport.objects.get(), editor)
    run_tasks()
    assert not mail.outbox


def test_a_member_with_an_address_nobody_confirmed_may_type_one(
    client_of, story, clock, reader, run_tasks
):
    assert not reader.has_verified_email
    tell(client_of(reader), story, clock, email=GUEST, wants_letter="on")
    run_tasks()
    assert [letter.to for letter in mail.outbox] == [[GUEST]]
    assert ErrorLetter.objects.get().confirmed_at is None


def test_an_address_still_waited_for_is_not_asked_again_on_the_same_device(
    client, story, clock, run_tasks
):
    tell(client, story, clock, email=GUEST)
    run_tasks()
    client.post(link_in(mail.outbox[0]))
    tell(client, story, clock, email=GUEST.upper(), text="第二处")
    tell(Client(), story, clock, email=GUEST, text="第三处")
    run_tasks()
    states = [row.confirmed_at is not None for row in ErrorLetter.objects.order_by("pk")]
    assert states == [True, True, False]
    assert len(mail.outbox) == 2


def test_an_address_is_asked_three_times_a_day_whatever_for(story, clock, run_tasks):
    thread = factories.make_thread(story)
    for number in range(2):
        notifications.subscribe(thread, reader=Commenter(device=f"c{number}"), email=GUEST)
    answers = [tell(Client(), story, clock, email=GUEST, text=f"第{number}处") for number in "12"]
    run_tasks()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(mail.outbox) == 3
    assert ErrorLetter.objects.count() == 1
    assert ErrorReport.objects.count() == 2


def test_machines_have_no_letters_sent(client, story, clock, run_tasks):
    tell(client, story, clock, email=GUEST, **{formtokens.decoy_name(): "x"})
    run_tasks()
    assert ErrorReport.objects.get().outcome == "suspect"
    assert not mail.outbox
    assert not ErrorLetter.objects.exists()


@pytest.mark.parametrize("bad", ["x", "a@b", "a@b.example\nBcc: c@d.example", "甲" * 300])
def test_a_bad_address_comes_back_with_all_that_was_typed(client, story, clock, bad):
    answer = tell(client, story, clock, email=bad)
    assert answer.status_code == 400
    assert "是 52 米" in answer.content.decode()
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("forged", ["1:x", "1:abc:def", "x", "1"])
def test_forged_links_confirm_nothing(client, story, forged):
    address = reverse("news:error_letter", args=[forged])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_the_link_of_one_letter_confirms_no_other(client, story, clock, run_tasks):
    tell(client, story, clock, email=GUEST)
    run_tasks()
    ErrorLetter.objects.update(email="victim@readers.example")
    assert client.post(link_in(mail.outbox[0])).status_code == 404
    assert ErrorLetter.objects.get().confirmed_at is None


def test_turning_a_reader_down_needs_a_reason_and_loses_no_word(
    story, clock, editor, client_of, committed
):
    report = reported(story)
    page = reverse("admin:news_article_correct", args=[story.pk])
    desk = client_of(editor)
    said = {"settle": f"dismissed:{report.pk}", f"note:{report.pk}": "见第三版"}
    answer = desk.post(page, said)
    report.refresh_from_db()
    assert (answer.status_code, report.settled_at) == (200, None)
    assert "见第三版" in answer.content.decode()
    desk.post(page, said | {f"reason:{report.pk}": "unproven"})
    report.refresh_from_db()
    assert (report.outcome, report.reason, report.note) == ("dismissed", "unproven", "见第三版")


def test_a_machine_is_owed_no_reason(story, clock, editor, client_of):
    report = reported(story, is_suspect=True)
    page = reverse("admin:news_article_correct", args=[story.pk])
    assert client_of(editor).post(page, {"settle": f"dismissed:{report.pk}"}).status_code == 302
    report.refresh_from_db()
    assert report.outcome == "dismissed"


def test_the_desk_sees_who_waits_for_a_letter_and_in_which_language(
    story, clock, editor, client_of
):
    with translation.override("en"):
        first = error_letters.want(reported(story), member=None, email=GUEST)
    desk, page = client_of(editor), reverse("admin:news_article_correct", args=[story.pk])
    assert "English" not in _module(desk.get(page))
    ErrorLetter.objects.filter(pk=first.pk).update(confirmed_at=clock.now)
    shown = _module(desk.get(page))
    assert "English" in shown
    assert GUEST not in shown


def _module(answer):
    return answer.content.decode().partition('id="reported"')[2].partition("</section>")[0]


def test_the_desk_asks_as_much_for_many_letters_as_for_one(story, clock, django_assert_num_queries):
    for number in range(5):
        error_letters.want(reported(story, text=f"第{number}处"), member=None, email=GUEST)
    with django_assert_num_queries(1):
        assert [hasattr(one.report, "letter") for one in error_reports.shown(story)][:3] == [
            True,
            True,
            True,
        ]


def test_of_a_story_withdrawn_since_neither_title_nor_address_is_told(
    client_of, story, clock, editor, member, committed, run_tasks
):
    tell(client_of(member), story, clock, wants_letter="on")
    workflow.withdraw(story, by=None)
    settle(committed, ErrorReport.objects.get(), editor)
    run_tasks()
    assert story.title not in mail.outbox[0].body
    assert f"/{story.pk}" not in mail.outbox[0].body
    page = client_of(member).get(reverse("accounts:comments")).content.decode()
    assert "是 52 米" in page
    assert story.title not in page


def test_a_member_sees_the_outcome_beside_the_own_comments(
    client_of, story, clock, editor, member, committed
):
    shown = client_of(member)
    tell(shown, story, clock)
    address = reverse("accounts:comments")
    assert "是 52 米" in shown.get(address).content.decode()
    report = ErrorReport.objects.get()
    settle(committed, report, editor, "dismissed", reason="done", note="见第三版")
    page = shown.get(address).content.decode()
    assert str(ErrorReport.Reason.DONE.label) in page
    assert "见第三版" in page
    assert f'href="{story.get_absolute_url()}"' in page
    other = client_of(factories.make_user("旁人")).get(address).content.decode()
    assert "是 52 米" not in other


def test_the_page_of_a_member_asks_as_much_for_many_reports_as_for_one(
    client_of, story, clock, member, django_assert_num_queries
):
    by = Reader(user_id=member.pk)
    error_reports.report(story, text="第一处", by=by)
    with django_assert_num_queries(2):
        error_reports.reported_by(member, 20)
    for number in range(4):
        error_reports.report(factories.make_article(body=BODY), text=f"又{number}处", by=by)
    with django_assert_num_queries(2):
        assert len(error_reports.reported_by(member, 20)) == 5


def test_who_leaves_takes_the_letters_along(client_of, story, clock, editor, member, run_tasks):
    tell(client_of(member), story, clock, wants_letter="on")
    error_letters.want(reported(story, text="另一处"), member=None, email="Member@readers.example")
    assert len(own_data(member)["letters_about_errors"]) == 2
    leave(member)
    assert not ErrorLetter.objects.exists()
    assert ErrorReport.objects.count() == 2


def test_a_letter_that_could_not_be_sent_is_sent_later(
    client_of, story, clock, editor, member, committed, monkeypatch
):
    tell(client_of(member), story, clock, wants_letter="on")
    report = ErrorReport.objects.get()
    error_reports.settle([report.pk], story, outcome="mended", by=editor)

    def fail(*_words, **_more):
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr("news.error_letters.EmailMessage.send", fail)
        with pytest.raises(OSError, match="no room"):
            error_letters.tell_later.call(report.pk)
    assert ErrorLetter.objects.count() == 1
    assert error_letters.tell_later.call(report.pk)
    assert not error_letters.tell_later.call(report.pk)


def test_a_confirmed_address_is_kept_a_year_at_most(client, story, clock, run_tasks):
    tell(client, story, clock, email=GUEST)
    run_tasks()
    client.post(link_in(mail.outbox[0]))
    purge(clock.now + timedelta(days=365))
    assert ErrorLetter.objects.exists()
    purge(clock.now + timedelta(days=367))
    assert not ErrorLetter.objects.exists()
