"""What came back from a lost session is sent again once, though signing in changed the token."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.looking import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "csrftoken"
LONG = "岸线还给散步的人。" * 10


def test_it_is_sent_again_once(page, live_server, administrator):
    article = factories.make_article(state="draft", title="旧题")
    page.set_default_timeout(60_000)
    sign_in(page, administrator, live_server.url)
    page.goto(f"{live_server.url}/admin/news/article/{article.pk}/change/")
    page.locator("#id_summary").fill(LONG)
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.querySelector('#article_form').requestSubmit()")
    expect(page.locator("form[data-desk]").get_by_label("摘要")).to_have_value(LONG)

    sign_in(page, administrator, live_server.url)
    page.context.clear_cookies(name=TOKEN)
    page.context.add_cookies([{"name": TOKEN, "value": "a" * 32, "url": live_server.url}])
    page.locator("form[data-desk] button").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert article.summary == LONG
