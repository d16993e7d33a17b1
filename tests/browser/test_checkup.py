"""The check-up's panel in a browser: a finding leads to its place, is mended, or passed over."""

import pytest
from playwright.sync_api import expect

from news.models import Article, CheckupOverride, HouseWord
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db):
    HouseWord.objects.create(pattern="谣言", kind=HouseWord.Kind.BANNED)
    return factories.make_article(
        state="draft",
        title="旧船厂,不拆了",
        body="<p>第一段很平常。</p><p>有人说这是谣言。</p>",
    )


@pytest.fixture
def tab(desk_of, live_server, editor, story):
    page = desk_of(editor)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/admin/news/article/{story.pk}/change/")
    expect(page.locator(".ProseMirror")).to_be_visible()
    return page


def selected(tab):
    return tab.evaluate("String(getSelection())")


def test_a_finding_leads_to_its_words_in_the_text_and_in_a_field(tab):
    tab.locator("[name=_checkup]").click()
    banned = tab.locator(".found li.error a", has_text="谣言")
    expect(banned).to_be_visible()
    banned.click()
    assert "谣言" in selected(tab)
    second = tab.locator(".ProseMirror > p").nth(1)
    expect(second).to_be_in_viewport()
    tab.locator('.found a[data-field="title"]').first.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#id_title")).to_be_focused()
    start, end = tab.evaluate(
        "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    )
    assert "," in "旧船厂,不拆了"[start:end]


def test_a_suggestion_is_put_in_and_saved_only_by_saving(tab, story):
    tab.locator("[name=_checkup]").click()
    tab.locator(".found button[name=_mend]").first.click()
    expect(tab.locator("#id_title")).to_have_value("旧船厂，不拆了")
    story.refresh_from_db()
    assert story.title == "旧船厂,不拆了"
    tab.locator(".submit-row [name=_continue]").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    story.refresh_from_db()
    assert story.title == "旧船厂，不拆了"


def test_an_error_is_passed_over_for_a_reason_alone(tab, story):
    tab.locator("[name=_publish]").first.click()
    reason = tab.locator("#checkup_reason")
    expect(reason).to_be_visible()
    expect(tab.locator(".ProseMirror > p").nth(1)).to_contain_text("谣言")
    tab.locator("[name=_publish]").first.click()
    expect(reason).to_be_visible()
    assert Article.objects.get().state == "draft"
    reason.fill("辟谣稿，引用原话")
    tab.locator("[name=_publish]").first.click()
    expect(reason).to_have_count(0)
    story.refresh_from_db()
    assert story.is_live()
    assert CheckupOverride.objects.get().reason == "辟谣稿，引用原话"
