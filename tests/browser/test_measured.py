"""A story of 300 words with one photograph, from the first page of the desk to the readers.

An action is one click, one field typed into or chosen from, or one upload. It prints how many it
took and how long, and fails beyond what an editor was promised.
"""

import sys
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from news.models import Article
from tests import factories
from tests.browser.looking import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

MOST_ACTIONS, MOST_SECONDS = 12, 90

WORDS = "凌晨一点，末班车从渡口开出，车上坐着七个人，三个刚下夜班，两个要去早市占摊位。"


class Hand:
    """Does what an editor does, and counts it."""

    def __init__(self) -> None:
        self.actions: list[str] = []

    def click(self, what: Locator) -> None:
        self.actions.append("click")
        what.click()

    def type(self, where: Locator, words: str) -> None:
        self.actions.append("type")
        where.fill(words)

    def choose(self, where: Locator, value: str) -> None:
        self.actions.append("choose")
        where.select_option(value)

    def upload(self, where: Locator, file: Path) -> None:
        self.actions.append("upload")
        where.set_input_files(file)


def add_photograph(page: Page, hand: Hand, photo: Path) -> None:
    """Send it from the story itself, and make it the cover."""
    hand.click(page.locator(".field-cover .image-input button").first)
    dialog = page.locator("dialog.library")
    hand.type(dialog.locator(".drop-credit input").first, "罗一川")
    hand.type(dialog.locator(".drop-credit input").last, "夜班公交靠站")
    hand.upload(dialog.locator("input[type=file]"), photo)
    expect(dialog.locator(".library-grid [aria-pressed=true]")).to_have_count(1)
    hand.click(dialog.locator(".btn.pri"))
    expect(page.locator(".field-cover .picked img")).to_be_visible()


@pytest.mark.alone
def test_a_story_with_a_photograph_is_published_in_twelve_actions(
    page: Page, live_server: Any, administrator: Any, tmp_path: Path
) -> None:
    section = factories.make_category("公交", slug="buses")
    photo = tmp_path / "bus.jpg"
    photo.write_bytes(factories.picture_bytes(1600, 1067))
    sign_in(page, administrator, live_server.url)
    page.set_default_timeout(60_000)
    page.goto(f"{live_server.url}/admin/")
    hand, begun = Hand(), time.monotonic()

    hand.click(page.locator(".head form button.pri"))
    hand.type(page.locator("#id_title"), "夜班公交改道一个月，谁在坐")
    hand.choose(page.locator("#id_category"), str(section.pk))
    text = "\n".join(WORDS for _paragraph in range(8))
    hand.type(page.locator(".ProseMirror"), text)
    add_photograph(page, hand, photo)
    hand.click(page.locator("button[name=_publish]"))
    expect(page.locator(".messagelist .success")).to_be_visible()

    seconds = time.monotonic() - begun
    done = ", ".join(hand.actions)
    sys.stdout.write(f"\n{len(hand.actions)} actions, {seconds:.1f} seconds: {done}\n")
    article = Article.objects.get()
    assert article.is_live()
    assert len(article.body) > 300
    assert article.cover is not None
    assert (article.cover.credit, article.cover.alt_zh) == ("罗一川", "夜班公交靠站")
    assert len(hand.actions) <= MOST_ACTIONS
    assert seconds <= MOST_SECONDS
