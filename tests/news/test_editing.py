"""One way in: whatever saves a story saves it whole, clean, and in every list it belongs to."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from news import editing, workflow
from news.models import Article, DocumentUse, ImageUse, Placement
from tests import factories

pytestmark = pytest.mark.django_db


def test_state_survives_a_round_trip():
    first, second = factories.make_article(), factories.make_article()
    byline, image = factories.make_byline(), factories.make_image()
    state = {
        "kicker": "滨河更新",
        "title": "旧船厂的龙门吊不拆了",
        "body": factories.BODY,
        "category": first.category_id,
        "extra_categories": [second.category_id],
        "bylines": [
            {"byline": byline.pk, "name": "", "role": "author"},
            {"byline": None, "name": "本报通讯员", "role": "correspondent"},
        ],
        "cover": image.pk,
        "gallery": [{"image": image.pk, "caption": "渡口"}],
        "tags": ["步道", "船厂"],
        "related": [second.pk, first.pk],
        "publish_at": "2026-06-18T06:40:00+08:00",
    }
    article = editing.apply(Article(), state, by=None)
    again = editing.apply(Article.objects.get(pk=article.pk), editing.state_of(article), by=None)
    assert editing.state_of(again) == editing.state_of(article)
    assert {key: editing.state_of(again)[key] for key in state if key != "publish_at"} == {
        key: value for key, value in state.items() if key != "publish_at"
    }


def test_body_is_cleaned_whoever_saves():
    article = factories.make_article(body='<p onclick="x()">你好</p><script>x()</script>')
    assert article.body == "<p>你好</p>"


def test_break_hints_leave_the_title_clean_and_fall_away_when_it_changes():
    article = factories.make_article(title="旧船厂的龙门吊|不拆了")
    assert (article.title, article.title_breaks) == (
        "旧船厂的龙门吊不拆了",
        "旧船厂的龙门吊|不拆了",
    )
    article = editing.apply(article, {"title": "另一个题目"}, by=None)
    assert article.title_breaks == ""


def test_summary_is_drawn_where_none_is_typed():
    article = factories.make_article()
    assert article.shown_summary.startswith("早上六点，北堤路的围墙")
    article = editing.apply(article, {"summary": "手写的摘要。"}, by=None)
    assert article.shown_summary == "手写的摘要。"


def test_related_stories_point_both_ways():
    first, second, third = (factories.make_article() for _ in range(3))
    editing.apply(first, {"related": [third.pk, second.pk]}, by=None)
    assert list(first.related_rows.values_list("related", flat=True)) == [third.pk, second.pk]
    assert list(second.related_rows.values_list("related", flat=True)) == [first.pk]
    editing.apply(first, {"related": [third.pk]}, by=None)
    assert not second.related_rows.exists()


def test_unknown_key_is_refused():
    with pytest.raises(ValidationError):
        factories.make_article(colour="red")


def test_naive_and_bad_times():
    article = factories.make_article(pinned_until="2026-06-18T06:40:00")
    assert article.pinned_until == datetime.fromisoformat("2026-06-18T06:40:00+08:00")
    with pytest.raises(ValidationError):
        editing.apply(article, {"pinned_until": "tomorrow"}, by=None)


def test_reporter_may_not_change_a_published_story():
    reporter = factories.make_user(is_staff=True)
    with pytest.raises(PermissionDenied):
        editing.apply(factories.make_article(), {"title": "改"}, by=reporter)


def test_placements_follow_sections_and_state():
    top = factories.make_category()
    sub = factories.make_category(parent=top)
    other = factories.make_category()
    article = factories.make_article(category=sub, extra_categories=[other.pk])
    placed = set(article.placements.values_list("category", flat=True))
    assert placed == {None, top.pk, sub.pk, other.pk}
    editing.apply(article, {"category": other.pk, "extra_categories": []}, by=None)
    assert set(article.placements.values_list("category", flat=True)) == {None, other.pk}
    workflow.withdraw(article, by=None)
    assert not Placement.objects.filter(article=article).exists()


def test_tag_and_byline_lists_know_when_a_story_shows():
    byline = factories.make_byline()
    article = factories.make_article(
        tags=["步道"], bylines=[{"byline": byline.pk, "name": "", "role": "author"}]
    )
    assert byline.article_bylines.live().count() == 1
    assert article.tagged.live().in_language("zh-hans").count() == 1
    workflow.withdraw(article, by=None)
    assert byline.article_bylines.live().count() == 0
    assert article.tagged.live().count() == 0


def test_uses_of_pictures_and_documents_are_written_down():
    image, document = factories.make_image(), factories.make_document()
    body = (
        f'<figure data-image="{image.pk}"></figure><figure data-document="{document.pk}"></figure>'
        '<figure data-image="999999"></figure>'
    )
    article = factories.make_article(body=body, cover=image.pk)
    assert set(ImageUse.objects.values_list("image", "place")) == {
        (image.pk, "body"),
        (image.pk, "cover"),
    }
    assert DocumentUse.objects.count() == 1
    editing.apply(article, {"body": factories.BODY, "cover": None}, by=None)
    assert not ImageUse.objects.exists()
    assert not DocumentUse.objects.exists()


def test_revised_time_is_for_readers_not_for_the_desk():
    chief = factories.make_user(is_staff=True, is_superuser=True)
    article = factories.make_article()
    article = editing.apply(article, {"is_highlighted": True}, by=chief)
    assert article.revised_at is None
    article = editing.apply(article, {"title": "改过的题目"}, by=chief)
    assert article.revised_at is not None


def test_saving_costs_the_same_for_one_and_for_five_of_everything(django_assert_max_num_queries):
    others = [factories.make_article() for _ in range(5)]
    images = [factories.make_image() for _ in range(5)]
    for count in (1, 5):
        article = factories.make_article()
        state = {
            "tags": [f"标签{count}{n}" for n in range(count)],
            "related": [other.pk for other in others[:count]],
            "gallery": [{"image": image.pk, "caption": ""} for image in images[:count]],
        }
        with django_assert_max_num_queries(84):
            editing.apply(article, state, by=None)


def test_live_is_decided_by_the_clock():
    now = timezone.now()
    article = factories.make_article(publish_at=now + timedelta(hours=1))
    assert not article.is_live()
    assert article.is_live(now + timedelta(hours=2))
    assert Article.objects.live(now + timedelta(hours=2)).get() == article
    assert not Article.objects.live().exists()
