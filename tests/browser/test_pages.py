"""The reader pages in a browser: what the script adds."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from news import reads
from news.models import ArticleStats, ReactionCount

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reaction_is_left_and_withdrawn_in_place(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    button = tab.locator(".react button").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_name("鲜花，1 人")
    expect(button.locator(".n")).to_have_text("1")
    assert ReactionCount.objects.get(article=story).count == 1
    tab.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button.locator(".n")).to_have_text("0")


def test_a_read_is_counted_once_the_page_is_seen(tab, live_server, story):
    with tab.expect_response("**/seen/**") as answer:
        tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    assert answer.value.status == 204
    reads.flush()
    assert ArticleStats.objects.get(article=story).view_count == 1


def test_a_comment_waits_for_review_where_its_writer_sees_it(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    form = tab.locator("form.stick")
    form.locator("[name=name]").fill("夜跑的阿北")
    form.locator("[name=text]").fill("三百米太短。")
    form.locator("button").click()
    waiting = tab.locator(".c.wait")
    expect(waiting).to_contain_text("三百米太短。")
    assert Comment.objects.get(guest_name="夜跑的阿北").state == Comment.State.PENDING
    expect(form.locator("[name=text]")).to_have_value("")
    tab.reload()
    expect(waiting).to_contain_text("三百米太短。")


def test_what_is_wrong_with_a_comment_is_said_beside_it(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    form = tab.locator("form.stick")
    form.locator("[name=text]").fill("没有写名字。")
    form.evaluate("form => form.noValidate = true")
    form.locator("button").click()
    expect(form.locator("[data-error]")).to_be_visible()
    expect(form.locator("[name=text]")).to_have_value("没有写名字。")


def test_theme_and_text_size_are_kept_on_the_device(tab, live_server, story):
    address = f"{live_server.url}{story.get_absolute_url()}"
    tab.goto(address)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    before = tab.evaluate(paper)
    tab.locator("#th-dark").check(force=True)
    tab.locator("#fs-x").check(force=True)
    assert tab.evaluate(paper) != before
    tab.goto(address)
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    expect(tab.locator("#fs-x")).to_be_checked()
    assert tab.evaluate("getComputedStyle(document.querySelector('.prose')).fontSize") == "24.48px"


def test_pictures_enlarge_and_give_the_focus_back(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    shot = tab.locator("a[data-lb]").first
    shot.click()
    lightbox = tab.locator("dialog.lb")
    expect(lightbox).to_be_visible()
    expect(lightbox.locator(".num")).to_have_text("1 / 2")
    tab.keyboard.press("ArrowRight")
    expect(lightbox.locator(".num")).to_have_text("2 / 2")
    tab.keyboard.press("Escape")
    expect(lightbox).to_be_hidden()
    expect(tab.locator("a[data-lb]").nth(1)).to_be_focused()


def test_menu_and_code_open_without_script(browser, live_server, story):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    tab.locator('[popovertarget="menu"]').first.click()
    expect(tab.locator("#menu")).to_be_visible()
    tab.keyboard.press("Escape")
    tab.locator('[popovertarget="qr"]').first.click()
    expect(tab.locator("#qr img")).to_be_visible()
    context.close()


def test_film_waits_for_a_click(tab, live_server, story):
    tab.route("https://player.bilibili.com/**", lambda route: route.fulfill(body="player"))
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    assert tab.locator("iframe").count() == 0
    tab.locator("[data-embed]").click()
    expect(tab.frame_locator("iframe").locator("body")).to_have_text("player")
    assert tab.evaluate("window.violations") == []


def test_member_sees_the_account_and_saves_the_story(tab, live_server, story, reader):
    tab.goto(f"{live_server.url}/accounts/login/")
    tab.locator("[name=login]").fill(reader.username)
    tab.locator("main [name=password]").fill("pass-phrase")
    tab.locator("main .btn.pri").click()
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    expect(tab.locator(".util [data-account]")).to_have_text(reader.display_name)
    button = tab.locator("[data-save]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    tab.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
