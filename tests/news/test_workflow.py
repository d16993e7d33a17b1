"""From draft to the readers and back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from news import workflow
from news.models import Article, CategoryEditor
from tests import factories

pytestmark = pytest.mark.django_db


def test_publishing_without_a_time_is_now():
    article = factories.make_article(state=Article.State.DRAFT)
    article = workflow.publish(article, by=None)
    assert article.is_live()
    assert article.first_publish_at == article.publish_at


def test_a_story_needs_text_or_a_jump_address():
    empty = factories.make_article(state=Article.State.DRAFT, body="")
    with pytest.raises(workflow.CannotMove):
        workflow.publish(empty, by=None)
    jump = factories.make_article(state=Article.State.DRAFT, body="", jump_url="/about/")
    assert workflow.publish(jump, by=None).is_live()


def test_closed_sections_take_no_stories():
    category = factories.make_category(allows_publishing=False)
    article = factories.make_article(category=category, state=Article.State.DRAFT)
    with pytest.raises(workflow.CannotMove):
        workflow.publish(article, by=None)


def test_a_section_grant_reaches_below_it_and_not_beside_it():
    top = factories.make_category()
    sub, other = factories.make_category(parent=top), factories.make_category()
    writer = factories.make_user(is_staff=True)
    CategoryEditor.objects.create(category=top, user=writer)
    inside = factories.make_article(category=sub, state=Article.State.DRAFT)
    outside = factories.make_article(category=other, state=Article.State.DRAFT)
    assert workflow.publish(inside, by=writer).publisher == writer
    with pytest.raises(PermissionDenied):
        workflow.publish(outside, by=writer)


def test_a_story_readers_saw_is_never_deleted():
    article = factories.make_article(state=Article.State.BINNED)
    with pytest.raises(workflow.CannotMove):
        workflow.delete_article(article, by=None)
    assert workflow.restore(article, by=None).state == Article.State.WITHDRAWN


def test_a_story_withdrawn_before_its_time_was_never_live():
    tomorrow = timezone.now() + timedelta(days=1)
    article = factories.make_article(publish_at=tomorrow)
    article = workflow.withdraw(article, by=None)
    assert not article.was_live(tomorrow + timedelta(days=1))
    workflow.delete_article(article, by=None)
    assert not Article.objects.exists()


def test_restored_draft_is_a_draft():
    article = factories.make_article(state=Article.State.DRAFT)
    workflow.bin_article(article, by=None)
    assert workflow.restore(article, by=None).state == Article.State.DRAFT
