"""From page to page: reader pages fade, and the way to the desk throws nothing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)

NOTE_FADE = """
addEventListener('pagereveal', ({ viewTransition }) => {
  document.documentElement.dataset.fades = Boolean(viewTransition)
})
"""


def go(tab, address):
    """Go there as by a link, for only so Chromium fades."""
    with tab.expect_navigation(wait_until="load"):
        tab.evaluate("address => { location.href = address }", address)


def test_the_way_to_the_desk_throws_nothing(desk_of, live_server, administrator, story):
    tab = desk_of(administrator)
    tab.add_init_script(NOTE_FADE)
    tab.goto(live_server.url + story.get_absolute_url())
    tab.wait_for_load_state("networkidle")
    go(tab, reverse("news:home"))
    expect(tab.locator("html")).to_have_attribute("data-fades", "true")
    tab.wait_for_load_state("networkidle")
    go(tab, reverse("admin:index"))
    expect(tab.locator("#user-tools")).to_be_visible()
    tab.wait_for_load_state("networkidle")
    expect(tab.locator("html")).to_have_attribute("data-fades", "false")
