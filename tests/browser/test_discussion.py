"""The discussion below a story, by keyboard, with and without a script."""

import pytest
from playwright.sync_api import expect

from comments import things
from comments.models import Agreement, Comment
from tests import factories
from tests.browser.looking import look_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def comment():
    factories.make_reaction_kinds()
    thread = things.open_thread(factories.make_article())
    picked = factories.make_comment(thread, guest_name="柳湾老顾", is_picked=True, agree_count=86)
    factories.make_comment(thread, parent=picked, root=picked, depth=2, guest_name="路灯下的猫")
    Comment.objects.filter(pk=picked.pk).update(edited_at=picked.created_at)
    thread.comment_count = 2
    thread.save()
    return picked


def test_a_reader_agrees_by_keyboard_and_takes_it_back(tab, live_server, comment):
    tab.goto(f"{live_server.url}{comment.thread.thing.get_absolute_url()}")
    button = tab.locator(f'[data-agree="{comment.pk}"]')
    button.focus()
    tab.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_contain_text("87")
    look_at(tab)
    tab.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.focus()
    tab.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not Agreement.objects.exists()
    tab.locator(".cs .seg a").nth(2).focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".cs .seg [aria-current]")).to_have_text("最多赞同")
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.emulate_media(color_scheme="dark")
    tab.reload()  # colours that fade over are measured half way else
    look_at(tab)


def test_a_member_sees_what_waits_for_review_below_a_topic_as_well(
    tab, live_server, client_of, reader
):
    topic = factories.make_topic(title="把河还给城", slug="river")
    thread = things.open_thread(topic)
    waiting = {"author": reader, "state": Comment.State.PENDING}
    factories.make_comment(thread, "二期何时开工？", **waiting)
    factories.make_comment(thread, "别人的话。", guest_name="猫", state=Comment.State.PENDING)
    address = f"{live_server.url}{topic.get_absolute_url()}"
    tab.goto(address)
    expect(tab.locator("#comments")).to_be_visible()
    expect(tab.get_by_text("二期何时开工？")).to_have_count(0)
    session = client_of(reader).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    tab.goto(address)
    expect(tab.locator("#comments").get_by_text("二期何时开工？")).to_be_visible()
    expect(tab.get_by_text("别人的话。")).to_have_count(0)
    look_at(tab)


def test_without_a_script_agreeing_leads_to_a_page_of_ones_own(
    browser, browser_context_args, live_server, comment
):
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    plain = context.new_page()
    plain.goto(f"{live_server.url}{comment.thread.thing.get_absolute_url()}")
    plain.locator(f'[data-agree="{comment.pk}"]').click()
    expect(plain.locator("main [role=status]")).to_be_visible()
    assert Agreement.objects.count() == 1
    plain.locator("main form button").first.click()
    expect(plain.locator("main [role=status]")).to_be_visible()
    assert not Agreement.objects.exists()
    context.close()
