"""Saying something: who may, what is held, what is refused, and that counts stay true."""

import pytest

from comments import moderation, posting, things
from comments.models import Comment
from news.models import Article
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.make_article()


def test_a_comment_is_held_and_shown_to_nobody_until_approved(article, moderator):
    comment = posting.post(article, body="桥修好了吗？", guest_name="路人甲")
    assert comment.state == Comment.State.PENDING
    assert Article.objects.get(pk=article.pk).stats.comment_count == 0
    assert len(moderation.approve([comment], by=moderator)) == 1
    assert Article.objects.get(pk=article.pk).stats.comment_count == 1
    assert moderation.approve([comment], by=moderator) == []


def test_open_policy_publishes_at_once(reader):
    SiteSettings(holds_first_comments=False).save()
    article = factories.make_article(category=factories.make_category(comment_policy="open"))
    assert posting.post(article, body="好", author=reader).is_published
    assert Article.objects.get(pk=article.pk).stats.comment_count == 1


def test_closed_story_closed_section_and_shut_thread_refuse(article, reader):
    silent = factories.make_article(allows_comments=False)
    shut = factories.make_article(category=factories.make_category(comment_policy="closed"))
    thread = things.open_thread(article)
    thread.is_open = False
    thread.save()
    for thing in (silent, shut, article):
        with pytest.raises(posting.CannotComment):
            posting.post(thing, body="好", author=reader)


def test_reply_to_a_reply_stands_at_level_two_with_its_root(article, reader):
    root = factories.make_comment(things.open_thread(article))
    reply = posting.post(article, body="是的", author=reader, parent=root)
    reply.state, reply.published_at = Comment.State.PUBLISHED, reply.created_at
    reply.save()
    answer = posting.post(article, body="不是", author=reader, parent=reply)
    assert (answer.depth, answer.root, answer.parent) == (2, root, reply)


def test_replies_to_hidden_and_foreign_comments_are_refused(article, reader):
    hidden = factories.make_comment(things.open_thread(article), state=Comment.State.PENDING)
    foreign = factories.make_comment(things.open_thread(factories.make_article()))
    for parent in (hidden, foreign):
        with pytest.raises(posting.CannotComment):
            posting.post(article, body="好", author=reader, parent=parent)


@pytest.mark.parametrize(
    "body", ["", "  \n\u3000", "\u200b\u200d\ufeff", "\u0301\u0301", "x" * 1001]
)
def test_empty_invisible_and_overlong_texts_are_refused(article, reader, body):
    with pytest.raises(posting.CannotComment):
        posting.post(article, body=body, author=reader)


def test_guests_need_a_name_and_the_sites_leave(article):
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="好", guest_name=" \u200b")
    SiteSettings(allows_guest_comments=False).save()
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="好", guest_name="路人")


def test_rejecting_a_published_comment_leaves_a_tombstone_and_lowers_the_count(article, moderator):
    comment = factories.make_comment(things.open_thread(article))
    moderation.reject([comment], by=moderator)
    comment.refresh_from_db()
    assert comment.state == Comment.State.REMOVED
    assert Article.objects.get(pk=article.pk).stats.comment_count == 0


def test_only_moderators_decide(article, reader, editor):
    from django.core.exceptions import PermissionDenied

    comment = posting.post(article, body="好", author=reader)
    with pytest.raises(PermissionDenied):
        moderation.approve([comment], by=reader)


def test_no_thread_is_made_for_drafts_or_strangers_to_the_register(article, reader):
    draft = factories.make_article(state=Article.State.DRAFT)
    assert things.find(things.key_of(article)) == article
    assert things.find(things.key_of(draft)) is None
    assert things.find(f"accounts.user:{reader.pk}") is None
    for forged in (
        "news.article:",
        "news.article:x",
        "news.article:٣",
        "news.article:9" + "9" * 30,
    ):
        assert things.find(forged) is None
