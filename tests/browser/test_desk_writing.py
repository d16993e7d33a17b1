"""Writing a story in a browser: nothing typed is lost, whatever happens to tab, line or session."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from news import revisions
from news.models import Article, Draft, Revision
from tests import factories
from tests.browser.looking import AXE, COUNT_VIOLATIONS, sign_in, wait_for_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_desk(browser: Browser, live_server: Any) -> Iterator[Callable[[Any], Page]]:
    """Open a browser of its own in which somebody is signed in."""
    pages: list[Page] = []
    thrown: list[str] = []

    def open_browser(user: Any) -> Page:
        page = browser.new_context(locale="zh-CN", service_workers="block").new_page()
        sign_in(page, user, live_server.url)
        page.add_init_script(COUNT_VIOLATIONS)
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: thrown.append(str(error)))
        pages.append(page)
        return page

    yield open_browser
    for page in pages:
        page.context.close()
    assert thrown == []


@pytest.fixture
def story(db: None) -> Article:
    return factories.make_article(state="draft", title="旧船厂", body="<p>第一段。</p>")


@pytest.fixture
def address(story: Article, live_server: Any) -> str:
    return f"{live_server.url}/admin/news/article/{story.pk}/change/"


def write(page: Page, title: str) -> None:
    page.locator("#id_title").fill(title)


def autosaved(page: Page) -> None:
    expect(page.locator("[data-autosaved]")).to_contain_text(":", timeout=10_000)


def kept_in_browser(page: Page) -> None:
    """Wait for it; the page's policy lets nobody put a function into it to wait there."""
    for _attempt in range(50):
        if page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('desk:'))"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("The browser keeps nothing.")


def test_what_was_typed_is_offered_back_after_the_browser_was_killed(
    at_desk: Callable[[Any], Page], editor: Any, story: Article, address: str
) -> None:
    page = at_desk(editor)
    page.goto(address)
    expect(page.locator(".ProseMirror")).to_be_visible()
    write(page, "打了一半的题目")
    page.locator(".ProseMirror").click()
    page.keyboard.type("后来的话")
    autosaved(page)
    page.wait_for_timeout(2_500)
    assert "后来的话" in Draft.objects.get().state["body"]
    page.context.close()
    again = at_desk(editor)
    # Tall enough for the whole form: the bar of buttons covers nothing then.
    again.set_viewport_size({"width": 1280, "height": 9_000})
    again.goto(address)
    wait_for_form(again)
    results = Axe().run(again, options=AXE)
    assert not results.response["violations"], results.generate_report()
    again.locator("[data-offer] a[href='?draft=1']").click()
    expect(again.locator("#id_title")).to_have_value("打了一半的题目")
    assert "后来的话" in again.locator("textarea[name=body]").input_value()
    assert again.evaluate("window.violations") == []
    assert Article.objects.get(pk=story.pk).title == "旧船厂"


def test_without_a_line_the_text_is_kept_here_and_sent_later(
    at_desk: Callable[[Any], Page], editor: Any, story: Article, address: str
) -> None:
    page = at_desk(editor)
    page.goto(address)
    expect(page.locator(".ProseMirror")).to_be_visible()
    page.context.set_offline(True)
    write(page, "断线时写的")
    kept_in_browser(page)
    page.wait_for_timeout(3_000)
    page.context.set_offline(False)
    autosaved(page)
    assert Draft.objects.get().state["title"] == "断线时写的"


def test_text_the_desk_never_got_is_offered_from_the_browser(
    at_desk: Callable[[Any], Page], editor: Any, story: Article, address: str
) -> None:
    page = at_desk(editor)
    page.goto(address)
    expect(page.locator(".ProseMirror")).to_be_visible()
    page.route("**/draft/", lambda route: route.abort())
    write(page, "只在浏览器里")
    kept_in_browser(page)
    page.unroute("**/draft/")
    page.route("**/draft/", lambda route: route.continue_())
    other = page.context.new_page()
    page.close()
    other.goto(address)
    button = other.locator("[data-told] button").nth(1)
    button.click()
    expect(other.locator("#id_title")).to_have_value("只在浏览器里")


def test_a_session_that_ended_costs_nothing(
    at_desk: Callable[[Any], Page], editor: Any, story: Article, address: str, live_server: Any
) -> None:
    page = at_desk(editor)
    page.goto(address)
    expect(page.locator(".ProseMirror")).to_be_visible()
    page.context.clear_cookies()
    write(page, "退出以后写的")
    expect(page.locator("[data-autosaved] a")).to_be_visible(timeout=10_000)
    sign_in(page, editor, live_server.url)
    expect(page.locator("[data-autosaved] a")).to_have_count(0, timeout=15_000)
    autosaved(page)
    assert Draft.objects.get().state["title"] == "退出以后写的"


def test_a_second_tab_keeps_its_text_to_itself(
    at_desk: Callable[[Any], Page], editor: Any, story: Article, address: str
) -> None:
    first = at_desk(editor)
    first.goto(address)
    second = first.context.new_page()
    second.goto(address)
    for page in (first, second):
        expect(page.locator(".ProseMirror")).to_be_visible()
    write(first, "第一个窗口")
    autosaved(first)
    write(second, "第二个窗口")
    expect(second.locator("[data-told] .notice").first).to_be_visible(timeout=10_000)
    assert Draft.objects.get().state["title"] == "第一个窗口"
    expect(second.locator("[data-told] .notice")).to_have_count(1)
    kept = second.evaluate("Object.values(localStorage).join()")
    assert "第二个窗口" in kept


def test_two_browsers_never_overwrite_each_other(
    at_desk: Callable[[Any], Page], editor: Any, chief: Any, story: Article, address: str
) -> None:
    ours, theirs = at_desk(editor), at_desk(chief)
    ours.goto(address)
    theirs.goto(address)
    expect(ours.locator("[data-others]")).to_contain_text("总编辑", timeout=15_000)
    write(theirs, "总编的题目")
    theirs.locator("button[name=_continue][data-first]").click()
    theirs.wait_for_load_state()
    write(ours, "编辑的题目")
    ours.locator("button[name=_continue][data-first]").click()
    ours.wait_for_url("**/merge/")
    assert Article.objects.get(pk=story.pk).title == "总编的题目"
    assert not Axe().run(ours, options=AXE).response["violations"]
    ours.locator("button[name=whole][value=mine]").click()
    ours.wait_for_url("**/change/")
    assert Article.objects.get(pk=story.pk).title == "编辑的题目"
    titles = {row.state["title"] for row in Revision.objects.filter(article=story)}
    assert {"总编的题目", "编辑的题目"} <= titles
    assert list(revisions.faults()) == []
