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

SAMPLES = sorted((Path(__file__).parents[1] / "data" / "body").glob("*/stored.html"))

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


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_a_golden_sample_is_unchanged_by_opening_and_saving(
    page: Page, edit: Callable[[str], None], sample: Path
) -> None:
    stored = sample.read_text("utf-8").strip()
    edit(f"<p>a</p>{stored}")
    act(page, "insertContentAt(1, 'b')")
    assert save(page) == f"<p>ba</p>{stored}"


def test_boxes_of_entries_are_written_by_keyboard(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    tool(page, "Fact box")
    for word in ("数字", "岸线", "1.2 公里", "步道", "300 米", ""):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("after")
    tool(page, "Timeline")
    for word in ("2026", "拆墙", "六点", ""):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    page.keyboard.type("2027")
    tool(page, "Questions and answers")
    for word in ("何时？", "九月"):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    assert save(page) == (
        '<aside class="fact"><h2>数字</h2><dl><div><dt>岸线</dt><dd>1.2 公里</dd></div>'
        "<div><dt>步道</dt><dd>300 米</dd></div></dl></aside><p>after</p>"
        '<ol class="timeline"><li><time>2026</time><h3>拆墙</h3><p>六点</p></li>'
        "<li><time>2027</time></li></ol>"
        '<section class="qa"><details><summary>何时？</summary><p>九月</p></details></section>'
    )


def test_pictures_are_chosen_together(page: Page, edit: Callable[[str], None]) -> None:
    edit("")
    tool(page, "Gallery")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="picture 2").click()
    dialog.get_by_role("button", name="picture 12").click()
    dialog.get_by_role("button", name="Insert").click()
    expect(page.locator(".ProseMirror figure")).to_have_count(2)
    assert save(page) == (
        '<div class="duo"><figure data-image="2"></figure><figure data-image="12"></figure></div>'
    )


def test_a_file_and_a_link_to_a_story(page: Page, edit: Callable[[str], None]) -> None:
    edit("<p>a</p>")
    write(page, "")
    tool(page, "Own file")
    page.get_by_role("dialog").get_by_role("button", name="The plan").click()
    expect(page.locator(".ProseMirror figure")).to_contain_text("PDF")
    act(page, "setTextSelection({ from: 1, to: 2 })")
    tool(page, "Link to a story")
    page.get_by_role("dialog").get_by_role("button", name="The plan").click()
    expect(page.locator(".ProseMirror a")).to_have_count(1)
    assert save(page) == '<p><a href="/a/5/">a</a></p><figure data-document="5"></figure>'


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
    dialog.get_by_role("button", name="Insert").click()
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
    block.get_by_role("button", name="Remove", exact=True).click()
    assert save(page) == "<p>a</p><p>b</p>"


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
