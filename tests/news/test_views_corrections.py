"""The page on which all corrections stand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import corrections, workflow
from news.models import Article, Correction
from portal.first_pages import set_up_pages
from tests.factories import make_article

pytestmark = pytest.mark.django_db

Kind = Correction.Kind


def make_correction(text: str, *, kind=Kind.CORRECTION, article=None, ago: int = 0) -> Correction:
    correction = corrections.correct(article or make_article(), kind=kind, text=text, by=None)
    Correction.objects.filter(pk=correction.pk).update(at=timezone.now() - timedelta(hours=ago))
    return correction


def main_of(address: str) -> str:
    return Client().get(address).content.decode().split("<main")[1].split("</main>")[0]


def test_corrections_stand_newest_first_with_their_stories():
    story = make_article(title="龙门吊不拆了")
    wrong = make_correction("岸线三百米，不是五百米。", article=story, ago=5)
    make_correction("致歉：认错了人。", kind=Kind.APOLOGY, ago=1)
    page = main_of("/corrections/")
    assert page.index("认错了人") < page.index("岸线三百米")
    assert f'<a href="{story.get_absolute_url()}#c{wrong.pk}">龙门吊不拆了</a>' in page
    assert str(Kind.APOLOGY.label) in page
    assert page.count("p-cinnabar") == 2  # the head and the grave one


def test_each_language_has_its_own():
    make_correction("岸线三百米。")
    make_correction("It was a mile.", article=make_article(title="The crane", language="en"))
    assert "It was a mile." in main_of("/en/corrections/")
    assert "岸线" not in main_of("/en/corrections/")
    assert "岸線三百米" in main_of("/zh-hant/corrections/")


def test_withdrawn_stories_take_their_corrections_along():
    story = make_article()
    make_correction("岸线三百米。", article=story)
    workflow.withdraw(Article.objects.get(pk=story.pk), by=None)
    assert "岸线" not in main_of("/corrections/")


def test_the_text_above_is_the_editors(settings):
    set_up_pages()
    assert "please tell the newsroom" in main_of("/en/corrections/")


def test_the_list_is_paged():
    story = make_article()
    for number in range(21):
        make_correction(f"第{number}处。", article=story, ago=number)
    assert "第19处" in main_of("/corrections/")
    assert "第20处" not in main_of("/corrections/")
    assert "第20处" in main_of("/corrections/?page=2")
    assert Client().get("/corrections/?page=3").status_code == 404
    assert Client().get("/corrections/?page=x").status_code == 404


def test_an_empty_list_says_so():
    assert Client().get("/corrections/").status_code == 200
    assert '<ol class="stack' not in main_of("/corrections/")


def test_a_story_links_the_list():
    story = make_article()
    make_correction("岸线三百米。", article=story)
    assert 'href="/corrections/#c' in main_of(story.get_absolute_url())


def test_queries_do_not_grow_with_the_list():
    make_correction("一处。")
    Client().get("/corrections/")
    with CaptureQueriesContext(connection) as one:
        Client().get("/corrections/")
    for number in range(4):
        make_correction(f"又{number}处。")
    Client().get("/corrections/")
    with CaptureQueriesContext(connection) as five:
        Client().get("/corrections/")
    assert len(one) == len(five)


def test_the_list_walks_an_index():
    rows = corrections._listed("zh-hans").values_list("pk")[:20]
    plan = rows.explain()
    if connection.vendor == "sqlite":
        assert "correction_newest" in plan
