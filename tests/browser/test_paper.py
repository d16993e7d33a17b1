"""A story on paper: what is printed, and what stays on the screen."""

import re
import zlib

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)

PRINTED = """() => {
  const shown = e => e.checkVisibility({ visibilityProperty: true })
  const words = e => [...e.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  return [...document.querySelectorAll('body *')].filter(e => words(e) && shown(e))
    .map(e => e.textContent.trim()).join('\\n')
}"""


def on_paper(tab: Page, address: str) -> str:
    tab.emulate_media(media="print")
    tab.goto(address)
    return tab.evaluate(PRINTED)


def test_story_is_printed_with_its_words_and_without_the_site_around(tab, live_server, story):
    words = on_paper(tab, f"{live_server.url}{story.get_absolute_url()}?view=all")
    for said in ("龙门吊", "澄浦新闻社", "早上六点", "图注。", "应为三百米。", "账也算过。"):
        assert said in words, said
    assert re.search(r"\d{4}", words), "no date"
    assert live_server.url.split("//")[1].split(":")[0] in words or "/article/" in words
    for furniture in (".nav", ".util", ".find", ".tools", ".react", "#comments", ".pn", ".crumb"):
        assert not any(part.is_visible() for part in tab.locator(furniture).all()), furniture


def test_story_becomes_a_document_of_few_pages(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}?view=all")
    printed = tab.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 1 <= pages <= 4
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL)
    drawn = sum(b" Tf" in inflated(stream) for stream in streams)
    assert drawn >= pages, "a page without words"


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
