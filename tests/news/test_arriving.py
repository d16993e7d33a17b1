"""Stories that arrive many at once are the rows that one after another would have become."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from comments.models import Thread
from news import arriving, editing, search, similar, workflow
from news.models import Article, Placement, Revision, Tag, TaggedArticle
from tests import factories

pytestmark = pytest.mark.django_db

THEN = datetime(2024, 5, 1, 8, tzinfo=UTC)
CLOCKS = {"created_at", "updated_at", "at"}
IDENTITIES = {"id", "translation_group", "article", "object_id", "content_object"}


def rows_of(article: Article) -> dict[str, list[dict]]:
    """Every row that hangs on a story, and its own, without ids and clocks."""
    found = {"article": [plain(Article.objects.filter(pk=article.pk).values().get())]}
    for relation in Article._meta.related_objects:
        rows = relation.related_model.objects.filter(**{relation.field.name: article}).values()
        found[relation.related_model.__name__] = sorted(map(plain, rows), key=repr)
    further = Article.extra_categories.through.objects.filter(article=article).values()
    tags = TaggedArticle.objects.filter(content_object=article).values()
    threads = Thread.objects.about(article).values()
    found["further"] = sorted(map(plain, further), key=repr)
    found["tags"] = sorted(map(plain, tags), key=repr)
    found["threads"] = [plain(row) for row in threads]
    return found


def plain(row: dict) -> dict:
    keep = {"category_id", "tag_id", "image_id", "byline_id", "document_id"}
    return {
        name: value
        for name, value in row.items()
        if name in keep or not {name, name.removesuffix("_id")} & (CLOCKS | IDENTITIES)
    }


def a_rich_state() -> dict:
    picture, document = factories.make_image(), factories.make_document()
    section = factories.make_category("新闻", slug="news")
    local = factories.make_category("本地", slug="local", parent=section)
    byline = factories.make_byline("林一帆")
    Tag.objects.create(name="Metro")
    words = "渡口的灯一盏一盏亮起来，街坊们说这条路终于修好了，孩子们在广场上放风筝。" * 5
    return {
        "title": "7月起|实行新的投放时段",
        "kicker": "快讯",
        "summary": "摘要",
        "body": f'<p onclick="x()">{words}</p><script>y()</script>'
        f'<figure data-image="{picture.pk}"><figcaption>题</figcaption></figure>'
        f'<figure data-document="{document.pk}"></figure>',
        "category": local.pk,
        "extra_categories": [section.pk],
        "source": factories.make_source("江川在线").pk,
        "publisher": factories.make_user("zhou").pk,
        "cover": picture.pk,
        "bylines": [{"byline": byline.pk}, {"name": "通讯员", "role": "author"}],
        "gallery": [{"image": picture.pk, "caption": "一"}],
        "tags": ["metro", "垃圾分类"],
        "is_highlighted": True,
        "publish_at": "2024-05-01T16:00:00+08:00",
        "unpublish_at": "2034-05-01T16:00:00+08:00",
        "translation_group": str(uuid.uuid4()),
    }


def one_by_one(state: dict) -> Article:
    with search.later():
        article = editing.apply(Article(), state, by=None)
        return workflow.publish(article, by=None, at=article.publish_at)


def test_rows_are_those_of_the_one_way_in():
    state = a_rich_state()
    single = one_by_one(state)
    [arrival] = arriving.publish_all(
        [state | {"translation_group": str(uuid.uuid4())}], created=[THEN]
    )
    similar.sign_older.call()
    many = rows_of(arrival.article)
    assert many == rows_of(single)
    assert {name for name, rows in many.items() if rows} >= {
        "ArticleByline",
        "ArticleStats",
        "DocumentUse",
        "GalleryItem",
        "ImageUse",
        "Placement",
        "SignatureBand",
        "StorySignature",
        "WorkflowEntry",
        "further",
        "tags",
        "threads",
    }
    assert "<script" not in arrival.article.body
    assert arrival.article.created_at == THEN
    assert not Revision.objects.exists()


def test_the_state_told_is_the_state_read_again():
    [arrival] = arriving.publish_all([a_rich_state()], created=[THEN])
    again = Article.objects.get(pk=arrival.article.pk)
    assert arrival.state == editing.state_of(again)


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": 999},
        {"category": None},
        {"source": 999},
        {"title": "长" * 201},
        {"body": "<script>x()</script>"},
        {"publish_at": None},
        {"related": [1]},
        {"language": "xx"},
        {"colour": "red"},
    ],
)
def test_nothing_is_brought_of_a_batch_with_a_wrong_one(wrong):
    state = {"title": "甲", "body": "<p>乙</p>", "publish_at": THEN.isoformat()}
    state["category"] = factories.make_category("新闻").pk
    with pytest.raises(ValidationError):
        arriving.publish_all([state, state | wrong], created=[THEN, THEN])
    assert not Article.objects.exists()


def test_two_translations_of_one_language_are_refused():
    state = a_rich_state()
    with pytest.raises(IntegrityError):
        arriving.publish_all([state, state], created=[THEN, THEN])


def test_queries_do_not_grow_with_the_stories(django_assert_max_num_queries):
    section = factories.make_category("新闻").pk
    state = {
        "title": "甲",
        "body": "<p>乙</p>",
        "publish_at": THEN.isoformat(),
        "category": section,
    }
    arriving.publish_all([state], created=[THEN])
    with django_assert_max_num_queries(30):
        arriving.publish_all([state] * 20, created=[THEN] * 20)
    assert Placement.objects.filter(category=None).count() == 21
