"""The palette in a browser: its keys, what it leaves alone, and what it answers late."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.looking import AXE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tab(desk_of: Callable[[Any], Page], administrator: Any) -> Page:
    return desk_of(administrator)


@pytest.fixture
def go(tab: Page, live_server: Any) -> Callable[[str], None]:
    return lambda path: tab.goto(f"{live_server.url}{path}")


def test_slash_words_and_enter_lead_to_a_story(tab, go):
    story = factories.make_article(title="渡口的早班船")
    factories.make_article(title="早班船的账本")
    go("/admin/")
    tab.keyboard.press("/")
    dialog = tab.locator("#palette")
    expect(dialog).to_be_visible()
    box = dialog.locator("[role=combobox]")
    expect(box).to_be_focused()
    box.press_sequentially("渡口的早班")
    options = dialog.get_by_role("option")
    expect(options).to_have_count(1)
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert Axe().run(tab, options=AXE).response["violations"] == []
    box.press("Enter")
    tab.wait_for_url(f"**/admin/news/article/{story.pk}/change/")


def test_arrows_go_round_and_escape_closes(tab, go):
    go("/admin/news/article/")
    tab.keyboard.press("Control+k")
    box = tab.locator("#palette [role=combobox]")
    options = tab.locator("#palette [role=option]")
    expect(options.nth(2)).to_be_visible()
    chosen = tab.locator("#palette [aria-selected=true]")
    expect(chosen).to_have_id("palette-option-0")
    box.press("ArrowDown")
    expect(chosen).to_have_id("palette-option-1")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(chosen).to_have_id(f"palette-option-{options.count() - 1}")
    box.press("Escape")
    expect(tab.locator("#palette")).to_be_hidden()


def test_keys_typed_into_fields_and_lists_are_left_alone(tab, go):
    go("/admin/news/article/")
    tab.locator("#searchbar").press_sequentially("a/b")
    expect(tab.locator("#searchbar")).to_have_value("a/b")
    expect(tab.locator("#palette")).to_be_hidden()
    # A list with keys of its own hears none that are typed here, and keeps those it takes.
    tab.evaluate(
        "window.heard = [];"
        "document.addEventListener('keydown', event => window.heard.push(event.key))"
    )
    tab.locator("h1").first.click()
    tab.keyboard.press("/")
    tab.locator("#palette [role=combobox]").press_sequentially("jk")
    assert tab.evaluate("window.heard") == ["/"]


def test_a_late_answer_does_not_replace_a_later_one(tab, go):
    factories.make_article(title="渡口的早班船")
    factories.make_article(title="龙门吊不拆了")
    go("/admin/")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route) if "%E6%B8%A1" in route.request.url else route.continue_()

    tab.route("**/jump.json*", hold)
    tab.keyboard.press("/")
    box = tab.locator("#palette [role=combobox]")
    box.fill("渡口")
    tab.wait_for_timeout(400)
    assert held
    box.fill("龙门吊")
    option = tab.locator("#palette [role=option]").first
    expect(option).to_contain_text("龙门吊不拆了")
    for route in held:
        route.continue_()
    tab.wait_for_timeout(300)
    expect(option).to_contain_text("龙门吊不拆了")


def test_a_phone_opens_it_by_its_button(tab, go):
    tab.set_viewport_size({"width": 390, "height": 800})
    go("/admin/")
    tab.locator("[data-palette]").click()
    expect(tab.locator("#palette [role=combobox]")).to_be_focused()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
