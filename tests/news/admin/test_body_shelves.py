"""What the editor of a text chooses from: files of our own, and stories to link to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from news.uploads import add_document
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_stories_are_found_by_words_and_by_number(
    editor: Any, client_of: Callable[[object], Client]
) -> None:
    story = make_article(title="龙门吊不拆了")
    make_article(title="别的事", state="draft")
    client = client_of(editor)
    for typed in ("龙门吊", str(story.pk)):
        found = client.get("/admin/news/article/body/stories/", {"q": typed}).json()
        assert [(row["id"], row["title"]) for row in found["results"]] == [(story.pk, story.title)]
        assert found["results"][0]["address"] == story.get_absolute_url()


def test_files_are_found_by_name_and_by_id(
    editor: Any, client_of: Callable[[object], Client]
) -> None:
    plan = add_document(ContentFile(b"%PDF-1", name="plan.pdf"))
    add_document(ContentFile(b"ID3", name="talk.mp3"))
    client = client_of(editor)
    for query in ({"q": "PLAN"}, {"ids": plan.pk}):
        found = client.get("/admin/news/article/body/documents/", query).json()
        assert [row["id"] for row in found["results"]] == [plan.pk]
        assert found["next"] is False


def test_readers_see_no_shelf(reader: Any, client_of: Callable[[object], Client]) -> None:
    answer = client_of(reader).get("/admin/news/article/body/stories/")
    assert answer.status_code != 200
