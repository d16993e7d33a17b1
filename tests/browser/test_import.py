"""A table taken in with a browser, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from news import taking_in
from news.models import Article, Intake
from tests import factories
from tests.browser.looking import AXE
from tests.browser.test_palette import go, tab

__all__ = ["go", "tab"]

pytestmark = pytest.mark.django_db(transaction=True)


def look_at(tab: Page, width: int) -> None:
    found = Axe().run(tab, options=AXE).response
    assert found["passes"], "axe looked at nothing"
    assert found["violations"] == [], tab.url
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, tab.url


@pytest.mark.parametrize("width", [1280, 390])
def test_a_table_is_looked_at_and_taken_in(tab, go, width):
    section = factories.make_category("城建")
    story = factories.make_article(title="旧标题", state="draft")
    lines = [
        "number,title,section,notes",
        f"{story.pk},新标题,{section.path},x",
        f",渡口的早班船,{section.path},",
        ",没有栏目的稿件,没有,",
    ]
    tab.set_viewport_size({"width": width, "height": 900})
    go("/admin/news/article/")
    tab.locator("a[href$='/article/import/']").click()
    look_at(tab, width)
    table = {"name": "stories.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    tab.locator("[name=file]").set_input_files(table)
    tab.locator("#content-main [type=submit]").click()
    expect(tab.locator("ul.rows .bad")).to_have_count(1)
    look_at(tab, width)
    assert Article.objects.count() == 1
    tab.locator("button.pri").press("Enter")
    expect(tab.locator("button.pri")).to_have_count(0)
    look_at(tab, width)
    story.refresh_from_db()
    assert story.title == "新标题"
    assert Article.objects.count() == 2


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_of_a_long_table_follows_the_worker(tab, go, width, monkeypatch):
    monkeypatch.setattr(taking_in, "AT_ONCE", 1)
    section = factories.make_category("城建")
    lines = ["title,section", *(f"渡口的早班船{number},{section.path}" for number in range(3))]
    tab.set_viewport_size({"width": width, "height": 900})
    go("/admin/news/article/import/")
    table = {"name": "stories.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    tab.locator("[name=file]").set_input_files(table)
    tab.locator("#content-main [type=submit]").click()
    tab.locator("button.pri").click()
    expect(tab.locator("#at-work progress")).to_have_attribute("value", "0")
    look_at(tab, width)
    taking_in.take_in(Intake.objects.get(), seconds=60)
    expect(tab.locator("#at-work")).to_have_count(0)
    expect(tab.locator("ul.rows li")).to_have_count(3)
    look_at(tab, width)
    assert Article.objects.count() == 3
