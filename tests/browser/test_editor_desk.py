"""The editor's desk round the text: tidy, find, counts, punctuation, full screen, keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_editor import act, complaints, edit, save, tool

__all__ = ["complaints", "edit"]

pytestmark = [pytest.mark.urls("tests.browser.editor_page"), pytest.mark.django_db]

Edit = Callable[[str], None]
UNTIDY = '<p>他说,<strong>旧船厂</strong>不拆了...</p><figure data-image="12"></figure><p>好.</p>'
TIDY = '<p>他说，<strong>旧船厂</strong>不拆了……</p><figure data-image="12"></figure><p>好。</p>'


def test_the_text_is_tidied_in_one_step_and_undone_in_one(page: Page, edit: Edit) -> None:
    edit(UNTIDY)
    tool(page, "Tidy")
    expect(page.locator(".editor-message")).to_have_text("Tidied. Undo takes it back.")
    expect(page.locator(".ProseMirror > p").first).to_have_text("他说，旧船厂不拆了……")
    page.keyboard.press("Control+z")
    expect(page.locator(".ProseMirror > p").first).to_have_text("他说,旧船厂不拆了...")
    assert save(page) == UNTIDY
    tool(page, "Tidy")
    expect(page.locator(".editor-message")).to_have_text("Tidied. Undo takes it back.")
    tool(page, "Tidy")
    expect(page.locator(".editor-message")).to_have_text("Nothing to tidy.")
    assert save(page) == TIDY


def test_the_text_stays_when_the_desk_does_not_answer(page: Page, edit: Edit) -> None:
    edit(UNTIDY)
    page.route("**/tidy/", lambda route: route.fulfill(status=200, body="<p>sign in</p>"))
    tool(page, "Tidy")
    expect(page.locator(".editor-message")).to_contain_text("Your text is as it was.")
    assert save(page) == UNTIDY


def test_words_are_found_counted_and_replaced_at_once(page: Page, edit: Edit) -> None:
    edit("<p>IPO与ｉｐｏ，<em>I</em>PO</p><h2>ipo</h2><p>别的</p>")
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+f")
    bar = page.get_by_role("search")
    bar.get_by_role("searchbox").fill("ipo")
    expect(bar.locator("output")).to_have_text("1/4")
    bar.get_by_role("searchbox").press("Enter")
    expect(bar.locator("output")).to_have_text("2/4")
    bar.get_by_label("Match case and width").check()
    expect(bar.locator("output")).to_have_text("1/1")
    bar.get_by_label("Match case and width").uncheck()
    bar.get_by_role("textbox", name="Replace with").fill("上市")
    bar.get_by_role("button", name="Replace", exact=True).click()
    expect(bar.locator("output")).to_have_text("1/3")
    bar.get_by_role("button", name="Replace all").click()
    expect(page.locator(".editor-message")).to_have_text("Replaced in 3 places.")
    replaced = "<p>上市与上市，<em>上市</em></p><h2>上市</h2><p>别的</p>"
    assert page.locator("textarea[name=body]").input_value() == replaced
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    page.locator(".ProseMirror").focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".ProseMirror h2")).to_have_text("ipo")
    expect(page.locator(".ProseMirror > p").first).to_have_text("上市与ｉｐｏ，IPO")


def test_the_foot_counts_as_chinese_papers_do(page: Page, edit: Edit) -> None:
    edit(
        "<p>旧船厂，IPO 1,000元。</p><h2>“不拆”</h2>"
        '<figure data-image="12"></figure><aside class="note"><p>不算在内</p></aside>'
    )
    foot = page.locator(".editor-foot")
    expect(foot).to_contain_text("Characters: 12")
    expect(foot).to_contain_text("Latin words: 2")
    expect(foot).to_contain_text("Paragraphs: 2")
    expect(foot).to_contain_text("Pictures: 1")
    act(page, "insertContentAt(1, '新')")
    expect(foot).to_contain_text("Characters: 13")


def test_the_punctuation_is_checked_and_each_place_led_to(page: Page, edit: Edit) -> None:
    edit("<p>他说：“不拆了。</p><p>真的,好，，见https://a.example/a,b ，It’s 3:2</p>")
    tool(page, "Check punctuation")
    panel = page.get_by_role("region", name="Check punctuation")
    expect(panel.get_by_role("listitem")).to_have_count(3)
    expect(page.locator(".editor-message")).to_have_text("Places to look at: 3")
    panel.get_by_role("listitem").nth(2).get_by_role("button").click()
    assert page.evaluate("String(getSelection())") == "，，"
    edit("<p>他说：“不拆了。”</p>")
    tool(page, "Check punctuation")
    expect(page.locator(".editor-message")).to_have_text("The punctuation is in order.")
    expect(panel).to_be_hidden()


def test_the_whole_screen_and_the_sheet_of_keys(page: Page, edit: Edit) -> None:
    edit("<p>a</p>")
    box = page.locator(".prose-editor")
    tool(page, "Full screen")
    assert box.bounding_box() == {"x": 0, "y": 0, **(page.viewport_size or {})}
    page.keyboard.press("Escape")
    expect(box).not_to_have_class("is-full")
    # A question mark typed is a question mark; elsewhere it opens the sheet.
    page.locator(".ProseMirror").focus()
    page.keyboard.type("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Heading", exact=True).focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_tools_fit_a_phone(page: Page, edit: Edit) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    edit("<p>他说,好</p>")
    tool(page, "Check punctuation")
    tool(page, "Find and replace")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    menu = page.get_by_role("toolbar").bounding_box()
    assert menu is not None
    assert menu["height"] <= 330
