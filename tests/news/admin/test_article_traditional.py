"""Traditional at the desk: what nobody read is marked, ambiguous words are named."""

import pytest

from news.models import Article
from tests import factories
from tests.desk_forms import errors_of, save

pytestmark = pytest.mark.django_db

LIST = "/admin/news/article/"


def change(article: Article) -> str:
    return f"{LIST}{article.pk}/change/"


def test_the_form_names_ambiguous_words_and_what_becomes_of_them(desk):
    story = factories.make_article(title="三只船", body="<p>好。</p>")
    html = desk.get(change(story)).content.decode()
    assert "三只船 → 三隻船" in html
    assert "繁体 自动" in html


def test_a_story_that_was_read_bears_no_mark_and_leaves_the_list(desk):
    read = factories.make_article(title="读过的", is_traditional_checked=True)
    unread = factories.make_article(title="新写的")
    english = factories.make_article(title="In English", language="en")
    assert "繁体 自动" not in desk.get(change(read)).content.decode()
    assert "繁体 自动" not in desk.get(change(english)).content.decode()
    listed = desk.get(f"{LIST}?unchecked=yes").content.decode()
    assert unread.title in listed
    assert read.title not in listed
    assert english.title not in listed


def test_terms_and_the_check_are_saved_with_the_story(desk):
    story = factories.make_article(title="后海的船")
    typed = {"traditional_terms": "后海 = 后海", "is_traditional_checked": True}
    save(desk, change(story), **typed, _update="1")
    story.refresh_from_db()
    assert (story.traditional_terms, story.is_traditional_checked) == ("后海 = 后海", True)


def test_terms_that_are_no_pairs_are_refused_at_their_field(desk):
    story = factories.make_article(title="后海的船")
    response = save(desk, change(story), traditional_terms="后海")
    assert "traditional_terms" in errors_of(response)
