"""All that a reader does, without a script, in every language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from comments import moderation
from comments.models import Comment
from news.models import Article, Bookmark, ReactionCount
from portal.lib.formtokens import LEAST_SECONDS
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "pass-phrase"


@pytest.fixture
def plain(browser, browser_context_args) -> Iterator[Page]:
    """A tab that runs nothing."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    yield tab
    context.close()


@pytest.fixture
def city() -> None:
    factories.make_reaction_kinds()
    section = factories.make_category("城建", slug="building", name_en="Building")
    for language, title in (("zh-hans", "旧船厂的龙门吊不拆了"), ("en", "The cranes stay")):
        factories.make_article(category=section, language=language, title=title)


@pytest.mark.parametrize(
    ("prefix", "title", "query"),
    [
        ("", "旧船厂的龙门吊不拆了", "龙门吊"),
        ("/zh-hant", "舊船廠的龍門吊不拆了", "龍門吊"),
        ("/en", "The cranes stay", "crane"),
    ],
)
def test_a_reader_goes_all_the_way(plain, live_server, city, reader, chief, prefix, title, query):
    base = f"{live_server.url}{prefix}"
    story = Article.objects.get(language="en" if prefix == "/en" else "zh-hans")
    page = f"{live_server.url}{prefix}{story.get_absolute_url()}"

    plain.goto(f"{base}/")
    plain.locator(".nav a").first.click()
    expect(plain.locator("main h3")).to_have_text([title])
    plain.locator(".find [name=q]").fill(query)
    plain.locator(".find button").click()
    plain.locator("main h2 a").first.click()
    expect(plain).to_have_url(page)
    expect(plain.locator("h1")).to_have_text(title)

    plain.locator(".react button").first.click()
    expect(plain.locator("main [role=status] b")).to_have_count(1)
    assert ReactionCount.objects.get(article=story).count == 1
    plain.locator("main .btn.pri").click()
    expect(plain).to_have_url(page)

    plain.locator("form.stick [name=name]").fill("A-bei")
    plain.locator("form.stick [name=text]").fill("三百米太短。")
    plain.locator("form.stick .btn.pri").click()
    expect(plain.locator("main blockquote").last).to_have_text("三百米太短。")
    plain.wait_for_timeout(1_000 * LEAST_SECONDS)  # as long as a person takes to read it
    plain.locator("main .btn.pri").click()
    expect(plain.locator("main .c.wait")).to_contain_text("三百米太短。")
    moderation.approve(Comment.objects.all(), by=chief)
    plain.goto(page)
    expect(plain.locator("#comments .c")).to_contain_text("三百米太短。")

    plain.locator(".tools [name=saved]").click()
    plain.locator("main [name=login]").fill(reader.username)
    plain.locator("main [name=password]").fill(PASSWORD)
    plain.locator("main .btn.pri").first.click()
    plain.goto(page)
    plain.locator(".tools [name=saved]").click()
    expect(plain.locator("main [role=status]")).to_be_visible()
    assert Bookmark.objects.filter(user=reader, article=story).exists()
    plain.goto(f"{base}/accounts/saved/")
    expect(plain.locator("main")).to_contain_text(title)
