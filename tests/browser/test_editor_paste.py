"""What other programs put on the clipboard: a golden clip of each, and what is stored of it.

Each has its `clip`, what is `stored`, and what the editor `said` was left out.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from news.body import clean
from tests.browser.editor_page import PICTURES
from tests.browser.test_editor import complaints, edit, save

__all__ = ["complaints", "edit"]

pytestmark = [pytest.mark.urls("tests.browser.editor_page"), pytest.mark.django_db]

CLIPS = Path(__file__).parents[1] / "data" / "paste"
PROGRAMS = ("word", "wps", "google-docs", "wechat", "plain")


def part(program: str, name: str) -> str:
    path = CLIPS / f"{program}.{name}"
    assert path.exists(), f"No golden clip of {program}: {path.name} is missing."
    return path.read_bytes().decode()


def paste(page: Page, kinds: dict[str, str]) -> None:
    page.locator(".ProseMirror").focus()
    page.evaluate(
        """kinds => {
            const clipboardData = new DataTransfer()
            for (const [kind, data] of Object.entries(kinds)) clipboardData.setData(kind, data)
            const options = { clipboardData, bubbles: true, cancelable: true }
            const event = new ClipboardEvent("paste", options)
            document.querySelector(".ProseMirror").dispatchEvent(event)
        }""",
        kinds,
    )


def clip_of(program: str) -> dict[str, str]:
    if program == "plain":
        return {"text/plain": part(program, "clip.txt")}
    return {"text/html": part(program, "clip.html"), "text/plain": "plain"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_clip_comes_in_clean_and_what_was_left_out_is_said(
    page: Page, edit: Callable[[str], None], program: str
) -> None:
    edit("")
    paste(page, clip_of(program))
    stored = part(program, "stored.html").strip()
    expect(page.locator(".editor-message")).to_have_text(part(program, "said.txt").strip())
    assert save(page) == stored
    assert clean(stored) == stored


def test_what_was_said_of_one_clip_is_gone_after_the_next(
    page: Page, edit: Callable[[str], None]
) -> None:
    edit("")
    paste(page, {"text/html": "<p>a<img src='b.jpg'></p><iframe></iframe>"})
    said = page.locator(".editor-message")
    expect(said).to_have_text("Left out: 1 picture (b.jpg), 1 film or sound.")
    paste(page, {"text/html": "<p onclick='a()'>c</p><script>alert(1)</script>"})
    expect(said).to_have_text("")
    assert save(page) == "<p>ac</p>"


def test_a_picture_that_lies_elsewhere_is_fetched_when_asked_for(
    page: Page, edit: Callable[[str], None], complaints: list[str]
) -> None:
    edit("")
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data or "")
        said = {"errors": ["Too large."]} if len(asked) == 1 else {**PICTURES[0], "is_new": True}
        route.fulfill(status=400 if len(asked) == 1 else 200, json=said)

    page.route(lambda url: "library/" in url, answer_posts(answer))
    paste(page, {"text/html": "<p>a<img src='https://a.example/b.jpg'><img src='c.jpg'></p>"})
    page.get_by_role("button", name="Fetch b.jpg").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Credit").fill("罗一川")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("Too large.")
    dialog.get_by_label("Credit").press("Enter")
    expect(page.locator(".ProseMirror figure")).to_have_count(1)
    assert "https://a.example/b.jpg" in asked[0]
    expect(page.locator(".editor-fetch button")).to_have_count(0)
    assert '<figure data-image="1"></figure>' in save(page)
    assert "400" in complaints.pop()


def answer_posts(answer: Callable[[Route], None]) -> Callable[[Route], None]:
    """Answer what is sent, and let through what is asked."""
    return lambda route: answer(route) if route.request.method == "POST" else route.fallback()
