"""What every page must stand in a browser: the rules of WCAG 2.2 AA and the content policy."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

# Preloading, axe would copy style sheets into the page, which the policy rightly forbids. What
# passes is named once: to tell of every place takes as long as to look at it.
AXE = {"runOnly": RULES, "preload": False, "resultTypes": ["violations"]}

# Rules that axe leaves out unless they are asked for by name.
ALSO = {"target-size": {"enabled": True}, "label-content-name-mismatch": {"enabled": True}}

COUNT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


def sign_in(page: Page, user: Any, url: str) -> None:
    """Give the browser the session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def wait_for_form(tab: Page) -> None:
    """Wait until a story's form has its editor with all tools, and nothing on it moves any more."""
    expect(tab.locator(".ProseMirror[aria-label]")).to_be_visible()
    tab.wait_for_load_state("networkidle")


def look_at(tab: Page) -> None:
    """Find nothing against accessibility, nothing forbidden, nothing wider than the screen."""
    options: dict[str, Any] = AXE | {"rules": ALSO}
    results = Axe().run(tab, options=options)
    assert results.response["passes"], "axe looked at nothing"
    assert results.response["violations"] == [], f"{tab.url}\n{results.generate_report()}"
    assert tab.evaluate("window.violations") == [], tab.url
    assert not is_too_wide(tab), tab.url


def is_too_wide(tab: Page) -> bool:
    """Whether the page must be pushed sideways."""
    return tab.evaluate("document.documentElement.scrollWidth > innerWidth")
