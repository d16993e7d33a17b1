"""From sign-in to a published story by the keyboard alone: no pointer, no focus set by a script."""

import pytest
from playwright.sync_api import Page, expect

from news.models import Article
from tests import factories
from tests.portal.accounts.test_desk_access import SECRET, code_now

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TABS = 150
IS_THERE = "wanted => document.activeElement?.matches(wanted)"
"""Between two pages there is no element at all."""


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is there."""
    page.wait_for_load_state()
    for _press in range(MOST_TABS):
        if page.evaluate(IS_THERE, wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def write(page: Page, wanted: str, words: str) -> None:
    tab_to(page, wanted)
    page.keyboard.type(words)


def test_a_story_is_published_without_a_pointer(page, live_server, editor):
    section = factories.make_category("公交", slug="buses")
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/accounts/login/?next=/admin/")
    write(page, "[name=login]", editor.username)
    write(page, "[name=password]", "pass-phrase")
    page.keyboard.press("Enter")
    expect(page.locator("[name=code]")).to_be_visible()
    write(page, "[name=code]", code_now(SECRET))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/admin/")

    tab_to(page, ".head form button.pri")
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror")).to_be_visible()
    tab_to(page, "#id_category")
    page.keyboard.press("ArrowDown")
    write(page, "#id_title", "夜班公交改道一个月")
    write(page, ".ProseMirror", "凌晨一点，末班车从渡口开出。")
    tab_to(page, "button[name=_publish]")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_be_visible()
    article = Article.objects.get()
    assert article.is_live()
    assert (article.title, article.category) == ("夜班公交改道一个月", section)
    assert "凌晨一点，末班车从渡口开出。" in article.body
