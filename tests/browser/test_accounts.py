"""The pages of the accounts in a browser: accessible, and at peace with the content policy."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import Page, expect

from comments.models import Comment
from news.bookmarks import set_bookmark
from news.corrections import correct
from news.models import Correction
from portal.first_pages import set_up_pages
from tests.browser.looking import look_at
from tests.factories import make_article, make_comment, make_thread

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "pass-phrase"

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


@pytest.fixture(autouse=True)
def on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})


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
    for name in ("login", "password"):
        field = tab.locator(f"main [name={name}]")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(f"! {tab.locator('#errors').inner_text()}")
    look_at(tab)


@pytest.mark.parametrize("path", ["/corrections/", "/en/page/privacy/", "/zh-hant/page/terms/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_the_editors_own(tab, live_server, path, scheme):
    set_up_pages()
    correct(make_article(), text="岸线三百米，不是五百米。", kind=Correction.Kind.APOLOGY, by=None)
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{live_server.url}{path}")
    look_at(tab)


def test_everything_works_without_scripts(browser, live_server, member):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    base = live_server.url
    sign_in(tab, base, member.username)
    expect(tab).to_have_url(f"{base}/accounts/saved/")
    tab.locator(".rm button").click()
    expect(tab.locator("main .rm")).to_have_count(0)
    tab.goto(f"{base}/accounts/settings/")
    tab.locator("[name=shown_name]").fill("阿北")
    tab.locator("main .btn.pri").click()
    expect(tab.locator("main .ent .name")).to_have_text("阿北")
    tab.goto(f"{base}/accounts/logout/")
    tab.locator("main .btn.pri").click()
    tab.goto(f"{base}/accounts/saved/")
    expect(tab.locator("main [name=login]")).to_be_visible()
    context.close()


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
