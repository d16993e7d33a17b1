"""The reader's tab, which remembers all that went wrong in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from news import reads
from news.models import Article
from tests import town
from tests.browser.looking import COUNT_VIOLATIONS, sign_in

# What a loaded machine may take; a quick one waits for nothing.
expect.set_options(timeout=60_000)


@pytest.fixture
def tab(page: Page, live_server) -> Iterator[Page]:
    """A tab that remembers what the content policy forbade and what scripts threw."""
    page.add_init_script(COUNT_VIOLATIONS)
    page.set_default_timeout(60_000)
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    page.close()
    reads.flush()
    assert thrown == []


@pytest.fixture
def desk_of(page: Page, live_server: Any) -> Iterator[Callable[[Any], Page]]:
    """Open a tab in which somebody is signed in; no script of it may fail, nothing be forbidden."""
    thrown: list[str] = []

    def enter(user: Any) -> Page:
        sign_in(page, user, live_server.url)
        page.add_init_script(COUNT_VIOLATIONS)
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield enter
    assert thrown == []
    assert page.evaluate("window.violations") == []
    page.close()


@pytest.fixture
def story(transactional_db) -> Article:
    """The story with everything on its page, in its city."""
    return town.build()
