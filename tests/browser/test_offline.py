"""Reading on when the network is gone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from news import reads, workflow
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

STORED = """async () => {
  const cache = await caches.open('stories-1')
  return (await cache.keys()).map(key => new URL(key.url).pathname)
}"""


@pytest.fixture
def phone(browser, browser_context_args) -> Iterator[BrowserContext]:
    """A device that keeps pages, as those of readers do."""
    context = browser.new_context(**browser_context_args | {"service_workers": "allow"})
    yield context
    for tab in context.pages:
        tab.wait_for_load_state("networkidle")
    context.close()
    reads.flush()


@pytest.fixture
def story() -> Article:
    return factories.make_article(kicker="滨河更新", title="旧船厂的龙门吊不拆了：岸线还给散步的人")


def read(tab: Page, address: str, *, stored: list[str]) -> None:
    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    tab.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    tab.wait_for_function(f"({STORED})().then(s => s.join() === {','.join(stored)!r})")


def test_stories_read_last_are_there_without_a_network(phone, live_server, story):
    english = factories.make_article(language="en", title="Cranes stay")
    tab = phone.new_page()
    here, there = story.get_absolute_url(), f"/en/article/{english.pk}/"
    there = f"{there}{english.slug}/" if english.slug else there
    read(tab, f"{live_server.url}{here}", stored=[here])
    read(tab, f"{live_server.url}{there}", stored=[here, there])
    phone.set_offline(True)
    tab.goto(f"{live_server.url}{here}")
    expect(tab.locator("h1")).to_contain_text("旧船厂的龙门吊")
    assert tab.evaluate("getComputedStyle(document.querySelector('.mast')).borderTopWidth") == "4px"
    tab.goto(f"{live_server.url}/archive/")
    listed = tab.locator("[data-stored] h3")
    expect(listed).to_have_text(["滨河更新旧船厂的龙门吊不拆了：岸线还给散步的人"])
    tab.locator("[data-stored] h3 a").click()
    expect(tab.locator("h1")).to_contain_text("旧船厂的龙门吊")


def test_withdrawn_story_leaves_the_device(phone, live_server, story):
    tab = phone.new_page()
    address = story.get_absolute_url()
    read(tab, f"{live_server.url}{address}", stored=[address])
    workflow.withdraw(story, by=None)
    tab.goto(f"{live_server.url}{address}")
    tab.wait_for_function(f"({STORED})().then(s => s.length === 0)")
