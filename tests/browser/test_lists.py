"""The lists of the desk in a browser: nothing forbidden or inaccessible, also on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from portal.lib import savedviews
from tests import factories
from tests.browser.looking import AXE
from tests.browser.test_palette import go, tab

__all__ = ["go", "tab"]

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/news/article/"
PAGES = ("?state=live", "views/", "views/new/?state=live", "columns/", "export/")


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_a_list_are_accessible(tab, go, administrator, width):
    story = factories.make_article(tags=["渡口"])
    savedviews.keep("news.article", "在线的", "state=live", by=administrator, is_shared=True)
    tab.set_viewport_size({"width": width, "height": 900})
    for page in (*PAGES, f"bulk/?ids={story.pk}", "../../jump/?q=渡口"):
        go(f"{LIST}{page}")
        found = Axe().run(tab, options=AXE).response["violations"]
        assert [(page, one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page


def test_many_are_changed_with_the_keyboard_and_mouse(tab, go):
    story = factories.make_article(state="draft")
    go(LIST)
    tab.locator(f"[name=_selected_action][value='{story.pk}']").check()
    tab.locator("select[name=action]").select_option("change_chosen")
    tab.locator("button[name=index]").click()
    tab.locator("[name=add_tags]").fill("城建")
    tab.locator("[name=add_tags]").press("Enter")
    expect(tab.locator("ins")).to_have_text("城建")
    tab.locator("[name=confirmed]").click()
    expect(tab.locator("ins")).to_have_text("城建")
    assert list(story.tags.values_list("name", flat=True)) == ["城建"]
