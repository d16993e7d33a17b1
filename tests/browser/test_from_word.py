"""Word documents dropped on the list of stories, in a browser."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from news.models import Article
from tests import factories
from tests import word_files as word
from tests.browser.test_desk_writing import at_desk

__all__ = ["at_desk"]

pytestmark = pytest.mark.django_db(transaction=True)

DROP = """files => {
    const dataTransfer = new DataTransfer()
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))
        dataTransfer.items.add(new File([bytes], name))
    }
    const content = document.getElementById("content")
    for (const kind of ["dragover", "drop"]) {
        const options = { dataTransfer, bubbles: true, cancelable: true }
        content.dispatchEvent(new DragEvent(kind, options))
    }
}"""


def test_documents_dropped_on_the_list_become_drafts_one_by_one(
    at_desk: Callable[[Any], Page], editor: Any, live_server: Any
) -> None:
    factories.make_category("本地")
    page = at_desk(editor)
    page.goto(f"{live_server.url}/admin/news/article/")
    good = word.document(word.paragraph("船厂", style="Title"), word.paragraph("正文。"))
    files = [("好.docx", good), ("坏.docx", b"PK\x03\x04"), ("图.txt", b"a")]
    page.evaluate(DROP, [[name, base64.b64encode(data).decode()] for name, data in files])
    dialog = page.get_by_role("dialog")
    dialog.locator("button.pri").click()
    rows = dialog.locator(".word-results li")
    expect(rows).to_have_count(2)
    expect(dialog.locator(".word-results .refused")).to_contain_text("坏.docx")
    expect(rows.first.get_by_role("link")).to_have_text("船厂")
    article = Article.objects.get()
    assert (article.title, article.body) == ("船厂", "<p>正文。</p>")
    rows.first.get_by_role("link").click()
    expect(page.locator("#id_title")).to_have_value("船厂")
