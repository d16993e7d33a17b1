"""The small pages around a discussion, on a phone in the dark: axe, the policy, the width."""

import re

import pytest
from django.core import mail, signing
from django.urls import reverse
from playwright.sync_api import expect

from comments import appeals, moderation, notices, notifications, things
from comments.models import Comment, Subscription
from comments.readers import Reader
from comments.statements import ticket_of
from portal.site.models import SiteSettings
from tests import factories
from tests.browser.looking import look_at
from tests.browser.test_admin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread():
    SiteSettings(comment_policy="open", holds_first_comments=False).save()
    factories.make_reaction_kinds()
    return things.open_thread(factories.make_article(title="旧船厂的龙门吊不拆了"))


@pytest.fixture
def phone(tab, live_server):
    """A phone in the dark, which goes to a path of the site."""
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.emulate_media(color_scheme="dark")

    def go(path):
        tab.goto(f"{live_server.url}{path}")
        look_at(tab)
        return tab

    return go


def test_reporting_a_comment_and_an_error(phone, thread):
    comment = factories.make_comment(thread)
    page = phone(reverse("comments:report", args=[comment.pk]))
    page.locator("form.cf select").select_option("abuse")
    page.locator("form.cf button").click()
    expect(page.locator("h1")).to_have_count(1)
    look_at(page)
    page = phone(reverse("news:error", args=[thread.object_id]))
    page.locator("[name=text]").fill("是 52 米。")
    page.locator("form.cf button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("是 52 米。")
    look_at(page)


def test_words_marked_in_a_story_choose_the_sentence(tab, live_server, thread):
    tab.goto(f"{live_server.url}{thread.thing.get_absolute_url()}")
    tab.evaluate("getSelection().selectAllChildren(document.querySelector('#text p'))")
    link = tab.locator("[data-mend]")
    tab.wait_for_function("document.querySelector('[data-mend]').search !== ''")
    link.click()
    expect(tab.locator("[name=sentence] option:checked")).to_contain_text("早上六点")


def test_notices_and_appeals(phone, thread, reader, moderator):
    phone(reverse("comments:notice"))
    comment = factories.make_comment(thread, author=reader, state="pending")
    notice = notices.give(
        url=f"http://testserver{comment.get_absolute_url()}", law="民法典", explanation="照片"
    )
    phone(notice.get_absolute_url())
    (decision,) = moderation.reject([comment], by=moderator, reason=1)
    address = reverse("comments:statement", args=[ticket_of(decision)])
    phone(address)
    appeals.appeal(decision, "我说的是事实。")
    phone(address)
    phone(reverse("comments:transparency"))


def test_letters_end_and_are_confirmed(phone, thread, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    notifications.subscribe(thread, reader=Reader(device="d"), email="guest@example.org")
    (asking,) = mail.outbox
    page = phone(re.search(r"https?://[^/]+(/\S*/confirm/\S+)", asking.body)[1])
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    look_at(page)
    ending = signing.Signer(salt="comments.notifications.end")
    page = phone(
        reverse("comments:end_letters", args=[ending.sign(str(Subscription.objects.get().pk))])
    )
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    look_at(page)
    assert not Subscription.objects.exists()


def test_ones_own_comment_is_changed_and_withdrawn(phone, tab, live_server, thread, reader):
    comment = factories.make_comment(thread, author=reader)
    sign_in(tab, reader, live_server.url)
    phone(reverse("comments:own", args=[comment.pk]))
    phone(reverse("comments:part", args=[factories.make_comment(thread).pk]))
    page = phone(reverse("comments:own", args=[comment.pk]))
    page.locator("main details summary").last.click()
    look_at(page)
    page.locator(f'form[action="{reverse("comments:withdraw", args=[comment.pk])}"] button').click()
    expect(page.locator("h1, [role=status]").first).to_be_visible()
    comment.refresh_from_db()
    assert comment.state == Comment.State.WITHDRAWN


def test_what_is_sent_without_the_script_is_confirmed_and_refused(phone, thread):
    page = phone(thread.thing.get_absolute_url())
    page.locator("#tx").fill("桥修好了吗？")
    page.evaluate("document.querySelector('form.stick').submit()")
    expect(page.locator("main form")).to_have_count(1)
    look_at(page)
    page.locator("main form button").click()
    expect(page.locator("textarea")).to_have_value("桥修好了吗？")
    look_at(page)
