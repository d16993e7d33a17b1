"""The calendar in a browser: a story is dragged to another day, or moved by the keyboard alone."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils.timezone import localtime, make_aware
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2030, 5, 15)
"""A Wednesday far ahead: what stands there is still to come."""


@pytest.fixture
def story(db):
    at = make_aware(datetime.combine(DAY, time(9, 30)))
    return factories.make_article(title="渡口的早班船", publish_at=at)


@pytest.fixture
def tab(desk_of, live_server, editor, story):
    page = desk_of(editor)
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{live_server.url}/admin/news/article/calendar/?view=week&day={DAY}")
    return page


def stands_at(story):
    story.refresh_from_db()
    return f"{localtime(story.publish_at):%Y-%m-%d %H:%M}"


def cell(tab, day):
    return tab.locator(f'[data-cell="{day}"]')


def test_a_story_is_dragged_to_another_day_and_keeps_its_hour(tab, story):
    friday = DAY + timedelta(days=2)
    tab.locator(".movable > a").drag_to(cell(tab, friday))
    expect(tab.locator(".messagelist .success")).to_contain_text(story.title)
    expect(cell(tab, friday).locator(".movable")).to_have_count(1)
    assert stands_at(story) == "2030-05-17 09:30"


def test_alt_and_an_arrow_move_it_by_days_weeks_and_hours(tab, live_server, story):
    for key, day in [("ArrowRight", 16), ("ArrowLeft", 15)]:
        tab.locator(".movable > a").focus()
        tab.keyboard.press(f"Alt+{key}")
        expect(cell(tab, date(2030, 5, day)).locator(".movable")).to_have_count(1)
        assert stands_at(story) == f"2030-05-{day} 09:30"
    tab.goto(f"{live_server.url}/admin/news/article/calendar/?view=month&day={DAY}")
    tab.locator(".movable > a").focus()
    tab.keyboard.press("Alt+ArrowDown")
    expect(cell(tab, date(2030, 5, 22)).locator(".movable")).to_have_count(1)
    tab.goto(f"{live_server.url}/admin/news/article/calendar/?view=day&day=2030-05-22")
    tab.locator(".movable > a").focus()
    tab.keyboard.press("Alt+ArrowUp")
    expect(cell(tab, "2030-05-22T08").locator(".movable")).to_have_count(1)
    assert stands_at(story) == "2030-05-22 08:30"


def test_keys_without_alt_and_stories_already_out_stay(tab, live_server, story):
    out = factories.make_article(title="已经在线")
    tab.locator(".movable > a").focus()
    tab.keyboard.press("ArrowRight")
    tab.goto(f"{live_server.url}/admin/news/article/calendar/")
    shown = tab.get_by_role("link", name="已经在线")
    shown.focus()
    tab.keyboard.press("Alt+ArrowDown")
    expect(shown).to_be_visible()
    assert stands_at(story) == "2030-05-15 09:30"
    before = out.publish_at
    out.refresh_from_db()
    assert out.publish_at == before
