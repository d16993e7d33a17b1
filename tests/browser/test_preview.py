"""The preview and the corrections in a real browser: frames, paper, access for everyone."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe

from news import preview_links, revisions
from tests.browser.looking import AXE
from tests.browser.test_admin import go, story, tab  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

SURFACES = ("phone", "desktop", "print", "card", "feed", "search")
OWN = AXE | {"iframes": False}
"""The frames hold the readers' pages, which are looked at by themselves."""


def look(tab, path, width):  # noqa: F811
    results = Axe().run(tab, options=OWN)
    assert results.response["passes"], "axe looked at nothing"
    assert results.response["violations"] == [], results.generate_report()
    assert tab.evaluate("window.violations") == [], path
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_screens_are_for_everyone(tab, go, story, administrator, width, scheme):  # noqa: F811
    preview_links.make(story, by=administrator, lasts=datetime.timedelta(days=1), note="律师")
    revisions.save(story, {"summary": "等着发表的。"}, by=administrator)
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 3_000})
    base = f"/admin/news/article/{story.pk}"
    for path in [*(f"{base}/preview/?on={on}" for on in SURFACES), f"{base}/correct/"]:
        go(path)
        tab.wait_for_load_state("networkidle")
        look(tab, path, width)


def test_phone_is_as_wide_as_a_phone_and_paper_has_no_menu(tab, go, story):  # noqa: F811
    tab.set_viewport_size({"width": 1280, "height": 1000})
    go(f"/admin/news/article/{story.pk}/preview/?on=phone")
    tab.wait_for_load_state("networkidle")
    phone = tab.frames[1]
    assert phone.evaluate("innerWidth") == 390
    assert phone.locator("h1").inner_text().replace("\n", "").endswith("龙门吊不拆了")
    go(f"/admin/news/article/{story.pk}/preview/?on=print")
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(500)
    paper = tab.frames[1]
    assert paper.locator("html").get_attribute("data-on-paper") == "1"
    assert not paper.locator(".tools").first.is_visible()
    assert paper.locator(".printurl").is_visible()


def test_correction_is_said_by_the_keyboard_alone(tab, go, story):  # noqa: F811
    go(f"/admin/news/article/{story.pk}/correct/")
    tab.locator("#id_text").focus()
    tab.keyboard.type("第一段应为三百米，不是五百米。")
    tab.keyboard.press("Tab")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.locator('[name="say"]').focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert story.corrections.filter(text__contains="不是五百米").exists()
