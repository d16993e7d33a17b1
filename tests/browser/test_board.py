"""The board of a front in a browser: dragging, lists, announcements, everyone's access."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from news import frontpage
from news.frontpage import Stand
from news.models import FrontPage
from tests import factories
from tests.browser.looking import AXE, sign_in
from tests.browser.test_admin import make_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stories(db):
    section = factories.make_category("城建", slug="building", front_layout="four")
    return [
        factories.make_article(
            category=section, title=f"渡口的第{n}班船", cover=make_picture(f"渡口{n}").pk
        )
        for n in range(4)
    ]


@pytest.fixture
def paper(stories):
    return FrontPage.objects.create(language="zh-hans")


@pytest.fixture
def tab(desk_of, live_server, chief, paper):
    """The board, open before the chief editor."""
    page = desk_of(chief)
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{live_server.url}/admin/news/frontpage/{paper.pk}/change/")
    return page


def zone(tab, key):
    return tab.locator(f'[data-zone="{key}"]')


def placed(paper):
    return [
        (frontpage.key_of_slot(slot), slot.article)
        for slot in paper.versions.drafts().get().slots.select_related("article")
    ]


def choose(tab, story, label, *, by_keyboard=False):
    card = tab.locator(f"#story-{story.pk}")
    card.locator("select").select_option(label)
    button = card.locator("[name=move]")
    if by_keyboard:
        button.focus()
        tab.keyboard.press("Enter")
    else:
        button.click()


def test_a_card_is_dragged_into_a_place_and_announced(tab, paper, stories):
    tab.locator(f"#story-{stories[2].pk} .grip").drag_to(zone(tab, "lead").locator("h3"))
    expect(zone(tab, "lead").locator(f"#story-{stories[2].pk}")).to_be_visible()
    expect(tab.locator("p.visually-hidden[role=status]")).to_contain_text(stories[2].title)
    assert placed(paper) == [("lead", stories[2])]


def test_a_card_is_moved_by_keyboard_and_keeps_the_focus(tab, paper, stories):
    choose(tab, stories[1], "strip", by_keyboard=True)
    expect(zone(tab, "strip").locator(f"#story-{stories[1].pk}")).to_be_visible()
    assert tab.evaluate("document.activeElement.name") == f"to-{stories[1].pk}"
    choose(tab, stories[0], "strip")
    expect(zone(tab, "strip").locator(".item")).to_have_count(2)
    zone(tab, "strip").locator(f"#story-{stories[0].pk} [name=up]").click()
    expect(zone(tab, "strip").locator(".item").first).to_have_id(f"story-{stories[0].pk}")
    assert placed(paper) == [("strip", stories[0]), ("strip", stories[1])]


def test_a_card_is_dragged_back_to_the_pool(tab, paper, stories):
    choose(tab, stories[0], "lead")
    card = zone(tab, "lead").locator(f"#story-{stories[0].pk}")
    expect(card).to_be_visible()
    tab.locator(f"#story-{stories[0].pk} .grip").drag_to(tab.locator(".pool .find"))
    expect(zone(tab, "pool").locator(f"#story-{stories[0].pk}")).to_be_visible()
    assert placed(paper) == []


def test_a_stale_board_says_so_and_shows_what_is(tab, paper, stories, editor):
    frontpage.move(paper, stories[3].pk, "lead", by=editor, stand=Stand())
    choose(tab, stories[0], "lead")
    expect(tab.locator(".messagelist .error")).to_contain_text("编辑")
    expect(zone(tab, "lead").locator(f"#story-{stories[3].pk}")).to_be_visible()


def test_without_scripts_the_same_buttons_do_the_same(browser, live_server, chief, paper, stories):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, chief, live_server.url)
    tab.goto(f"{live_server.url}/admin/news/frontpage/{paper.pk}/change/")
    choose(tab, stories[1], "lead")
    expect(zone(tab, "lead").locator(f"#story-{stories[1].pk}")).to_be_visible()
    tab.locator("[name=publish]").click()
    assert frontpage.front("zh-hans").lead.article == stories[1]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_is_for_everyone(tab, live_server, paper, stories, chief, scheme):
    frontpage.move(paper, stories[0].pk, "lead", by=chief, stand=Stand())
    frontpage.publish(paper, by=chief, stand=Stand.of(frontpage.on_the_board(paper)))
    seen = Stand.of(frontpage.on_the_board(paper))
    frontpage.move(paper, stories[1].pk, "strip", by=chief, stand=seen)
    tab.emulate_media(color_scheme=scheme)
    doors = ("change", "blocks", "versions", f"card/{stories[0].pk}")
    for width in (320, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        for door in doors:
            tab.goto(f"{live_server.url}/admin/news/frontpage/{paper.pk}/{door}/")
            tab.wait_for_load_state("networkidle")
            results = Axe().run(tab, options=AXE)
            assert results.response["passes"], "axe looked at nothing"
            assert results.response["violations"] == [], results.generate_report()
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, (door, width)
