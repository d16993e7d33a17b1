"""The guides of the desk."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from portal import help as help_pages
from tests import factories

pytestmark = pytest.mark.django_db

TEXTS = Path(settings.BASE_DIR, "templates/admin/help")


def parts_of(guide: str, language: str) -> set[str]:
    return set(re.findall(r'<h2 id="(\w+)"', (TEXTS / f"{guide}.{language}.html").read_text()))


@pytest.mark.parametrize("guide", help_pages.GUIDES)
def test_guides_have_the_same_parts_in_both_languages(guide):
    assert parts_of(guide, "zh") == parts_of(guide, "en") != set()


def test_every_link_leads_to_a_part_from_a_page_there_is():
    names = set(get_resolver().namespace_dict["admin"][1].reverse_dict)
    for name, address in help_pages.PARTS.items():
        guide, part = address.split("#")
        assert name in names, name
        assert part in parts_of(guide, "zh"), part


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", "写题目，选栏目"),
        ("zh-hant", "寫題目，選欄目"),
        ("en", "An empty draft is made"),
    ],
)
def test_a_guide_speaks_the_language_of_the_user(make_user, client_of, language, said):
    page = client_of(make_user("甲", role="editor", language=language)).get("/admin/help/editor/")
    assert said in page.content.decode()


def test_the_story_form_leads_to_writing(chief, client_of):
    story = factories.make_article(state="draft", by=chief)
    page = client_of(chief).get(f"/admin/news/article/{story.pk}/change/")
    assert 'href="/admin/help/editor/#writing"' in page.content.decode()


def test_guides_are_for_the_newsroom(chief, reader, client, client_of):
    assert client_of(chief).get("/admin/help/cooking/").status_code == 404
    assert client_of(reader).get("/admin/help/editor/").status_code == 403
    assert client.get("/admin/help/editor/").status_code == 302


QUOTED = re.compile(r"[“「]([^”」]+)[”」]")
PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[a-z]|\{\w*\}")

# Quoted, but no word of ours: why it is quoted all the same.
NO_WORDS = {"?": "a key on the keyboard", "工具—导出": "a menu of WordPress"}


def said_in(language: str) -> set[str]:
    """What our pages and their scripts say in a language, without what is filled in.

    Source strings are the English ones.
    """
    said = set()
    for domain in ("django", "djangojs"):
        path = Path(settings.BASE_DIR, f"portal/locale/zh_Hans/LC_MESSAGES/{domain}.mo")
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        for key, text in catalog.items():
            source = key[0] if isinstance(key, tuple) else key
            said.add(text if language == "zh" else source.rpartition("\x04")[2])
    return said | {PLACEHOLDER.sub("", words).strip(" :：") for words in said}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_that_guides_quote_are_the_words_on_the_screen(language):
    texts = [(TEXTS / f"{guide}.{language}.html").read_text() for guide in help_pages.GUIDES]
    quoted = {words for text in texts for words in QUOTED.findall(text)}
    assert len(quoted) > 20
    assert quoted - said_in(language) - set(NO_WORDS) == set()
