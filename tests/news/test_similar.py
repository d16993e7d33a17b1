"""Stories that say nearly the same."""

import random

import pytest

from news import similar
from news.models import Article, SignatureBand, StorySignature
from tests import factories

pytestmark = pytest.mark.django_db

PLACES = ["船厂", "渡口", "菜场", "书屋", "电梯", "公园", "学校", "医院", "剧场", "码头"]
SENTENCES = [
    f"第{number}段说的是{place}的事，那里的人{number * 7 % 13}年前就在等这一天。"
    for number, place in enumerate(PLACES * 2)
]
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def likely(html, other):
    rows = similar.find(html, without=other)
    return [row.article for row in rows]


def test_the_same_story_with_another_opening_is_found():
    first = factories.make_article(body=TEXT)
    again = factories.make_article(body=TEXT.replace(SENTENCES[0], "开头换了一种说法，其余照旧。"))
    (found,) = similar.find(again.body, without=again)
    assert found.article == first
    assert found.share > 0.75


def test_a_story_is_not_like_itself_nor_like_one_in_the_bin():
    story = factories.make_article(body=TEXT)
    factories.make_article(body=TEXT, state=Article.State.BINNED)
    assert likely(story.body, story) == []


def test_another_story_is_not_named():
    factories.make_article(body=TEXT)
    other = factories.make_article(body="".join(f"<p>{row[::-1]}</p>" for row in SENTENCES))
    assert likely(other.body, other) == []


def test_short_texts_are_not_compared():
    factories.make_article(body="<p>今天停水。</p>")
    other = factories.make_article(body="<p>今天停水。</p>")
    assert likely(other.body, other) == []
    assert not SignatureBand.objects.exists()


def test_script_and_width_make_no_difference():
    first = factories.make_article(body=TEXT)
    other = factories.make_article(body=TEXT.replace("说", "說").replace("，", ","))
    assert likely(other.body, other) == [first]


def test_the_signature_follows_the_text():
    story = factories.make_article(body=TEXT)
    twin = factories.make_article(body=TEXT)
    Article.objects.filter(pk=story.pk).update(body="")
    story.refresh_from_db()
    similar.index(story)
    assert likely(twin.body, twin) == []


def test_a_signature_that_is_there_already_is_not_written_again(django_assert_num_queries):
    story = factories.make_article(body=TEXT)
    with django_assert_num_queries(1):
        similar.index(story)


def test_finding_asks_twice_however_many_stories_there_are(django_assert_num_queries):
    story = factories.make_article(body=TEXT)
    for _number in range(5):
        factories.make_article(body=TEXT)
    with django_assert_num_queries(2):
        assert len(similar.find(TEXT, without=story)) == 5


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_likeness_is_about_what_is_shared(share):
    chance = random.Random(7)
    letters = [chr(chance.randrange(0x4E00, 0x9FFF)) for _n in range(4_000)]
    kept = int(2_000 * 2 * share / (1 + share))
    one, other = "".join(letters[:2_000]), "".join(letters[2_000 - kept : 4_000 - kept])
    found = similar.likeness(similar.signature(one), similar.signature(other))
    assert abs(found - share) < 0.17


def test_stories_of_before_are_signed_by_the_worker(monkeypatch):
    first = factories.make_article(body=TEXT)
    short = factories.make_article()
    StorySignature.objects.all().delete()
    SignatureBand.objects.all().delete()
    again = factories.make_article(body=TEXT, state="draft")
    assert likely(again.body, again) == []
    monkeypatch.setattr(similar, "BATCH", 1)
    assert similar.sign_older.call() == 2
    assert likely(again.body, again) == [first]
    assert similar.sign_older.call() == 0
    assert StorySignature.objects.filter(article=short).exists()
