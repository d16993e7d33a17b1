"""The prose editor in a real browser, under the strict policy of the desk."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from news.admin.body import EDITOR_STYLE
from news.body import BLOCKS
from tests.browser import editor_page

pytestmark = [pytest.mark.urls("tests.browser.editor_page"), pytest.mark.django_db]

STORY = "".join(block.html for block in BLOCKS) + (
    '<p>A <a href="/x/"><strong>b <em>c</em></strong></a><em>d</em> e\xa0f<br>g</p>'
    "<ul><li>a</li><li><p>b</p><p>c</p></li></ul>"
    '<figure data-image="12"></figure><figure data-document="5"></figure>'
    '<table><tbody><tr><th>a</th><td class="r">1</td></tr>'
    "<tr><th>b</th><td></td></tr></tbody></table>"
    "<table><caption>A <strong>b</strong></caption><tbody><tr><td>c</td></tr></tbody></table>"
    '<hr class="page">'
)


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Collect what the browser complains of; the test fails if there is anything."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


@pytest.fixture
def edit(page: Page, live_server: object, complaints: list[str]) -> Callable[[str], None]:
    """Open the editor over a stored text."""

    def open_editor(body: str) -> None:
        editor_page.stored["body"] = body
        page.goto(live_server.url)  # type: ignore[attr-defined]
        expect(page.locator(".ProseMirror")).to_be_visible()

    return open_editor


def save(page: Page) -> str:
    """Save the form and answer what is stored."""
    with page.expect_navigation():
        page.click("#save")
    expect(page.locator(".ProseMirror")).to_be_visible()
    return editor_page.stored["body"]


def test_a_story_of_every_block_is_unchanged_by_opening_and_saving(
    page: Page, edit: Callable[[str], None]
) -> None:
    edit(STORY)
    # An edit and its undoing make the editor write the whole text anew.
    page.locator(".ProseMirror > p").first.click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.keyboard.press("Backspace")
    assert "data-pm" not in page.locator("textarea[name=body]").input_value()
    assert save(page) == STORY


def tool(page: Page, name: str) -> None:
    """Press a button of the toolbar."""
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def act(page: Page, command: str) -> None:
    """Let the editor do what a hand would take time for, such as moving the cursor."""
    page.evaluate(f"document.querySelector('.ProseMirror').editor.commands.{command}")


def write(page: Page, *lines: str) -> None:
    """Type paragraphs at the end of the text."""
    act(page, "focus('end')")
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def paste(page: Page, name: str) -> None:
    """Paste what another program puts on the clipboard."""
    html = (Path(__file__).parents[1] / "data" / "paste" / f"{name}.html").read_text("utf-8")
    page.locator(".ProseMirror").focus()
    page.evaluate(
        """html => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/html", html)
            clipboardData.setData("text/plain", "plain")
            const options = { clipboardData, bubbles: true, cancelable: true }
            const event = new ClipboardEvent("paste", options)
            document.querySelector(".ProseMirror").dispatchEvent(event)
        }""",
        html,
    )


def test_headings_lists_and_quotes(page: Page, edit: Callable[[str], None]) -> None:
    edit("<p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>")
    # From below, since lists and quotes push on what follows them.
    tools = {13: "Numbered list", 10: "Quote", 7: "List", 4: "Subheading", 1: "Heading"}
    for place, name in tools.items():
        act(page, f"setTextSelection({place})")
        tool(page, name)
    assert save(page) == (
        "<h2>a</h2><h3>b</h3><ul><li>c</li></ul>"
        "<blockquote><p>d</p></blockquote><ol><li>e</li></ol>"
    )


def test_bold_emphasis_and_links(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("abc")
    act(page, "setTextSelection({ from: 3, to: 4 })")
    page.keyboard.press("Control+i")
    act(page, "setTextSelection({ from: 2, to: 4 })")
    tool(page, "Bold")
    tool(page, "Link")
    page.get_by_role("dialog").get_by_role("textbox").fill("https://a.example/")
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror a")).to_have_count(1)
    assert save(page) == ('<p>a<a href="https://a.example/"><strong>b<em>c</em></strong></a></p>')
    act(page, "setTextSelection(3)")
    tool(page, "Remove link")
    assert save(page) == "<p>a<strong>b<em>c</em></strong></p>"


def test_a_picture_of_the_library_is_stored_by_its_id(
    page: Page, edit: Callable[[str], None]
) -> None:
    edit("<p>a</p>")
    write(page, "")
    tool(page, "Picture")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    dialog.get_by_role("searchbox").fill("nothing like it")
    dialog.get_by_role("button", name="Search").click()
    expect(dialog.get_by_role("status")).to_have_text("No picture found.")
    dialog.get_by_role("searchbox").fill("picture 2")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="picture 2").click()
    figure = page.locator(".ProseMirror figure")
    expect(figure.locator("img")).to_have_attribute("alt", "alt 2")
    figure.locator("figcaption").click()
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    page.keyboard.type("b")
    assert save(page) == (
        '<p>a</p><figure data-image="2"><figcaption>mine</figcaption></figure><p>b</p>'
    )


def test_a_film_is_found_in_its_address(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    tool(page, "Film")
    page.get_by_role("dialog").get_by_role("textbox").fill("https://films.example/1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("No film was recognised")
    page.get_by_role("dialog").get_by_role("textbox").fill("https://youtu.be/dQw4w9WgXcQ?t=1")
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror figure")).to_contain_text("YouTube")
    assert save(page) == '<figure data-video="youtube:dQw4w9WgXcQ"></figure>'


def test_a_page_break_carries_its_title_and_a_note_its_words(
    page: Page, edit: Callable[[str], None]
) -> None:
    edit("<p>a</p>")
    write(page, "")
    tool(page, "Page break")
    page.get_by_role("textbox", name="Title of the page that begins here").fill("账本")
    write(page, "")
    tool(page, "Note")
    page.keyboard.type("check")
    stored = save(page)
    assert (
        stored
        == '<p>a</p><hr class="page" data-title="账本"><aside class="note"><p>check</p></aside>'
    )


def test_a_pull_quote_is_made_of_the_words_selected(
    page: Page, edit: Callable[[str], None]
) -> None:
    edit("")
    page.locator(".ProseMirror").focus()
    page.keyboard.type("words")
    act(page, "selectAll()")
    tool(page, "Pull quote")
    page.locator(".ProseMirror footer").click()
    page.keyboard.type("who")
    page.keyboard.press("Enter")
    page.keyboard.type("after")
    assert save(page) == (
        '<blockquote class="pull"><p>words</p><footer>who</footer></blockquote><p>after</p>'
    )


def test_a_table_with_caption_and_numbers(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    tool(page, "Table")
    page.keyboard.type("h")
    for word in ("", "", "one", "1", ""):
        page.keyboard.press("Tab")
        page.keyboard.type(word)
    page.keyboard.press("Shift+Tab")
    tool(page, "Numbers to the right")
    tool(page, "Caption")
    page.get_by_role("dialog").get_by_role("textbox").fill("plan")
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror table")).to_have_attribute("data-caption", "plan")
    assert save(page) == (
        "<table><caption>plan</caption><thead><tr><th>h</th><th></th><th></th></tr></thead>"
        '<tbody><tr><td>one</td><td class="r">1</td><td></td></tr></tbody></table>'
    )


def test_blocks_are_moved_and_removed_by_buttons(page: Page, edit: Callable[[str], None]) -> None:
    box = next(block.html for block in BLOCKS if block.name == "fact_box")
    edit(f"<p>a</p><p>b</p>{box}")
    block = page.locator(".ProseMirror .block")
    block.get_by_role("button", name="Move up").click()
    page.keyboard.press("Enter")
    assert save(page) == f"{box}<p>a</p><p>b</p>"
    block.get_by_role("button", name="Move down").click()
    assert save(page) == f"<p>a</p>{box}<p>b</p>"
    block.get_by_role("button", name="Remove").click()
    assert save(page) == "<p>a</p><p>b</p>"


def test_text_from_word_comes_in_clean(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    paste(page, "word")
    expect(page.get_by_role("status")).to_contain_text("clip_image001.png")
    assert save(page) == (
        "<h2>先拆的是墙</h2><p>870 <strong>米长的墙</strong>，<em>夏天</em>闻得到。</p>"
        "<ul><li>拆墙</li><li>铺路</li></ul><ol><li>一期</li><li>二期</li></ol>"
        "<table><tbody><tr><td>阶段</td><td>投资</td></tr>"
        "<tr><td>一期</td><td>2,180</td></tr></tbody></table>"
    )


def test_text_from_wechat_comes_in_clean(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    paste(page, "wechat")
    expect(page.get_by_role("status")).to_contain_text(re.compile("2 · river.jpg, 夜间照明"))
    assert save(page) == (
        "<h2>涨水的时候怎么办</h2><p><strong>步道分上下两层。</strong>下层贴着水面。</p>"
        '<p><a href="https://mp.weixin.qq.com/s/xyz">征求意见稿</a></p>'
    )


def test_the_editor_can_be_used_without_seeing_it(page: Page, edit: Callable[[str], None]) -> None:
    edit(STORY)
    expect(page.get_by_role("textbox", name="Text of the story")).to_be_visible()
    page.get_by_role("button", name="Heading", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Subheading")).to_be_focused()
    found = Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_the_desk_gives_scripts_a_nonce_and_admits_one_style(
    administrator: object, client_of: Callable[[object], Client]
) -> None:
    answer = client_of(administrator).get("/admin/news/topic/add/")
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    nonce = re.search(r"'nonce-([^']+)'", policy["script-src"])
    assert nonce
    assert f'<script type="importmap" nonce="{nonce[1]}">' in answer.content.decode()
    assert set(policy["style-src"].split()) == {"'self'", EDITOR_STYLE}
    assert "unsafe" not in answer["Content-Security-Policy"]
