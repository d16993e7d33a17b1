"""The editor's door to the tidy: only the desk, only by POST, nothing saved."""

import pytest
from django.test import Client

from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

TIDY = "/admin/news/article/body/tidy/"


def test_a_text_is_answered_tidied_and_nothing_is_saved(editor, client_of):
    story = factories.make_article(body="<p>他说,好.</p>")
    answer = client_of(editor).post(TIDY, {"body": "<p onclick='a'>他说,好.</p>"})
    assert answer.json() == {"before": "<p>他说,好.</p>", "body": "<p>他说，好。</p>"}
    assert Article.objects.get(pk=story.pk).body == "<p>他说,好.</p>"


def test_it_is_asked_by_post_with_a_token_by_the_desk(editor, reader, client_of):
    assert client_of(editor).get(TIDY).status_code == 405
    assert client_of(reader).post(TIDY, {"body": "a"}).status_code in (302, 403)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(TIDY, {"body": "a"}).status_code == 403


def test_what_is_too_long_is_refused_in_words(editor, client_of, monkeypatch):
    monkeypatch.setattr("news.admin.body_tidy.MAX_LENGTH", 10)
    answer = client_of(editor).post(TIDY, {"body": "a" * 11})
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
