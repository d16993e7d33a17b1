"""The pages of the accounts in a browser: accessible, and at peace with the content policy."""

from collections.abc import Iterator

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from comments.models import Comment
from news.bookmarks import set_bookmark
from tests.factories import make_article, make_comment, make_thread

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "pass-phrase"

COUNT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""

OPEN = [
    "/accounts/login/",
    "/en/accounts/signup/",
    "/zh-hant/accounts/login/code/",
    "/accounts/password/reset/",
]
OWN = [
    "/accounts/saved/",
    "/en/accounts/comments/",
    "/accounts/settings/",
    "/zh-hant/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
]
GUARDED = [
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/",
]


@pytest.fixture
def tab(page: Page, live_server) -> Iterator[Page]:
    """A tab that remembers what the content policy forbade, on a phone's width."""
    page.add_init_script(COUNT_VIOLATIONS)
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_default_timeout(10_000)
    yield page


@pytest.fixture
def member(reader):
    """A member with an address, a saved story and comments in several states."""
    reader.email = "bei@news.example"
    reader.save()
    article = make_article(kicker="滨河更新", title="旧船厂的龙门吊不拆了")
    set_bookmark(reader, article, saved=True)
    thread = make_thread(article)
    make_comment(thread, "栏杆有没有反光标识？", author=reader, state=Comment.State.PENDING)
    make_comment(thread, "二期快一点。", author=reader)
    return reader


def sign_in(tab: Page, base: str, name: str) -> None:
    tab.goto(f"{base}/accounts/login/")
    tab.locator("[name=login]").fill(name)
    tab.locator("main [name=password]").fill(PASSWORD)
    tab.locator("main .btn.pri").click()


def look_at(tab: Page) -> None:
    """Find nothing against accessibility, nothing forbidden, nothing wider than the screen."""
    results = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert results.response["passes"], "axe looked at nothing"
    assert results.response["violations"] == [], results.generate_report()
    assert tab.evaluate("window.violations") == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_for_everyone(tab, live_server, path, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{live_server.url}{path}")
    look_at(tab)


def test_a_failed_sign_in_is_announced(tab, live_server, member):
    tab.goto(f"{live_server.url}/accounts/login/")
    tab.locator("[name=login]").fill("nobody")
    tab.locator("main [name=password]").fill("wrong")
    tab.locator("main .btn.pri").click()
    expect(tab.locator("main [role=alert]")).to_be_visible()
    look_at(tab)


def test_a_members_own_pages(tab, live_server, member):
    sign_in(tab, live_server.url, member.username)
    expect(tab).to_have_url(f"{live_server.url}/accounts/saved/")
    for path in OWN:
        response = tab.goto(f"{live_server.url}{path}")
        assert response.ok, path
        assert tab.locator("h1").count() == 1, path
        look_at(tab)


def test_the_pages_of_the_second_factor(tab, live_server, member):
    sign_in(tab, live_server.url, member.username)
    tab.goto(f"{live_server.url}{GUARDED[0]}")
    look_at(tab)
    tab.locator("main [name=password]").fill(PASSWORD)
    tab.locator("main .btn.pri").click()
    for path in GUARDED:
        tab.goto(f"{live_server.url}{path}")
        look_at(tab)
    expect(tab.locator("main h1")).to_be_visible()
    TOTP.activate(member, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member)
    for path in ("/accounts/2fa/recovery-codes/", "/accounts/2fa/totp/deactivate/"):
        tab.goto(f"{live_server.url}{path}")
        look_at(tab)


def test_a_passkey_is_made_and_signs_in(tab, live_server, member):
    base = live_server.url.replace("127.0.0.1", "localhost")
    tools = tab.context.new_cdp_session(tab)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    sign_in(tab, base, member.username)
    tab.goto(f"{base}/accounts/2fa/webauthn/add/")
    tab.locator("main [name=password]").fill(PASSWORD)
    tab.locator("main .btn.pri").click()
    tab.locator("[name=passwordless]").check()
    tab.locator("#mfa_webauthn_add").click()
    expect(tab).to_have_url(f"{base}/accounts/2fa/recovery-codes/")
    look_at(tab)

    tab.goto(f"{base}/accounts/logout/")
    tab.locator("main .btn.pri").click()
    tab.goto(f"{base}/accounts/login/")
    tab.locator("#passkey_login").click()
    expect(tab).to_have_url(f"{base}/accounts/saved/")
    assert tab.evaluate("window.violations") == []
